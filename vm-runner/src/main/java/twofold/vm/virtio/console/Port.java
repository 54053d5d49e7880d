package twofold.vm.virtio.console;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * One port, seen from the host: bytes the guest sends go to {@link Sink}; bytes for the guest wait until its driver gives room.
 */
public final class Port {
    /** Takes what the guest sends. */
    @FunctionalInterface
    public interface Sink {
        /** Takes bytes, all of them. */
        void accept(byte[] bytes, int length);
    }

    /** Gives bytes when the guest has room for them: for input that must not depend on when it arrives. */
    @FunctionalInterface
    public interface Source {
        /** Fills the buffer; returns the number of bytes, or -1 at the end. */
        int fill(byte[] buffer);
    }

    final String name;
    final boolean console;
    final Sink sink;
    final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    Source source;
    boolean ended;
    boolean endTold;
    boolean guestOpen;

    /**
     * @param name    what the guest finds it by; empty for none
     * @param console whether the guest makes a terminal (hvc) of it
     * @param sink    takes what the guest sends
     */
    public Port(String name, boolean console, Sink sink) {
        this.name = name;
        this.console = console;
        this.sink = sink;
    }

    void add(byte[] bytes) {
        waiting.add(bytes);
    }

    /** Takes up to {@code room} waiting bytes. */
    byte[] take(int room) {
        byte[] first = waiting.poll();
        byte[] now = first.length <= room ? first : Arrays.copyOf(first, room);
        if (now.length < first.length) {
            waiting.addFirst(Arrays.copyOfRange(first, now.length, first.length));
        }
        return now;
    }
}
