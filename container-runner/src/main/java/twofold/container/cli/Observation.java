package twofold.container.cli;

import java.io.IOException;
import java.nio.file.Path;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.Task;
import twofold.container.profile.ContainerProfile;
import twofold.image.overlay.Node;
import twofold.image.run.RunRequest;
import twofold.riscv.hart.Runner;
import twofold.riscv.observe.Sampler;
import twofold.riscv.observe.Tracer;
import twofold.toolkit.file.TextSink;
import twofold.toolkit.profile.ProfileFile;

/** What {@code --trace} and {@code --profile} ask for, of one container. */
final class Observation implements AutoCloseable {
    private final TextSink trace;
    private final Path file;
    private final ContainerProfile profile;

    private Observation(TextSink trace, Path file, ContainerProfile profile) {
        this.trace = trace;
        this.file = file;
        this.profile = profile;
    }

    /** Has the kernel's tasks watched as the request asks. */
    static Observation of(Kernel kernel, RunRequest request) {
        if (request.trace() == null && request.profile() == null) {
            return new Observation(null, null, null);
        }
        TextSink trace = request.trace() == null ? null : new TextSink("--trace", request.trace());
        ContainerProfile profile = request.profile() == null ? null : new ContainerProfile(kernel);
        Runner runner = trace == null ? Runner.PLAIN : new Tracer(hart -> who(kernel.current()), trace);
        kernel.runBy(profile == null ? runner : new Sampler(Sampler.INTERVAL, profile, runner));
        return new Observation(trace, request.profile(), profile);
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
        if (profile != null) {
            ProfileFile.write(profile.profile(root), name, file);
        }
    }

    @Override
    public void close() {
        if (trace != null) {
            trace.close();
        }
    }
}
