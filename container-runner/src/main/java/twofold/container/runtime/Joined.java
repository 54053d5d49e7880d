package twofold.container.runtime;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import twofold.container.abi.Sig;
import twofold.container.fs.dev.HostOutput;
import twofold.container.fs.tty.Tty;
import twofold.container.kernel.Process;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.oci.Launch;
import twofold.image.model.JsonObject;
import twofold.image.run.ProcessPlan;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** The programs that {@code exec} has started in a shim's container, by number. Only {@link #ended} is for other threads than the kernel's. */
final class Joined {
    private final Map<Integer, Program> programs = new TreeMap<>();
    private int next;

    /** Makes a terminal that is shown on the host's side of a console socket. */
    interface Terminals {
        Tty make(ProcessPlan plan) throws IOException;
    }

    private static final class Program {
        private final CompletableFuture<Integer> status = new CompletableFuture<>();
        private final List<Closeable> streams = new ArrayList<>();
        private Process process;

        private <T extends Closeable> T keep(T stream) {
            streams.add(stream);
            return stream;
        }

        private void close() {
            for (Closeable stream : streams) {
                try {
                    stream.close();
                } catch (IOException gone) {
                    // Nobody reads it
                }
            }
        }
    }

    /** Starts what an order says; its number. */
    int start(Launch launch, JsonObject order, Terminals terminals) throws IOException {
        JsonObject process = order.object("process");
        if (process == null) {
            throw new UserError("the order names no process");
        }
        ProcessPlan plan = Bundle.plan(process);
        Program program = new Program();
        Tty terminal = process.flag("terminal") ? terminals.make(plan) : null;
        Launch.Streams streams = terminal != null ? null : streams(program, order.number("pid", 0));
        try {
            Task task = launch.join(plan, streams, terminal, () -> atEnd(launch, program, terminal));
            program.process = task.process;
        } catch (UserError refused) {
            program.close();
            if (terminal != null) {
                launch.remove(terminal);
            }
            throw refused;
        }
        programs.put(next, program);
        return next++;
    }

    /** The streams of another process of ours, opened once more. */
    private static Launch.Streams streams(Program program, long pid) throws IOException {
        String place = "/proc/" + pid + "/fd/";
        return new Launch.Streams(new FileInputStream(place + 0), HostOutput.Sink.of(program.keep(new FileOutputStream(place + 1, true))),
                HostOutput.Sink.of(program.keep(new FileOutputStream(place + 2, true))));
    }

    private static void atEnd(Launch launch, Program program, Tty terminal) {
        program.close();
        if (terminal != null) {
            launch.remove(terminal);
        }
        int signal = program.process.status & 0x7f;
        program.status.complete(signal != 0 ? ExitStatus.SIGNAL_BASE + signal : program.process.status >> 8 & 0xff);
    }

    void signal(int number, int signal) {
        Program program = programs.get(number);
        if (program != null && !program.process.zombie && signal > 0 && signal <= Sig.SIGRTMAX) {
            Signals.send(program.process, new SignalInfo(signal, Sig.SI_USER, 0, 0, 0, 0));
        }
    }

    /** How a program ends, or null if there is none of that number; it is asked for once. */
    CompletableFuture<Integer> ended(int number) {
        Program program = programs.remove(number);
        return program == null ? null : program.status;
    }
}
