package twofold.container.background;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import twofold.container.abi.Sig;
import twofold.container.fs.tty.Tty;
import twofold.container.kernel.Container;
import twofold.container.kernel.Exits;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Timers;
import twofold.container.oci.Launch;
import twofold.container.oci.NetworkPlan;
import twofold.container.oci.Networks;
import twofold.container.oci.Volumes;
import twofold.container.publish.Published;
import twofold.image.instance.Description.State;
import twofold.image.instance.Instance;
import twofold.image.model.RunConfig;
import twofold.image.overlay.Overlay;
import twofold.image.run.ProcessPlan;
import twofold.image.store.Durable;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;

/**
 * Sees one instance through its life on the shared kernel: started, stopped, paused, started again by its restart policy, ended. Unless
 * said otherwise everything is for the kernel's thread; what waits for files is done by the server's workers in between.
 */
final class Supervisor implements Attached.Program {
    private final Server server;
    private final Kernel kernel;
    private final Instance instance;
    private volatile RunOrder order;
    private final RunConfig config;
    private final ContainerLog log;
    private final StreamedInput input;
    private final CompletableFuture<Integer> over = new CompletableFuture<>();
    private volatile RestartPolicy restart;
    private final TreeMap<String, Object> detail = new TreeMap<>();
    private final Health health;
    private volatile CompletableFuture<Map<String, Object>> end = new CompletableFuture<>();
    final Outlet out;
    final Outlet err;
    private Overlay overlay;
    private ProcessPlan plan;
    private Volumes volumes = Volumes.NONE;
    private NetworkPlan network = NetworkPlan.SHARED;
    private Published published = Published.NOTHING;
    private Launch launch;
    private Tty console;
    private Timers.Timer timeout;
    private Timers.Timer again;
    private boolean running;
    private boolean timedOut;
    private boolean stopping;
    private boolean removing;
    private long startedNanos;
    private int rows = 24;
    private int columns = 80;

    /** For a session's thread: an instance that is not started yet. */
    Supervisor(Server server, Instance instance, RunOrder order) throws IOException {
        this.server = server;
        this.instance = instance;
        this.order = order;
        kernel = server.kernel;
        config = instance.image().config().run();
        restart = RestartPolicy.parse(order.request().restart());
        log = new ContainerLog(instance.log());
        input = order.request().interactive() && !order.request().terminal() ? new StreamedInput() : null;
        out = new Outlet(Wire.Kind.OUTPUT, (bytes, from, length) -> log.append("stdout", bytes, from, length, kernel.hostRealtimeNanos()));
        err = new Outlet(Wire.Kind.ERROR, (bytes, from, length) -> log.append("stderr", bytes, from, length, kernel.hostRealtimeNanos()));
        health = Health.of(this, kernel, config);
        if (!order.request().remove()) {
            Durable.write(instance.directory().resolve("run.json"), Json.pretty(order.json()));
        }
        if (!restart.never()) {
            detail.put("restart", order.request().restart());
        }
    }

    String id() {
        return instance.id();
    }

    String name() {
        return instance.name();
    }

    RunOrder order() {
        return order;
    }

    ProcessPlan plan() {
        return plan;
    }

    Launch launch() {
        return launch;
    }

    Instance instance() {
        return instance;
    }

    Overlay overlay() {
        return overlay;
    }

    StreamedInput input() {
        return input;
    }

    Container container() {
        return launch.container();
    }

    /** Whether its first process lives. */
    boolean running() {
        return running && !container().ended;
    }

    /** How its run of now ended, once it has and that is kept: {@code status}, perhaps {@code message}. For any thread. */
    CompletableFuture<Map<String, Object>> end() {
        return end;
    }

    /** Its status once it will not be started again and its files are closed. For any thread. */
    CompletableFuture<Integer> over() {
        return over;
    }

    // Start

    /** Before the start: the size of its terminal, if it is to have one. */
    void window(int height, int width) {
        rows = height;
        columns = width;
    }

