package twofold.container.background;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import twofold.container.kernel.Kernel;
import twofold.image.instance.Description.State;
import twofold.image.instance.Instance;
import twofold.image.layer.Commit;
import twofold.image.layer.Difference;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;
import twofold.image.model.Reference;
import twofold.image.store.FileLocks;
import twofold.image.store.Image;
import twofold.image.tar.EntryName;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.ThisProcess;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;

/** One command's connection: says hello, takes one order, and serves it to its end. Runs on a thread of its own. */
final class Session {
    private static final long MOST_PATIENCE = 1L << 31;
    private final Server server;
    private final Kernel kernel;
    private final Wire wire;

    Session(Server server, Wire wire) {
        this.server = server;
        this.wire = wire;
        kernel = server.kernel;
    }

    void run() throws IOException {
        wire.write(Wire.Kind.HELLO, Map.of("twofold", Wire.VERSION, "pid", ThisProcess.pid()));
        try {
            Wire.Frame frame = wire.read();
            if (frame == null) {
                return;
            }
            if (frame.kind() != Wire.Kind.ORDER) {
                throw new IOException("the first thing a command sends is its order");
            }
            serve(frame.json());
        } catch (UserError refused) {
            refuse(refused.getMessage(), refused.status());
        } catch (IOException failed) {
            refuse(failed.getMessage() == null ? failed.toString() : failed.getMessage(), ExitStatus.CANNOT);
        } catch (RuntimeException | AssertionError bug) {
            System.err.println("internal error in a session: " + bug);
            bug.printStackTrace();
            refuse("internal error in the kernel: " + bug, ExitStatus.CANNOT);
        }
    }

    private void refuse(String sentence, int status) throws IOException {
        wire.write(Wire.Kind.ANSWER, Map.of("error", sentence, "status", status));
    }

    private void answer(Map<String, Object> answer) throws IOException {
        wire.write(Wire.Kind.ANSWER, answer);
    }

    private void serve(JsonObject order) throws IOException {
        switch (order.required("do")) {
            case "run" -> run(order);
            case "start" -> start(order);
            case "exec" -> exec(order);
            case "attach" -> attach(order);
            case "stop" -> stop(order);
            case "kill" -> {
                Supervisor of = resident(order);
                int signal = Math.clamp(order.number("signal", 0), 0, 65);
                if (signal < 1 || signal > 64) {
                    throw new UserError(ExitStatus.USAGE, "there is no signal " + signal);
                }
                server.call(() -> {
                    of.kill(signal);
                    return null;
                });
                answer(Map.of());
            }
            case "pause" -> freeze(resident(order), true);
            case "unpause" -> freeze(resident(order), false);
            case "update" -> {
                resident(order).update(order);
                answer(Map.of());
            }
            case "remove" -> {
                Supervisor of = resident(order);
                server.call(() -> {
                    of.removeAtEnd();
                    of.killNow();
                    return null;
                });
                Server.result(of.over());
                answer(Map.of());
            }
            case "wait" -> answer(Map.of("status", Server.result(resident(order).over())));
            case "stats" -> stats();
            case "top" -> {
                Supervisor of = resident(order);
                answer(Map.of("rows", server.call(() -> Processes.list(of))));
            }
            case "diff" -> diff(resident(order));
            case "commit" -> commit(resident(order), order.required("name"));
            default -> throw new UserError(ExitStatus.CANNOT, "this kernel does not know the order \"" + order.required("do") + "\"");
        }
    }

    private Supervisor resident(JsonObject order) {
        Supervisor found = server.resident(order.required("id"));
        if (found == null) {
            throw new UserError("the container is not running");
        }
        return found;
    }

    // Programs with streams

    private void run(JsonObject order) throws IOException {
        JsonObject wanted = order.object("order");
        if (wanted == null) {
            throw new UserError(ExitStatus.CANNOT, "nothing was ordered to be run");
        }
        RunOrder run = RunOrder.read(wanted);
        Image image = server.store.resolve(run.request().image()).requireRunnable();
        Instance instance = Instance.create(server.store, image, "container", run.request().name(), run.request().command(), Clock.host(),
                Entropy.host());
        launch(instance, run, !run.request().detach(), order);
    }

    private void start(JsonObject order) throws IOException {
        String id = order.required("id");
        if (server.resident(id) != null) {
            throw new UserError("the container is running already");
        }
        Instance instance = Instance.open(server.store, id);
        try {
            Path file = instance.directory().resolve("run.json");
            if (!Files.exists(file)) {
                throw new UserError("container \"" + instance.name() + "\" was run by a kernel of its own, which does not start it again");
            }
            RunOrder run = RunOrder.read(Json.parse(Files.readAllBytes(file), file.toString()));
            launch(instance, run, order.flag("attach"), order);
        } catch (UserError | IOException failed) {
            instance.close();
            throw failed;
        }
    }

