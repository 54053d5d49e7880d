package twofold.vm.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import twofold.image.run.RunRequest;
import twofold.riscv.isa.Isa;
import twofold.riscv.translate.Translator;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.file.WholeFile;
import twofold.toolkit.metrics.MetricsFile;
import twofold.toolkit.time.Clock;
import twofold.vm.boot.KernelImage;
import twofold.vm.boot.Loader;
import twofold.vm.guest.Input;
import twofold.vm.hypervisor.Board;
import twofold.vm.hypervisor.Machine;
import twofold.vm.hypervisor.Outcome;

/**
 * A machine-mode program without a hypervisor's services, as firmware and the RISC-V test suites are: it runs until it says through its
 * {@code tohost} word, if it has one, or to the power switch that it is done. Status 0 for a 1 or a power-off, else the word shifted right by one, or
 * the code that the power switch was told; one that a status cannot hold is told.
 */
final class BareRun {
    private static final long MEMORY = 128L << 20;

    /**
     * What the program may start in supervisor mode.
     *
     * @param kernel    null if there is none
     * @param initrd    its initial file system, or null
     * @param arguments its command line
     */
    record Payload(KernelImage kernel, byte[] initrd, String arguments) {
        static final Payload NONE = new Payload(null, null, "");
    }

    private final RunRequest request;
    private final Isa isa;
    private final PrintStream out;

    /** A run whose console is a stream. */
    BareRun(RunRequest request, Isa isa, PrintStream out) {
        this.out = out;
        this.request = request;
        this.isa = isa;
    }

    /**
     * Runs a program.
     *
     * @param payload   what it may start in supervisor mode
     * @param signature the file that its signature goes to, or null
     */
    int run(Path file, Payload payload, Path signature) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UserError(ExitStatus.NOT_FOUND, "there is no file \"" + file + "\"");
        }
        KernelImage program = KernelImage.of(file.toString(), read(file), Board.RAM);
        long tohost = program.symbol("tohost");
        Clock clock = request.virtualClock() ? Clock.virtualFrom(0) : Clock.host();
        long startNanos = clock.realtimeNanos();
        long memory = VirtualMachineRun.memory(request, MEMORY);
        byte[] seed = new byte[32];
        VirtualMachineRun.entropy(request).fill(seed, 0, seed.length);
        int harts = VirtualMachineRun.harts(request);
        if (!request.interpreter()) {
            Translator.start();
        }
        try (Machine machine = new Machine(memory, harts, false, isa, clock, out::writeBytes, null)) {
            Loader.load(machine, program, payload.kernel, payload.initrd,
                    range -> machine.deviceTree(VirtualMachineRun.MMU, payload.arguments, range, seed));
            HostTargetInterface host = new HostTargetInterface(machine.memory(), tohost, program.symbol("fromhost"), out, System.err);
            if (tohost != 0) {
                machine.watch(tohost, host::serve);
            }
            Input input = VirtualMachineRun.input(request);
            machine.receive(input.bytes());
            input.start(machine::arrived);
            long firstInstructionNanos = clock.monotonicNanos();
            long limit = request.timeoutNanos() == null ? Long.MAX_VALUE : firstInstructionNanos + request.timeoutNanos();
            Outcome outcome;
            try (Observation observation = Observation.of(machine, program, request)) {
                outcome = machine.run(limit);
                observation.finish(file.toString());
            }
            out.flush();
            if (host.ended() && host.code() != host.status()) {
                System.err.println("vm-runner: \"" + file + "\" ended with " + host.code() + ", for which the status is " + host.status());
            }
            if (signature != null) {
                String words = signature(machine.memory(), program.symbol("begin_signature"), program.symbol("end_signature"));
                WholeFile.write(signature, words.getBytes(StandardCharsets.US_ASCII));
            }
            int status = host.ended() ? host.status() : status(file, outcome, machine.failure());
            if (request.metrics() != null) {
                MetricsFile.write(new Measures(machine, null, null, clock, startNanos, firstInstructionNanos)
                        .metrics(null, List.of(file.toString()), status, request.virtualClock()), request.metrics());
            }
            return status;
        }
    }

    /** How a run ended that the program did not end by {@code tohost}. */
    private static int status(Path file, Outcome outcome, int failure) {
        return switch (outcome) {
            case POWERED_OFF -> 0;
            case FAILED -> {
                int status = Math.clamp(failure, 1, 255);
                if (status != failure) {
                    System.err.println("vm-runner: \"" + file + "\" failed with " + failure + ", for which the status is " + status);
                }
                yield status;
            }
            case TIMED_OUT -> ExitStatus.TIMEOUT;
            case REBOOTED, STUCK, STOPPED -> {
                String how = outcome == Outcome.REBOOTED ? "asked for a reboot" : "waits for what never comes";
                System.err.println("vm-runner: \"" + file + "\" " + how);
                yield ExitStatus.CANNOT;
            }
        };
    }

    /** The bytes of a file. */
    static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UserError(ExitStatus.CANNOT, "there is no file \"" + file + "\"");
        }
        if (Files.size(file) > KernelImage.MOST) {
            throw new UserError(ExitStatus.CANNOT, "\"" + file + "\" is larger than 128 MiB");
        }
        return Files.readAllBytes(file);
    }

    /** The 32-bit words of a range, one hexadecimal number a line, as riscv-arch-test compares them. */
    private static String signature(PhysicalMemory memory, long begin, long end) {
        long host = begin == 0 || end < begin ? -1 : memory.host(begin, end - begin);
        if (host < 0) {
            throw new UserError(ExitStatus.CANNOT, "the program has no words between begin_signature and end_signature in its memory");
        }
        StringBuilder text = new StringBuilder();
        for (long at = 0; at + 4 <= end - begin; at += 4) {
            text.append(String.format("%08x\n", Frames.getInt(host + at)));
        }
        return text.toString();
    }
}