    /** For a session's or worker's thread: opens its files, starts its first process. If that fails it has ended, and the error is thrown. */
    void start(Attached attached) throws IOException {
        try {
            overlay = instance.overlay(kernel.fileClock);
            if (order.request().remove()) {
                overlay.isPassing();
            }
            plan = ProcessPlan.of(config, order.request(), overlay, instance.id());
            volumes = Volumes.open(server.store.root(), plan.volumes());
            network = NetworkPlan.of(new Networks(server.store.root()), order.request(), instance.name(), instance.id());
            published = Published.open(kernel, network.ports());
            note("ports", network.ports().isEmpty() ? null : published.places());
            note("started_at", Instant.now().toString());
            tell(State.RUNNING, null);
            server.call(() -> begin(attached));
        } catch (IOException | RuntimeException failed) {
            closeFiles();
            int status = failed instanceof UserError error && error.status() != ExitStatus.FAILED ? error.status() : ExitStatus.CANNOT;
            note("reason", failed instanceof UserError ? failed.getMessage() : "internal error: " + failed);
            finish(status);
            throw failed;
        }
    }

    private void closeFiles() throws IOException {
        if (overlay != null) {
            overlay.close();
        }
        volumes.close();
        published.close();
    }

    private Void begin(Attached attached) {
        if (end.isDone()) {
            end = new CompletableFuture<>();
        }
        Launch made = new Launch(kernel, overlay, plan, order.limits(), volumes, network);
        launch = made;
        if (attached != null) {
            attached.listen(out);
            attached.listen(err);
        }
        try {
            made.container().atEnd = () -> kernel.post(this::ended);
            if (order.request().terminal()) {
                console = made.terminal(new TerminalScreen(out));
                console.resize(rows, columns);
            }
            made.start(new Launch.Streams(input, out, err));
        } catch (RuntimeException refused) {
            kernel.remove(made.container());
            throw refused;
        }
        published.admit(made.container());
        running = true;
        startedNanos = kernel.clock.monotonicNanos();
        if (order.request().timeoutNanos() != null) {
            timeout = kernel.timers.at(startedNanos + order.request().timeoutNanos(), () -> {
                timedOut = true;
                stopping = true;
                Exits.killAll(container(), Sig.SIGKILL);
            });
        }
        health.start();
        return null;
    }

    // What commands do

    @Override
    public void signal(int number) {
        if (running()) {
            container().forcing = true;
            Signals.send(container().init, new SignalInfo(number, Sig.SI_USER, 0, 0, 0, 0));
            container().forcing = false;
        }
    }

    /** A signal as from another process of the host: process 1 need not heed what it has no handler for, except SIGKILL and SIGSTOP. */
    void kill(int number) {
        requireRunning();
        if (number == Sig.SIGKILL) {
            stopping = true;
            Exits.killAll(container(), Sig.SIGKILL);
            return;
        }
        if (number == stopSignal()) {
            stopping = true;
        }
        container().forcing = number == Sig.SIGSTOP;
        Signals.send(container().init, new SignalInfo(number, Sig.SI_USER, 0, 0, 0, 0));
        container().forcing = false;
    }

    private int stopSignal() {
        return plan.stopSignal();
    }

    /** For a session's thread: other limits, which hold at its next start, too. What an order does not name stays. */
    synchronized void update(JsonObject wanted) throws IOException {
        RunOrder changed = order.with(wanted);
        server.call(() -> {
            requireRunning();
            changed.limits().apply(container());
            return null;
        });
        order = changed;
        if (wanted.string("restart") != null) {
            restart = RestartPolicy.parse(wanted.string("restart"));
            note("restart", restart.never() ? null : wanted.string("restart"));
        }
        if (!order.request().remove()) {
            Durable.write(instance.directory().resolve("run.json"), Json.pretty(order.json()));
        }
    }

    /** Asks it to end, and not to start again. */
    void askToStop() {
        stopping = true;
        if (again != null) {
            again.cancel();
            again = null;
            server.work(() -> finish(instance.description().exitStatus() == null ? ExitStatus.CANNOT : instance.description().exitStatus()));
        } else if (running()) {
            kernel.freeze(container(), false);
            kill(stopSignal());
        }
    }

    /** Ends it now, and does not start it again. */
    void killNow() {
        askToStop();
        if (running()) {
            Exits.killAll(container(), Sig.SIGKILL);
        }
    }

