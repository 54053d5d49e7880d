package twofold.vm.cli;

import java.io.IOException;
import twofold.image.run.RunRequest;
import twofold.riscv.hart.Hart;
import twofold.riscv.observe.Watch;
import twofold.riscv.privileged.Mode;
import twofold.toolkit.profile.ObservationFiles;
import twofold.vm.boot.KernelImage;
import twofold.vm.hypervisor.Machine;
import twofold.vm.profile.MachineProfile;

/** What {@code --trace} and {@code --profile} ask for, of one machine; the profile is null without samples. */
record Observation(ObservationFiles files, MachineProfile profile) implements AutoCloseable {

    /** Has the machine watched as the request asks. */
    static Observation of(Machine machine, KernelImage kernel, RunRequest request) {
        ObservationFiles files = new ObservationFiles(request.trace(), request.profile());
        MachineProfile profile = files.profiled() ? new MachineProfile(machine, kernel.functions(), request.image() == null) : null;
        machine.runBy(Watch.runner(hart -> who(machine, hart), files.trace(), profile));
        return new Observation(files, profile);
    }

    private static String who(Machine machine, Hart hart) {
        int mode = machine.mode(hart);
        return machine.number(hart) + (mode == Mode.USER ? " U" : mode == Mode.SUPERVISOR ? " S" : " M");
    }

    /** Writes the profile, if one was asked for. */
    void finish(String name) throws IOException {
        files.write(() -> profile.profile(), name);
    }

    @Override
    public void close() {
        files.close();
    }
}
