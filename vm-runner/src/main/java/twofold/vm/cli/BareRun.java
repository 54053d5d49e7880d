package twofold.vm.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import twofold.image.run.RunRequest;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.Symbol;
import twofold.riscv.isa.Isa;
import twofold.riscv.translate.Translator;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.file.WholeFile;
import twofold.toolkit.time.Clock;
import twofold.vm.boot.KernelImage;
import twofold.vm.boot.Loader;
import twofold.vm.hypervisor.Board;
import twofold.vm.hypervisor.Machine;
import twofold.vm.hypervisor.Outcome;

/**
 * A machine-mode program without a hypervisor's services, as the RISC-V test suites are: it runs until it says through its {@code tohost}
 * word that it is done. Status 0 for a 1, else the value shifted right by one, which is told if a status cannot hold it.
 */
final class BareRun {
    private static final long MEMORY = 128L << 20;

    private final RunRequest request;
    private final Isa isa;
    private final PrintStream out;

    /** A run whose console is a stream. */
    BareRun(RunRequest request, Isa isa, PrintStream out) {
        this.out = out;
        this.request = request;
        this.isa = isa;
    }

    /** Runs a program; its signature goes to a file unless that is null. */
    int run(Path file, Path signature) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UserError(ExitStatus.NOT_FOUND, "there is no file \"" + file + "\"");
        }
        byte[] bytes = Files.readAllBytes(file);
        KernelImage program = KernelImage.of(file.toString(), bytes, Board.RAM);
        long tohost = symbol(file, bytes, "tohost");
        if (tohost == 0) {
            throw new UserError(ExitStatus.CANNOT, "\"" + file + "\" has no symbol tohost, so there is no telling when it is done");
        }
        Clock clock = request.virtualClock() ? Clock.virtualFrom(0) : Clock.host();
        long memory = request.memoryBytes() == null ? MEMORY : request.memoryBytes();
        int harts = VirtualMachineRun.harts(request);
        if (!request.interpreter()) {
            Translator.start();
        }
        try (Machine machine = new Machine(memory, harts, false, isa, clock, out::writeBytes, null)) {
            for (int i = harts - 1; i >= 0; i--) {
                machine.hart(i).x[10] = i;
                machine.hart(i).pc = program.entry();
            }
            Loader.load(machine, program, null, range -> machine.deviceTree(VirtualMachineRun.MMU, "", range, new byte[32]));
            HostTargetInterface host = new HostTargetInterface(machine.memory(), tohost, symbol(file, bytes, "fromhost"), out, System.err);
            machine.watch(tohost, host::serve);
            long limit = request.timeoutNanos() == null ? Long.MAX_VALUE : clock.monotonicNanos() + request.timeoutNanos();
            Outcome outcome;
            try (Observation observation = Observation.of(machine, program, request)) {
                outcome = machine.run(limit);
                observation.finish(file.toString());
            }
            out.flush();
            if (host.ended() && host.code() != host.status()) {
                System.err.println("vm-runner: \"" + file + "\" ended with " + host.code() + ", for which the status is " + host.status());
            }
            if (!host.ended() && outcome != Outcome.TIMED_OUT) {
                System.err.println("vm-runner: \"" + file + "\" ended without a word in tohost");
            }
            if (signature != null) {
                String words = signature(machine.memory(), symbol(file, bytes, "begin_signature"), symbol(file, bytes, "end_signature"));
                WholeFile.write(signature, words.getBytes(StandardCharsets.US_ASCII));
            }
            return outcome == Outcome.TIMED_OUT ? ExitStatus.TIMEOUT : host.status();
        }
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

    /** The address of a symbol, or 0. */
    private static long symbol(Path file, byte[] bytes, String name) {
        try {
            for (Symbol each : ElfFile.read(bytes).symbols()) {
                if (each.name().equals(name)) {
                    return each.value();
                }
            }
        } catch (ElfException broken) {
            throw new UserError(ExitStatus.CANNOT, "\"" + file + "\" cannot be run: " + broken.getMessage());
        }
        return 0;
    }
}
