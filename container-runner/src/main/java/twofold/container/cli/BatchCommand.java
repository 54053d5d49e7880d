package twofold.container.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.container.abi.Sig;
import twofold.container.kernel.Kernel;
import twofold.image.instance.Instance;
import twofold.image.run.RunOptions;
import twofold.image.run.RunRequest;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.ThisProcess;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.terminal.HostSignals;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;

/** {@code container-runner batch}: many containers at the same time on one kernel. */
final class BatchCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final PositionalParamSpec file = operands("FILE|-", "each line holds the words of one run; # starts a comment");
    private final OptionSpec isa = value("ISA", "the instructions there are, at least rv64gc (default: all extensions)", "--isa");
    private final OptionSpec trace = value("FILE", "write a line for each system call there, - for standard error", "--trace-syscalls");

    BatchCommand() {
        super("batch", "Runs many containers at the same time on one kernel; the status is 0 if that of each is.");
    }

    private record Job(Instance instance, ContainerRun run, RunRequest request) {
    }

    @Override
    protected int run() throws IOException {
        List<RunRequest> requests = new ArrayList<>();
        List<ContainerOptions> more = new ArrayList<>();
        int number = 0;
        for (String line : lines(words(file, 1, 1).getFirst())) {
            number++;
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                parse(line, number, requests, more);
            }
        }
        if (requests.isEmpty()) {
            return ExitStatus.DONE;
        }
        if (requests.stream().map(RunRequest::virtualClock).distinct().count() > 1) {
            throw new UserError(ExitStatus.USAGE, "one kernel has one clock: give --clock the same value on every line");
        }
        Kernel kernel = RunCommand.kernel(requests.getFirst(), Traces.open(text(trace)), RunCommand.isa(text(isa)), Kernel.Policy.STRIDE);
        Store store = Store.open(common.root());
        List<Job> jobs = new ArrayList<>();
        try {
            for (int i = 0; i < requests.size(); i++) {
                jobs.add(job(kernel, store, requests.get(i), more.get(i)));
            }
            for (String name : new String[] {"INT", "TERM"}) {
                int signal = Sig.number(name);
                HostSignals.handle(name, () -> kernel.post(() -> jobs.forEach(job -> job.run.signal(signal))));
            }
            kernel.run();
        } catch (UserError failed) {
            close(jobs, ExitStatus.CANNOT);
            throw failed;
        }
        return close(jobs, -1);
    }

    private static List<String> lines(String name) throws IOException {
        if (name.equals("-")) {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        try {
            return Files.readAllLines(Path.of(name));
        } catch (IOException unreadable) {
            throw new UserError("cannot read the batch file \"" + name + "\"");
        }
    }

    private static void parse(String line, int number, List<RunRequest> requests, List<ContainerOptions> more) {
        CommandSpec words = CommandSpec.create().name("run");
        ContainerOptions extra = new ContainerOptions(words);
        RunOptions options = new RunOptions(words);
        try {
            new CommandLine(words).setStopAtPositional(true).parseArgs(Words.split(line).toArray(new String[0]));
            RunRequest request = options.parse();
            Honoured.check(request);
            Honoured.checkOwn(request);
            if (request.detach()) {
                throw new UserError(ExitStatus.USAGE, "-d makes no sense in a batch");
            }
            if (request.terminal() || request.interactive()) {
                throw new UserError(ExitStatus.USAGE, "-i and -t make no sense in a batch");
            }
            if (request.trace() != null || request.profile() != null) {
                throw new UserError(ExitStatus.USAGE, "--trace and --profile are for run, not for a batch");
            }
            requests.add(request);
            more.add(extra);
        } catch (CommandLine.ParameterException wrong) {
            throw new UserError(ExitStatus.USAGE, "line " + number + ": " + wrong.getMessage());
        } catch (UserError wrong) {
            throw new UserError(wrong.status(), "line " + number + ": " + wrong.getMessage());
        }
    }

    private Job job(Kernel kernel, Store store, RunRequest request, ContainerOptions more) throws IOException {
        Image image = store.resolve(request.image()).requireRunnable();
        Instance instance = Instance.create(store, image, "container", request.name(), request.command(), Clock.host(), Entropy.host());
        try {
            instance.started(ThisProcess.pid());
            ContainerRun run = new ContainerRun(kernel, store.root(), instance, request, more.limits(request));
            OutputStream out = new FileOutputStream(FileDescriptor.out);
            OutputStream err = new FileOutputStream(FileDescriptor.err);
            run.start(null, common.quiet() ? out : new PrefixedOutput(out, instance.name()),
                    common.quiet() ? err : new PrefixedOutput(err, instance.name()));
            return new Job(instance, run, request);
        } catch (UserError failed) {
            instance.exited(failed.status());
            instance.close();
            throw failed;
        }
    }

    private static int close(List<Job> jobs, int forced) throws IOException {
        int worst = ExitStatus.DONE;
        for (Job job : jobs) {
            int status = forced >= 0 ? forced : job.run.finish();
            job.run.close();
            if (status != 0) {
                worst = ExitStatus.FAILED;
            }
            if (job.request.remove()) {
                job.instance.remove();
            } else {
                job.instance.exited(status);
            }
            job.instance.close();
        }
        return worst;
    }
}
