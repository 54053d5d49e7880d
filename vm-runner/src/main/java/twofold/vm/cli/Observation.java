package twofold.vm.cli;

import java.io.IOException;
import java.nio.file.Path;
import twofold.image.run.RunRequest;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;
import twofold.riscv.observe.Sampler;
import twofold.riscv.observe.Tracer;
import twofold.riscv.privileged.Mode;
import twofold.toolkit.file.TextSink;
import twofold.toolkit.profile.ProfileFile;
import twofold.vm.boot.KernelImage;
import twofold.vm.hypervisor.Machine;
import twofold.vm.profile.MachineProfile;

/** What {@code --trace} and {@code --profile} ask for, of one machine. */
final class Observation implements AutoCloseable {
    private final TextSink trace;
    private final Path file;
    private final MachineProfile profile;

    private Observation(TextSink trace, Path file, MachineProfile profile) {
        this.trace = trace;
        this.file = file;
        this.profile = profile;
    }

    /** Has the machine watched as the request asks. */
    static Observation of(Machine machine, KernelImage kernel, RunRequest request) {
        TextSink trace = request.trace() == null ? null : new TextSink("--trace", request.trace());
        MachineProfile profile = request.profile() == null ? null
                : new MachineProfile(machine, kernel.functions(), request.image() == null);
        Runner runner = trace == null ? Runner.PLAIN : new Tracer(hart -> who(machine, hart), trace);
        machine.runBy(profile == null ? runner : new Sampler(Sampler.INTERVAL, profile, runner));
        return new Observation(trace, request.profile(), profile);
    }

    private static String who(Machine machine, Hart hart) {
        int mode = machine.mode(hart);
        return machine.number(hart) + (mode == Mode.USER ? " U" : mode == Mode.SUPERVISOR ? " S" : " M");
    }

    /** Writes the profile, if one was asked for. */
    void finish(String name) throws IOException {
        if (profile != null) {
            ProfileFile.write(profile.profile(), name, file);
        }
    }

    @Override
    public void close() {
        if (trace != null) {
            trace.close();
        }
    }
}
