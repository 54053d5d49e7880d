package twofold.container.background;

import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import twofold.container.kernel.Kernel;
import twofold.image.store.FileLocks;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** The background process: one kernel, its socket, and the supervisors of the containers on it. It ends when nobody needs it. */
public final class Server {
    private static final long UNWANTED_AFTER = 10_000_000_000L;
    private static final int BACKLOG = 128;
    final Kernel kernel;
    final Store store;
    private final Place place;
    private final Map<String, Supervisor> residents = new LinkedHashMap<>();
    private final ExecutorService workers = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("worker-", 0).factory());
    private ServerSocketChannel channel;
    private UnixDomainSocketAddress socket;
    private int sessions;
    private boolean leaving;

    private Server(Kernel kernel, Store store, Place place) {
        this.kernel = kernel;
        this.store = store;
        this.place = place;
    }

    /**
     * Serves a root directory until the last container and the last command are gone.
     *
     * @param ready gets a line "ready" once commands can connect
     */
    public static void serve(Path root, Kernel kernel, PrintStream ready) throws IOException {
        Place place = Place.of(root);
        try (FileLocks.Held life = FileLocks.tryExclusive(place.lifeLock())) {
            if (life == null) {
                throw new UserError(ExitStatus.FAILED, "a kernel runs already for " + root);
            }
            new Server(kernel, Store.open(root), place).serve(ready);
        }
    }

    private void serve(PrintStream ready) throws IOException {
        socket = place.chooseSocket();
        channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(socket, BACKLOG);
        place.publish(socket);
        kernel.stayOpen();
        kernel.timers.at(kernel.clock.monotonicNanos() + UNWANTED_AFTER, this::leaveIfUnwanted);
        Thread.ofPlatform().daemon().name("socket").start(this::accept);
        ready.println("ready");
        ready.close();
        kernel.run();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel peer = channel.accept();
                if (Peer.isOurs(peer) && enter()) {
                    Thread.ofPlatform().daemon().name("session").start(() -> session(new Wire(peer)));
                } else {
                    peer.close();
                }
            }
        } catch (ClosedChannelException left) {
            // Nobody is served any more
        } catch (IOException failed) {
            System.err.println("the kernel's socket failed: " + failed.getMessage());
        }
    }

    private synchronized boolean enter() {
        if (leaving) {
            return false;
        }
        sessions++;
        return true;
    }

    private void session(Wire wire) {
        try (wire) {
            new Session(this, wire).run();
        } catch (IOException gone) {
            // The command ended before we did
        } finally {
            synchronized (this) {
                sessions--;
            }
            leaveIfUnwanted();
        }
    }

    /** Ends the kernel if nobody needs it. */
    synchronized void leaveIfUnwanted() {
        if (leaving || sessions > 0 || !residents.isEmpty()) {
            return;
        }
        leaving = true;
        try {
            place.withdraw(socket);
            channel.close();
        } catch (IOException gone) {
            // Its files are of no use to anybody: the next kernel makes its own
        }
        kernel.leave();
    }

    synchronized void add(Supervisor resident) {
        residents.put(resident.id(), resident);
    }

    /** A container has ended; {@link #leaveIfUnwanted} is to follow. */
    synchronized void forget(Supervisor resident) {
        residents.remove(resident.id());
    }

    /** The supervisor of a container, or null. */
    synchronized Supervisor resident(String id) {
        return residents.get(id);
    }

    /** All supervisors, the oldest first. */
    synchronized List<Supervisor> residents() {
        return new ArrayList<>(residents.values());
    }

    /** Has work done on a thread that may wait for files. */
    void work(Runnable work) {
        workers.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException | AssertionError bug) {
                System.err.println("internal error: " + bug);
                bug.printStackTrace();
            }
        });
    }

    /** Does work on the kernel's thread and waits for what comes of it. Not to be called on the kernel's thread. */
    <T> T call(Callable<T> work) throws IOException {
        CompletableFuture<T> future = new CompletableFuture<>();
        kernel.post(() -> {
            try {
                future.complete(work.call());
            } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError failed) {
                future.completeExceptionally(failed);
            }
        });
        return result(future);
    }

    /** What a future holds, or its failure as it was thrown. */
    static <T> T result(CompletableFuture<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case UserError error -> throw error;
                case IOException error -> throw error;
                case RuntimeException error -> throw error;
                default -> throw new IllegalStateException(failed.getCause());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }
}
