package twofold.container.oci;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import twofold.container.fs.dev.HostOutput;
import twofold.container.kernel.Container;
import twofold.container.kernel.Kernel;
import twofold.container.syscall.SyscallTable;
import twofold.image.build.Executor;
import twofold.riscv.translate.Translator;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** Runs a recipe's RUN steps as containers on a kernel of their own. */
public final class BuildExecutor implements Executor {
    /** For the service loader. */
    public BuildExecutor() {
    }

    @Override
    public int run(Step step) throws IOException {
        Translator.start();
        Kernel kernel = new Kernel(step.clock(), step.entropy(), new SyscallTable(null));
        Launch launch = new Launch(kernel, step.root(), step.plan(), Limits.NONE, Volumes.of(step.mounts()), NetworkPlan.SHARED);
        try {
            launch.start(new Launch.Streams(null, HostOutput.Sink.of(step.out()), HostOutput.Sink.of(step.err())));
        } catch (UserError refused) {
            if (refused.status() == ExitStatus.CANNOT) {
                throw refused;
            }
            step.err().write((refused.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
            return refused.status();
        }
        kernel.run();
        Container container = launch.container();
        int signal = container.status & 0x7f;
        return signal != 0 ? ExitStatus.SIGNAL_BASE + signal : container.status >> 8 & 0xff;
    }
}