    /** Has it removed at its end. */
    void removeAtEnd() {
        removing = true;
    }

    /** Keeps its tasks from running, or lets them run again; an error if that is so already. */
    void freeze(boolean frozen) {
        requireRunning();
        if (container().group.freezer.frozen() == frozen) {
            throw new UserError("container \"" + name() + "\" is " + (frozen ? "paused already" : "not paused"));
        }
        kernel.freeze(container(), frozen);
    }

    /** An error unless its first process lives. */
    void requireRunning() {
        if (!running()) {
            throw new UserError("container \"" + name() + "\" is not running");
        }
    }

    @Override
    public void resize(int rows, int columns) {
        if (running() && console != null) {
            console.resize(rows, columns);
        }
    }

    @Override
    public void type(byte[] bytes) {
        if (running() && console != null) {
            console.type(bytes, bytes.length);
        }
    }

    @Override
    public void endOfTyping() {
        if (running() && console != null && !order.request().detach()) {
            console.hangUp();
        }
    }

    // The end

    private void ended() {
        Container container = container();
        running = false;
        kernel.remove(container);
        if (timeout != null) {
            timeout.cancel();
        }
        health.stop();
        int signal = container.status & 0x7f;
        int status = timedOut ? ExitStatus.TIMEOUT : signal != 0 ? ExitStatus.SIGNAL_BASE + signal : container.status >> 8 & 0xff;
        boolean outOfMemory = container.outOfMemory && signal == Sig.SIGKILL;
        boolean tryAgain = !stopping && restart.again(status, kernel.clock.monotonicNanos() - startedNanos);
        server.work(() -> ended(status, outOfMemory, tryAgain));
    }

    private void ended(int status, boolean outOfMemory, boolean tryAgain) {
        try {
            closeFiles();
        } catch (IOException failed) {
            note("reason", "its files could not be closed: " + failed.getMessage());
        }
        note("finished_at", Instant.now().toString());
        note("oom_killed", outOfMemory ? true : null);
        Map<String, Object> how = new TreeMap<>(Map.of("status", status));
        if (outOfMemory) {
            how.put("message", "out of memory: process 1 was killed; give more with -m");
        }
        if (!tryAgain) {
            finish(status, how);
            return;
        }
        note("restarts", restart.count());
        tell(State.RESTARTING, status);
        end.complete(how);
        kernel.post(() -> {
            if (stopping) {
                server.work(() -> finish(status));
                return;
            }
            again = kernel.timers.at(kernel.clock.monotonicNanos() + restart.delay(), () -> {
                again = null;
                server.work(this::startAgain);
            });
        });
    }

    private void startAgain() {
        try {
            start(null);
        } catch (IOException | UserError failed) {
            // It has ended, and its description says why
        }
    }

    private void finish(int status) {
        finish(status, Map.of("status", status));
    }

    /** For a worker: it will not run again. */
    private synchronized void finish(int status, Map<String, Object> how) {
        try (instance) {
            if (removing || order.request().remove()) {
                instance.remove();
            } else {
                tell(State.EXITED, status);
            }
            log.close();
        } catch (IOException failed) {
            System.err.println("the end of container " + name() + " could not be written down: " + failed.getMessage());
        }
        if (input != null) {
            input.end();
        }
        // Whoever waits for this may start it again at once
        server.forget(this);
        end.complete(how);
        over.complete(status);
        server.leaveIfUnwanted();
    }

    /** For any thread but the kernel's: writes down where it is in its life. */
    synchronized void tell(State state, Integer status) {
        try {
            instance.tell(state, status, detail);
        } catch (IOException failed) {
            System.err.println("the state of container " + name() + " could not be written down: " + failed.getMessage());
        }
    }

    /** Has a worker write down what its health check found. */
    void tellHealthLater(Map<String, Object> found) {
        server.work(() -> tellHealth(found));
    }

    private synchronized void tellHealth(Map<String, Object> found) {
        note("health", found);
        if (!over.isDone() && instance.description().state().live()) {
            tell(instance.description().state(), instance.description().exitStatus());
        }
    }

    private synchronized void note(String key, Object value) {
        if (value == null) {
            detail.remove(key);
        } else {
            detail.put(key, value);
        }
    }
}
