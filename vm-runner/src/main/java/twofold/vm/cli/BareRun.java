package twofold.vm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import twofold.image.run.RunRequest;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.Symbol;
import twofold.riscv.isa.Isa;
import twofold.riscv.translate.Translator;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Clock;
import twofold.vm.boot.KernelImage;
import twofold.vm.boot.Loader;
import twofold.vm.hypervisor.Board;
import twofold.vm.hypervisor.Machine;
import twofold.vm.hypervisor.Outcome;

/**
 * A machine-mode program without a hypervisor's services, as the RISC-V test suites are: it runs until it writes its {@code tohost} word.
 * Status 0 for a 1, else the value shifted right by one.
 */
final class BareRun {
    private static final long MEMORY = 128L << 20;

    private final RunRequest request;
    private final Isa isa;
    private int status = ExitStatus.CANNOT;

    BareRun(RunRequest request, Isa isa) {
        this.request = request;
        this.isa = isa;
    }

    int run(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UserError(ExitStatus.NOT_FOUND, "there is no file \"" + file + "\"");
        }
        byte[] bytes = Files.readAllBytes(file);
        KernelImage program = KernelImage.of(file.toString(), bytes, Board.RAM);
        long tohost = tohost(file, bytes);
        Clock clock = request.virtualClock() ? Clock.virtualFrom(0) : Clock.host();
        long memory = request.memoryBytes() == null ? MEMORY : request.memoryBytes();
        int harts = VirtualMachineRun.harts(request);
        if (!request.interpreter()) {
            Translator.start();
        }
        try (Machine machine = new Machine(memory, harts, false, isa, clock, System.out::writeBytes, null)) {
            for (int i = harts - 1; i >= 0; i--) {
                machine.hart(i).x[10] = i;
                machine.hart(i).pc = program.entry();
            }
            Loader.load(machine, program, null, range -> machine.deviceTree(VirtualMachineRun.MMU, "", range, new byte[32]));
            machine.watch(tohost, value -> status = value == 1 ? 0 : (int) Math.min(value >>> 1, 255));
            long limit = request.timeoutNanos() == null ? Long.MAX_VALUE : request.timeoutNanos();
            Outcome outcome;
            try (Observation observation = Observation.of(machine, program, request)) {
                outcome = machine.run(limit);
                observation.finish(file.toString());
            }
            System.out.flush();
            return outcome == Outcome.TIMED_OUT ? ExitStatus.TIMEOUT : status;
        }
    }

    private static long tohost(Path file, byte[] bytes) {
        try {
            for (Symbol each : ElfFile.read(bytes).symbols()) {
                if (each.name().equals("tohost")) {
                    return each.value();
                }
            }
        } catch (ElfException broken) {
            throw new UserError(ExitStatus.CANNOT, "\"" + file + "\" cannot be run: " + broken.getMessage());
        }
        throw new UserError(ExitStatus.CANNOT, "\"" + file + "\" has no symbol tohost, so there is no telling when it is done");
    }
}
