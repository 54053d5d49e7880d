package twofold.vm.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.riscv.hart.Cause;
import twofold.riscv.privileged.Interrupt;
import twofold.riscv.privileged.PrivilegedModes;
import twofold.riscv.translate.Translator;
import twofold.toolkit.cli.ThisProcess;
import twofold.toolkit.metrics.Metrics;
import twofold.toolkit.time.Clock;
import twofold.vm.guest.Program;
import twofold.vm.hypervisor.Machine;
import twofold.vm.virtio.fs.FuseServer;

/**
 * Gathers a machine's counters into the metrics schema.
 *
 * @param program null for a bare program
 * @param files   null if it has none
 */
record Measures(Machine machine, Program program, FuseServer files, Clock clock, long startNanos, long firstInstructionNanos) {

    Metrics metrics(String image, List<String> command, int status, boolean virtual) {
        long total = machine.retired();
        long user = machine.retiredUser();
        long started = program == null ? firstInstructionNanos : program.startedNanos();
        List<String> words = command.stream()
                .map(word -> new String(word.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)).toList();
        return new Metrics("vm", image, words, status, virtual ? "virtual" : "host", virtual ? null : engine(total),
                new Metrics.Instructions(total, user, total - user),
                new Metrics.Time(startNanos, firstInstructionNanos, started < 0 ? null : started, clock.monotonicNanos(), null),
                new Metrics.Memory(machine.memory().touchedBytes(), null, machine.memory().ramSize(), ThisProcess.mostResident(), null, faults()),
                exits(), null, new Metrics.Io(files == null ? null : files.readBytes(), files == null ? null : files.writtenBytes(),
                        program == null ? null : program.consoleBytes(), null, null));
    }

    private Metrics.Engine engine(long total) {
        Translator.Counters made = Translator.counters();
        long traps = machine.modes().stream().mapToLong(PrivilegedModes::taken).sum();
        return new Metrics.Engine(total - machine.translated(), machine.translated(), made.regions(), made.instructions(), made.refused(),
                machine.tlbMisses(), traps);
    }

    private SortedMap<String, Long> exits() {
        SortedMap<String, Long> exits = new TreeMap<>(machine.sbi().calls());
        for (PrivilegedModes each : machine.modes()) {
            exits.merge("device_access", each.deviceAccesses(), Long::sum);
            exits.merge("fetch_page_fault", each.exceptions(Cause.FETCH_PAGE), Long::sum);
            exits.merge("load_page_fault", each.exceptions(Cause.LOAD_PAGE), Long::sum);
            exits.merge("store_page_fault", each.exceptions(Cause.STORE_PAGE), Long::sum);
            exits.merge("user_call", each.exceptions(Cause.USER_CALL), Long::sum);
            if (!machine.isHosted()) {
                exits.merge("supervisor_call", each.exceptions(Cause.SUPERVISOR_CALL), Long::sum);
                exits.merge("machine_timer_interrupt", each.interrupts(Interrupt.MACHINE_TIMER), Long::sum);
                exits.merge("machine_software_interrupt", each.interrupts(Interrupt.MACHINE_SOFTWARE), Long::sum);
            }
            exits.merge("timer_interrupt", each.interrupts(Interrupt.SUPERVISOR_TIMER), Long::sum);
            exits.merge("software_interrupt", each.interrupts(Interrupt.SUPERVISOR_SOFTWARE), Long::sum);
            exits.merge("external_interrupt", each.interrupts(Interrupt.SUPERVISOR_EXTERNAL), Long::sum);
        }
        return exits;
    }

    private long faults() {
        long faults = 0;
        for (PrivilegedModes each : machine.modes()) {
            faults += each.exceptions(Cause.FETCH_PAGE) + each.exceptions(Cause.LOAD_PAGE) + each.exceptions(Cause.STORE_PAGE);
        }
        return faults;
    }
}
