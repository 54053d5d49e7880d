package twofold.container.background;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import twofold.container.abi.Sig;
import twofold.container.fs.tty.Tty;
import twofold.container.kernel.Process;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.oci.Launch;
import twofold.image.model.JsonObject;
import twofold.image.run.Account;
import twofold.image.run.ProcessPlan;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** One more program in a container that runs. For the kernel's thread. */
final class Exec implements Attached.Program {
    private final Supervisor in;
    private final CompletableFuture<Map<String, Object>> ended = new CompletableFuture<>();
    private final StreamedInput input;
    private Process process;
    private Tty terminal;

    private Exec(Supervisor in, StreamedInput input) {
        this.in = in;
        this.input = input;
    }

    /** Starts what an order says; an error if it cannot be. */
    static Exec start(Supervisor in, JsonObject order, Attached attached, StreamedInput input) {
        in.requireRunning();
        if (in.container().group.freezer.frozen()) {
            throw new UserError(ExitStatus.CANNOT, "container \"" + in.name() + "\" is paused: unpause it first");
        }
        Exec exec = new Exec(in, input);
        Outlet out = new Outlet(Wire.Kind.OUTPUT, (bytes, from, length) -> { });
        Outlet err = new Outlet(Wire.Kind.ERROR, (bytes, from, length) -> { });
        if (attached != null) {
            attached.listen(out);
            attached.listen(err);
        }
        ProcessPlan plan = plan(in, order);
        Launch launch = in.launch();
        if (order.flag("terminal")) {
            exec.terminal = launch.anotherTerminal(new TerminalScreen(out), plan);
            exec.resize(Session.size(order, "rows", 24), Session.size(order, "columns", 80));
        }
        try {
            Task[] task = new Task[1];
            task[0] = launch.join(plan, new Launch.Streams(input, out, err), exec.terminal, () -> exec.atEnd(task[0].process));
            exec.process = task[0].process;
        } catch (UserError refused) {
            if (exec.terminal != null) {
                launch.remove(exec.terminal);
            }
            throw refused;
        }
        return exec;
    }

    private static ProcessPlan plan(Supervisor in, JsonObject order) {
        ProcessPlan of = in.plan();
        List<String> argv = order.strings("argv");
        if (argv.isEmpty()) {
            throw new UserError(ExitStatus.USAGE, "a command is needed");
        }
        Map<String, String> env = new LinkedHashMap<>();
        if (order.flag("terminal")) {
            env.put("TERM", "xterm");
        }
        for (List<String> each : List.of(of.env(), order.strings("env"))) {
            for (String pair : each) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    env.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
        }
        List<String> variables = new ArrayList<>();
        env.forEach((name, value) -> variables.add(name + "=" + value));
        String user = order.string("user");
        Account as = user == null ? new Account(of.uid(), of.gid(), of.groups(), "/") : Account.find(in.overlay().root(), user);
        String directory = order.string("workdir") == null ? of.cwd() : order.string("workdir");
        return new ProcessPlan(argv, variables, directory, as.uid(), as.gid(), as.groups(), of.hostname(), of.stopSignal(), List.of(), false,
                List.of());
    }

    private void atEnd(Process gone) {
        if (terminal != null) {
            in.launch().remove(terminal);
        }
        if (input != null) {
            input.end();
        }
        int signal = gone.status & 0x7f;
        ended.complete(Map.of("status", signal != 0 ? ExitStatus.SIGNAL_BASE + signal : gone.status >> 8 & 0xff));
    }

    /** How it ended; for any thread. */
    CompletableFuture<Map<String, Object>> ended() {
        return ended;
    }

    @Override
    public void signal(int number) {
        if (!process.zombie) {
            Signals.send(process, new SignalInfo(number, Sig.SI_USER, 0, 0, 0, 0));
        }
    }

    @Override
    public void resize(int rows, int columns) {
        if (terminal != null) {
            terminal.resize(rows, columns);
        }
    }

    @Override
    public void type(byte[] bytes) {
        if (terminal != null && !process.zombie) {
            terminal.type(bytes, bytes.length);
        }
    }

    @Override
    public void endOfTyping() {
        if (terminal != null && !process.zombie) {
            terminal.hangUp();
        }
    }
}
