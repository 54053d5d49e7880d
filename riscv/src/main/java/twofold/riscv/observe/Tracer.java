package twofold.riscv.observe;

import java.util.Map;
import java.util.OptionalLong;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import twofold.riscv.hart.Exit;
import twofold.riscv.hart.FetchUnit;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;
import twofold.riscv.memory.AddressSpace;

/**
 * Runs harts one instruction at a time and tells each: who ran it, its address, its bits, its text, and the registers it changed. Traps and
 * interrupts taken have lines of their own, and so has what somebody outside changed while the hart was not running (the result of a system
 * call, a signal). The lines' form is {@link TraceLine}'s.
 */
public final class Tracer implements Runner {
    private static final int SATP = 0x180;

    private final Function<Hart, String> who;
    private final Consumer<CharSequence> out;
    private final Map<Hart, Registers> known = new WeakHashMap<>();
    private final StringBuilder traps = new StringBuilder();
    private final TraceLine line = new TraceLine();

    /**
     * @param who what to call the hart, its mode and what runs on it; asked before each instruction
     * @param out takes lines, newline included; what it is given is only good during the call
     */
    public Tracer(Function<Hart, String> who, Consumer<CharSequence> out) {
        this.who = who;
        this.out = out;
    }

    @Override
    public Exit run(Hart hart, long budget) {
        Registers registers = known.get(hart);
        if (registers == null) {
            registers = new Registers(hart);
            known.put(hart, registers);
            hart.tellTraps((h, cause, value) -> line.trap(traps, who.apply(h), h.pc, cause, value));
        } else if (registers.differ(hart)) {
            line.outside(who.apply(hart), hart, registers);
            tell();
        }
        for (long left = budget; left > 0; left--) {
            Exit exit = hart.attend();
            flushTraps(hart, registers);
            if (exit != null) {
                return exit;
            }
            exit = step(hart, registers);
            if (exit != Exit.PREEMPTED || !hart.usedUp()) {
                return exit;
            }
        }
        return Exit.PREEMPTED;
    }

    /** One instruction, or one trap taken in its place. */
    private Exit step(Hart hart, Registers registers) {
        String name = who.apply(hart);
        AddressSpace space = hart.space();
        long pc = hart.pc;
        long before = hart.retired;
        long bits = FetchUnit.fetched(space, pc);
        OptionalLong tables = bits < 0 ? hart.csr(SATP) : OptionalLong.empty();
        Exit exit = hart.run(1);
        boolean completed = hart.retired > before;
        if (bits < 0) {
            bits = fetchedSince(space, pc, completed && tables.equals(hart.csr(SATP)));
        }
        if (bits >= 0 || completed) {
            line.instruction(name, pc, bits, hart, registers, completed, !traps.isEmpty());
            tell();
        }
        flushTraps(hart, registers);
        if (exit instanceof Exit.Fault fault) {
            line.trap(traps, name, pc, fault.cause(), fault.value());
            flushTraps(hart, registers);
        }
        registers.pc = hart.pc;
        return exit;
    }

    /** The bits once the instruction was fetched. One that forgot all translations was just fetched too, so that looking it up again changes nothing. */
    private static long fetchedSince(AddressSpace space, long pc, boolean again) {
        long bits = FetchUnit.fetched(space, pc);
        if (bits >= 0 || !again) {
            return bits;
        }
        long found = FetchUnit.bitsAt(space, pc);
        return found == 0 ? -1 : found;
    }

    private void tell() {
        out.accept(line.text());
        line.clear();
    }

    private void flushTraps(Hart hart, Registers registers) {
        if (!traps.isEmpty()) {
            line.trapTaken(traps, hart, registers);
            out.accept(traps);
            traps.setLength(0);
        }
    }
}
