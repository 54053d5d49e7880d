package twofold.assembler.frame;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import twofold.assembler.model.AsmSection;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.Expression;
import twofold.assembler.model.Leb128;
import twofold.assembler.model.Tail;
import twofold.assembler.model.Unit;
import twofold.riscv.elf.RelocationType;
import twofold.riscv.elf.Section;

/**
 * Writes {@code .eh_frame} or {@code .debug_frame}: what procedures have in common is written once, as GNU as does it. All of it is relocated,
 * as the linker may still cut alignment padding out of the code.
 */
final class FrameSection {
    private static final int VERSION = 3;
    private static final int DEBUG_COMMON = -1;
    private static final long EXCEPTIONS_ALIGNMENT = 8;
    private static final long EXCEPTIONS_ENTRY_ALIGNMENT = 4;
    private static final long DEBUG_ALIGNMENT = 8;

    /** What some procedures have in common, and where it is. */
    private record Common(AsmSymbol place, CallFrame of, byte[] prefix) { }

    private final AsmSection section;
    private final boolean exceptions;
    private final List<Common> commons = new ArrayList<>();

    private FrameSection(AsmSection section, boolean exceptions) {
        this.section = section;
        this.exceptions = exceptions;
    }

    /** Writes one of them. */
    static void add(Unit unit, List<CallFrame> frames, boolean exceptions) {
        AsmSection section = unit.section(exceptions ? ".eh_frame" : ".debug_frame", Section.PROGBITS, exceptions ? Section.ALLOC : 0, 0);
        section.align(exceptions ? EXCEPTIONS_ALIGNMENT : DEBUG_ALIGNMENT);
        FrameSection writer = new FrameSection(section, exceptions);
        for (CallFrame frame : frames) {
            writer.frame(frame, frame == frames.getLast());
        }
    }

    private AsmSymbol here() {
        AsmSymbol symbol = new AsmSymbol(".L0 ");
        place(symbol);
        return symbol;
    }

    private void place(AsmSymbol symbol) {
        symbol.define(section.current(), section.current().length(), null);
    }

    private void number(long value, int size) {
        section.add(value, size, null);
    }

    private void bytes(byte[] bytes) {
        section.add(bytes, null);
    }

    private void unsigned(long value) {
        bytes(Leb128.encode(value, false));
    }

    private void distance(AsmSymbol from, AsmSymbol to, int size) {
        section.addData(new Expression.Binary("-", Expression.of(to, null), Expression.of(from, null), null), size, null);
    }

    /** Begins an entry with its length; the symbol is to be placed at its end. */
    private AsmSymbol length() {
        AsmSymbol end = new AsmSymbol(".L0 ");
        AsmSymbol behind = new AsmSymbol(".L0 ");
        distance(behind, end, 4);
        place(behind);
        return end;
    }

    private void end(AsmSymbol end, long alignment) {
        section.addTail(new Tail.Align(alignment, 0, 1, false, 0, null), 0);
        place(end);
    }

    private Common common(CallFrame frame) {
        byte[] prefix = prefix(frame);
        for (Common each : commons) {
            if (Arrays.equals(each.prefix, prefix) && each.of.returnColumn() == frame.returnColumn() && each.of.isSignal() == frame.isSignal()
                    && (!exceptions || handlesAlike(each.of, frame))) {
                return each;
            }
        }
        Common made = new Common(here(), frame, prefix);
        write(made);
        commons.add(made);
        return made;
    }

    private static boolean handlesAlike(CallFrame one, CallFrame other) {
        return one.personality().isSame(other.personality()) && one.lsda().encoding() == other.lsda().encoding();
    }

    private static int prefixLength(CallFrame frame) {
        int count = 0;
        for (Step step : frame.steps()) {
            if (!(step instanceof Step.Bytes(byte[] bytes, boolean common)) || !common) {
                break;
            }
            count++;
        }
        return count;
    }

    private static byte[] prefix(CallFrame frame) {
        ByteArrayOutputStream prefix = new ByteArrayOutputStream();
        for (Step step : frame.steps().subList(0, prefixLength(frame))) {
            prefix.writeBytes(((Step.Bytes) step).bytes());
        }
        return prefix.toByteArray();
    }

    private void write(Common common) {
        CallFrame frame = common.of;
        AsmSymbol end = length();
        number(exceptions ? 0 : DEBUG_COMMON, 4);
        number(VERSION, 1);
        String letters = (exceptions ? "z" + (frame.personality().isOmitted() ? "" : "P") + (frame.lsda().isOmitted() ? "" : "L") + "R" : "")
            + (frame.isSignal() ? "S" : "");
        bytes((letters + "\0").getBytes(StandardCharsets.US_ASCII));
        unsigned(1);
        bytes(Leb128.encode(CallFrame.DATA_ALIGNMENT, true));
        unsigned(frame.returnColumn());
        if (exceptions) {
            Encoded personality = frame.personality();
            unsigned((personality.isOmitted() ? 0 : 1 + personality.size()) + (frame.lsda().isOmitted() ? 0 : 1) + 1);
            if (!personality.isOmitted()) {
                number(personality.encoding(), 1);
                personality.write(section);
            }
            if (!frame.lsda().isOmitted()) {
                number(frame.lsda().encoding(), 1);
            }
            number(Encoded.RELATIVE, 1);
        }
        bytes(common.prefix);
        end(end, exceptions ? EXCEPTIONS_ENTRY_ALIGNMENT : DEBUG_ALIGNMENT);
    }

    private void frame(CallFrame frame, boolean last) {
        Common common = common(frame);
        AsmSymbol end = length();
        if (exceptions) {
            distance(common.place, here(), 4);
            section.relocateNext(RelocationType.PCREL_32, Expression.of(frame.start(), null), false, null);
            number(0, 4);
            distance(frame.start(), frame.end(), 4);
            unsigned(frame.lsda().size());
            frame.lsda().write(section);
        } else {
            section.addData(Expression.of(common.place, null), 4, null);
            section.addData(Expression.of(frame.start(), null), 8, null);
            distance(frame.start(), frame.end(), 8);
        }
        List<Step> steps = frame.steps();
        steps.subList(prefixLength(frame), steps.size()).forEach(this::step);
        end(end, !exceptions || last ? DEBUG_ALIGNMENT : EXCEPTIONS_ENTRY_ALIGNMENT);
    }

    private void step(Step step) {
        switch (step) {
            case Step.Advance(AsmSymbol from, AsmSymbol to) -> section.addTail(new Tail.Advance(from, to), 0);
            case Step.Bytes(byte[] bytes, boolean common) -> bytes(bytes);
            case Step.Address(byte[] bytes, Encoded address) -> {
                bytes(bytes);
                address.write(section);
            }
            case Step.Label(AsmSymbol symbol) -> place(symbol);
        }
    }
}