    private void launch(Instance instance, RunOrder run, boolean stay, JsonObject order) throws IOException {
        Supervisor made;
        try {
            made = new Supervisor(server, instance, run);
            made.window(size(order, "rows", 24), size(order, "columns", 80));
        } catch (UserError | IOException failed) {
            instance.remove();
            throw failed;
        }
        server.add(made);
        Attached attached = stay ? new Attached(wire, kernel) : null;
        try {
            if (stay && made.input() != null) {
                made.input().tell(attached::taken);
            }
            made.start(attached);
        } catch (IOException | RuntimeException failed) {
            if (attached != null) {
                attached.finish();
            }
            throw failed;
        }
        answer(Map.of("id", made.id(), "name", made.name()));
        if (stay) {
            made.end().thenAccept(attached::exit);
            try {
                attached.receive(made.input(), made);
            } finally {
                if (made.input() != null) {
                    made.input().end();
                }
            }
        }
    }

    private void attach(JsonObject order) throws IOException {
        Supervisor to = resident(order);
        Attached attached = new Attached(wire, kernel);
        boolean listening = server.call(() -> {
            if (to.running()) {
                if (order.map().containsKey("rows")) {
                    to.resize(size(order, "rows", 24), size(order, "columns", 80));
                }
                attached.listen(to.out);
                attached.listen(to.err);
            }
            return to.running();
        });
        if (!listening) {
            attached.finish();
            throw new UserError("container \"" + to.name() + "\" is not running");
        }
        if (to.input() != null) {
            to.input().tell(attached::taken);
        }
        answer(Map.of("id", to.id(), "name", to.name(), "terminal", to.order().request().terminal()));
        to.end().thenAccept(attached::exit);
        attached.receive(to.input(), to);
    }

    private void exec(JsonObject order) throws IOException {
        Supervisor in = resident(order);
        boolean stay = !order.flag("detach");
        boolean interactive = order.flag("interactive");
        boolean terminal = order.flag("terminal");
        Attached attached = stay ? new Attached(wire, kernel) : null;
        StreamedInput input = interactive && !terminal && stay ? new StreamedInput() : null;
        Exec program;
        try {
            if (input != null) {
                input.tell(attached::taken);
            }
            program = server.call(() -> Exec.start(in, order, attached, input));
        } catch (IOException | RuntimeException failed) {
            if (attached != null) {
                attached.finish();
            }
            throw failed;
        }
        answer(Map.of());
        if (stay) {
            program.ended().thenAccept(attached::exit);
            try {
                attached.receive(input, program);
            } finally {
                if (input != null) {
                    input.end();
                }
            }
        }
    }

    /** A window's size in an order. */
    static int size(JsonObject order, String name, int otherwise) {
        return (int) Math.clamp(order.number(name, otherwise), 1, 0xffffL);
    }

    // Life cycle

    private void stop(JsonObject order) throws IOException {
        Supervisor of = resident(order);
        long seconds = Math.clamp(order.number("seconds", 10), 0, MOST_PATIENCE);
        server.call(() -> {
            of.askToStop();
            return null;
        });
        try {
            of.over().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException stubborn) {
            server.call(() -> {
                of.killNow();
                return null;
            });
        } catch (ExecutionException | InterruptedException impossible) {
            throw new IOException(impossible);
        }
        answer(Map.of("status", Server.result(of.over())));
    }

    private void freeze(Supervisor of, boolean frozen) throws IOException {
        server.call(() -> {
            of.freeze(frozen);
            return null;
        });
        of.tell(frozen ? State.PAUSED : State.RUNNING, null);
        answer(Map.of());
    }

    private void stats() throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Supervisor each : server.residents()) {
            Map<String, Object> one = server.call(() -> each.running() ? Processes.counters(each) : null);
            if (one != null) {
                all.add(one);
            }
        }
        answer(new LinkedHashMap<>(Map.of("containers", all)));
    }

    // Files, looked at while the container does not run

    /** Work on a container's files that fails as file work does. */
    private interface FileWork<T> {
        T get() throws IOException;
    }

    private <T> T still(Supervisor of, FileWork<T> work) throws IOException {
        boolean froze = server.call(() -> {
            of.requireRunning();
            boolean frozen = of.container().group.freezer.frozen();
            kernel.freeze(of.container(), true);
            of.container().mounts.root().mount().fileSystem().sync();
            return !frozen;
        });
        try {
            return work.get();
        } finally {
            if (froze) {
                server.call(() -> {
                    kernel.freeze(of.container(), false);
                    return null;
                });
            }
        }
    }

    private void diff(Supervisor of) throws IOException {
        answer(Map.of("lines", still(of, () -> {
            List<String> lines = new ArrayList<>();
            for (Difference each : Difference.of(of.overlay())) {
                lines.add(each.kind().letter() + " /" + EntryName.printable(each.path()));
            }
            return lines;
        })));
    }

    private void commit(Supervisor of, String given) throws IOException {
        String name = Reference.parse(given).toString();
        answer(Map.of("digest", still(of, () -> {
            try (FileLocks.Held writing = server.store.writing()) {
                Objects.requireNonNull(writing);
                Image image = Commit.commit(server.store, of.instance().image(), of.overlay(), "commit of " + of.name(), Clock.host());
                server.store.references().put(name, image.descriptor());
                return image.digest().toString();
            }
        })));
    }
}
