package twofold.container.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import twofold.container.background.Server;
import twofold.container.kernel.Kernel;
import twofold.container.syscall.SyscallTable;
import twofold.riscv.translate.Translator;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.terminal.HostSignals;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;

/** {@code container-runner kernel}: the background process. Started by {@code run -d}; people need not. */
final class KernelCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final OptionSpec train = value("IMAGE", "give orders about it to this kernel, then run it without, so that the build can see what is loaded", "--train");

    KernelCommand() {
        super("kernel", "Serves the containers of a root directory in the background; 'run -d' starts it.");
        spec().usageMessage().hidden(true);
    }

    @Override
    protected int run() throws IOException {
        for (String ignored : new String[] {"INT", "HUP"}) {
            HostSignals.handle(ignored, () -> {
            });
        }
        Translator.start();
        Kernel kernel = new Kernel(Clock.host(), Entropy.host(), new SyscallTable(null));
        kernel.swapTo(common.root().resolve("kernel"));
        if (text(train) == null) {
            Server.serve(common.root(), kernel, System.out);
            return ExitStatus.DONE;
        }
        Server.serve(common.root(), kernel, new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void close() {
                Thread.ofPlatform().daemon().start(() -> runOnThisKernel());
            }
        });
        return train("run", "--rm", text(train));
    }

    private void runOnThisKernel() {
        train("run", "-d", "--name", "training", text(train), "wait");
        train("run", "--rm", text(train));
        train("exec", "training", "/training", "again", "now");
        train("ps");
        train("rm", "-f", "training");
    }

    private int train(String command, String... words) {
        List<String> all = new ArrayList<>(List.of(command, "--root", common.root().toString()));
        all.addAll(List.of(words));
        return Main.run(all.toArray(new String[0]));
    }

    /** The words that start this command: the launcher's, or else those that started this process. */
    static List<String> words(Path root) {
        List<String> words = new ArrayList<>();
        String bin = System.getProperty("twofold.bin");
        if (bin != null) {
            words.add(Path.of(bin).toAbsolutePath().normalize().resolve("container-runner").toString());
        } else {
            words.addAll(ownWords());
        }
        words.addAll(List.of("kernel", "--root", root.toString()));
        return words;
    }

    /** How this process was started, up to the main class (proc_pid_cmdline(5)). */
    private static List<String> ownWords() {
        try {
            String[] all = new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), Charset.defaultCharset()).split("\0");
            List<String> words = new ArrayList<>();
            for (String word : all) {
                words.add(word);
                if (word.equals(Main.class.getName())) {
                    words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
                    return words;
                }
            }
        } catch (IOException unreadable) {
            // Said below
        }
        throw new UserError(ExitStatus.CANNOT, "cannot tell how to start the background kernel: use the launcher in dist/bin");
    }
}
