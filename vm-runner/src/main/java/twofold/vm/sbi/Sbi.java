package twofold.vm.sbi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.riscv.hart.Hart;

/** The extensions of one machine, and how often each was called. */
public final class Sbi {
    private final Map<Integer, SbiExtension> extensions = new HashMap<>();
    private final SortedMap<String, Long> calls = new TreeMap<>();

    /** All extensions for a machine. */
    public Sbi(Supervisor machine) {
        List<SbiExtension> all = List.of(new BaseExtension(extensions::containsKey), new TimerExtension(machine), new IpiExtension(machine),
                new RfenceExtension(machine), new HsmExtension(machine), new ResetExtension(machine), new ConsoleExtension(machine),
                new LegacyConsole(machine, LegacyConsole.PUTCHAR), new LegacyConsole(machine, LegacyConsole.GETCHAR),
                new LegacyConsole(machine, LegacyConsole.SHUTDOWN), new GuestExtension(machine));
        for (SbiExtension each : all) {
            extensions.put(each.id(), each);
        }
    }

    /** Serves the ecall a hart stopped at and moves its pc behind it. Several harts may call at the same time. */
    public void serve(int number, Hart hart) {
        hart.pc += 4;
        SbiExtension extension = hart.x[17] == (int) hart.x[17] ? extensions.get((int) hart.x[17]) : null;
        if (extension == null) {
            answer(hart, SbiResult.NOT_SUPPORTED);
            return;
        }
        synchronized (calls) {
            calls.merge("sbi_" + extension.name(), 1L, Long::sum);
        }
        long[] arguments = {hart.x[10], hart.x[11], hart.x[12], hart.x[13], hart.x[14], hart.x[15]};
        long pc = hart.pc;
        SbiResult result = extension.call(number, (int) hart.x[16], arguments);
        if (hart.pc == pc) {
            answer(hart, result);
        }
    }

    /** Calls so far, for when no hart runs, by {@code sbi_} and the extension's name. */
    public SortedMap<String, Long> calls() {
        return calls;
    }

    private static void answer(Hart hart, SbiResult result) {
        hart.x[10] = result.error();
        hart.x[11] = result.value();
    }
}
