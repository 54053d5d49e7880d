package twofold.container.cli;

import java.io.IOException;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.Task;
import twofold.container.profile.ContainerProfile;
import twofold.image.overlay.Node;
import twofold.image.run.RunRequest;
import twofold.riscv.observe.Watch;
import twofold.toolkit.profile.ObservationFiles;

/** What {@code --trace} and {@code --profile} ask for, of one container; the profile is null without samples. */
record Observation(ObservationFiles files, ContainerProfile profile) implements AutoCloseable {

    /** Has the kernel's tasks watched as the request asks. */
    static Observation of(Kernel kernel, RunRequest request) {
        ObservationFiles files = new ObservationFiles(request.trace(), request.profile());
        ContainerProfile profile = files.profiled() ? new ContainerProfile(kernel) : null;
        kernel.runBy(Watch.runner(hart -> who(kernel.current()), files.trace(), profile));
        return new Observation(files, profile);
    }

    /** A thread's number, and its process's name in one word. */
    private static String who(Task task) {
        StringBuilder text = new StringBuilder().append(task.tid).append(' ');
        int start = text.length();
        text.append(task.name);
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) == 0x7f) {
                text.setCharAt(i, '_');
            }
        }
        return text.toString();
    }

    /** Writes the profile, if one was asked for; {@code root} has the files that were run. */
    void finish(Node root, String name) throws IOException {
        files.write(() -> profile.profile(root), name);
    }

    @Override
    public void close() {
        files.close();
    }
}
