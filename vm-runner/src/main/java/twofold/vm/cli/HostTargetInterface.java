package twofold.vm.cli;

import java.io.OutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;
import twofold.toolkit.cli.ExitStatus;

/**
 * The words {@code tohost} and {@code fromhost}, through which the programs of the RISC-V test suites end and print (riscv-isa-sim's HTIF,
 * as riscv-tests uses it): device in bits 63-56, command in bits 55-48, payload below. Device 0 ends the program with an odd payload,
 * and makes the system call at the address that an even one is; device 1 is a console, which answers nothing to what is written.
 */
final class HostTargetInterface {
    private static final int SYSTEM = 0;
    private static final int CONSOLE = 1;
    private static final int CONSOLE_WRITE = 1;
    private static final long WRITE = 64;
    private static final long EXIT = 93;
    private static final long ENOSYS = 38;
    private static final long EFAULT = 14;
    private static final int CALL_BYTES = 64;
    private static final int MOST = 1 << 20;
    private static final int MOST_STATUS = 255;

    private final PhysicalMemory memory;
    private final long toHost;
    private final long fromHost;
    private final OutputStream out;
    private final OutputStream err;
    private long code;
    private boolean ended;

    /**
     * Serves a program in a machine.
     *
     * @param fromHost physical address of the word for answers, or 0 if the program has none
     */
    HostTargetInterface(PhysicalMemory memory, long toHost, long fromHost, OutputStream out, OutputStream err) {
        this.memory = memory;
        this.toHost = toHost;
        this.fromHost = fromHost;
        this.out = out;
        this.err = err;
    }

    /** What the program ended with: 0 for a pass, else the number of the test that failed. */
    long code() {
        return code;
    }

    /** The same as an exit status, 255 at most and for what is negative. */
    int status() {
        return !ended ? ExitStatus.CANNOT : code < 0 ? MOST_STATUS : (int) Math.min(code, MOST_STATUS);
    }

    /** Whether the program has said that it is done. */
    boolean ended() {
        return ended;
    }

    /** Serves what {@code tohost} holds; the word is zero afterwards unless the program is done, which it says. */
    boolean serve(long value) {
        int device = (int) (value >>> 56);
        int command = (int) (value >>> 48) & 0xff;
        long payload = value << 16 >>> 16;
        if (device == CONSOLE) {
            if (command == CONSOLE_WRITE) {
                write(out, new byte[] {(byte) payload});
            }
            answer(0); // nobody types
            return false;
        }
        long call = device == SYSTEM && command == 0 && (value & 7) == 0 ? memory.host(payload, CALL_BYTES) : -1;
        if (call < 0) {
            end(value >> 1);
        } else if (Frames.getLong(call) == EXIT) {
            end(Frames.getLong(call + 8));
        } else {
            makeCall(call);
        }
        return ended;
    }

    private void end(long with) {
        code = with;
        ended = true;
    }

    private void makeCall(long call) {
        Frames.putLong(call, call(Frames.getLong(call), Frames.getLong(call + 8), Frames.getLong(call + 16), Frames.getLong(call + 24)));
        answer(1);
    }

    private long call(long number, long descriptor, long address, long length) {
        if (number != WRITE) {
            return -ENOSYS;
        }
        int count = Math.clamp(length, 0, MOST);
        long host = memory.host(address, count);
        if (host < 0) {
            return -EFAULT;
        }
        byte[] bytes = new byte[count];
        Frames.read(host, bytes, 0, count);
        write(descriptor == 2 ? err : out, bytes);
        return count;
    }

    private void answer(long value) {
        Frames.putLong(memory.host(toHost, 8), 0);
        long host = fromHost == 0 || value == 0 ? -1 : memory.host(fromHost, 8);
        if (host >= 0) {
            Frames.putLong(host, value);
        }
    }

    private static void write(OutputStream to, byte[] bytes) {
        try {
            to.write(bytes);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
