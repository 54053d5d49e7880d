package twofold.container.mm;

import static twofold.container.abi.Errno.EFAULT;
import static twofold.container.abi.Errno.ENAMETOOLONG;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/**
 * The kernel's access to user memory. An address the process could not use itself is EFAULT, thrown as a {@link FileError}; the copies
 * that return a count stop at the first such page, as Linux's copy_to_user and copy_from_user do.
 */
public abstract class UserMemory extends AddressSpace {
    private static final int PAGE = Frames.SIZE;

    /** Copies out to the user; returns how many bytes went before a fault. */
    public final int copyOut(long address, byte[] from, int start, int length) {
        int done = 0;
        while (done < length) {
            long host = translate(address + done, WRITE);
            if (host <= 0) {
                return done;
            }
            int part = Math.min(length - done, PAGE - (int) (address + done & PAGE - 1));
            Frames.write(host, from, start + done, part);
            done += part;
        }
        return done;
    }

    /** Copies out to the user from memory of the host at an address; returns how many bytes went before a fault. */
    public final int copyOut(long address, long from, int length) {
        int done = 0;
        while (done < length) {
            long host = translate(address + done, WRITE);
            if (host <= 0) {
                return done;
            }
            int part = run(address + done, host, length - done, WRITE);
            Frames.copyBytes(from + done, Frames.address(host), part);
            done += part;
        }
        return done;
    }

    /** Copies in from the user to memory of the host at an address; returns how many bytes came before a fault. */
    public final int copyIn(long address, long to, int length) {
        int done = 0;
        while (done < length) {
            long host = translate(address + done, READ);
            if (host <= 0) {
                return done;
            }
            int part = run(address + done, host, length - done, READ);
            Frames.copyBytes(Frames.address(host), to + done, part);
            done += part;
        }
        return done;
    }

    /** Whether a user may write a range. */
    public final boolean isWritable(long address, long length) {
        return isThere(address, length, WRITE);
    }

    /** Whether a user may read a range. */
    public final boolean isReadable(long address, long length) {
        return isThere(address, length, READ);
    }

    private boolean isThere(long address, long length, int access) {
        for (long done = 0; done < length; done += PAGE - (int) (address + done & PAGE - 1)) {
            if (translate(address + done, access) <= 0) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes from an address on lie one after the other in the host's memory, too. */
    private int run(long address, long host, int length, int access) {
        int run = PAGE - (int) (address & PAGE - 1);
        while (run < length && translate(address + run, access) == host + run) {
            run += PAGE;
        }
        return Math.min(length, run);
    }

    /** Copies in from the user; returns how many bytes came before a fault. */
    public final int copyIn(long address, byte[] to, int start, int length) {
        int done = 0;
        while (done < length) {
            long host = translate(address + done, READ);
            if (host <= 0) {
                return done;
            }
            int part = Math.min(length - done, PAGE - (int) (address + done & PAGE - 1));
            Frames.read(host, to, start + done, part);
            done += part;
        }
        return done;
    }

    /** Copies a whole array out or faults. */
    public final void write(long address, byte[] from) {
        if (copyOut(address, from, 0, from.length) < from.length) {
            throw FileError.of(EFAULT);
        }
    }

    /** Copies a record laid out in a buffer (from 0 to its limit) out or faults. */
    public final void write(long address, ByteBuffer record) {
        if (copyOut(address, record.array(), 0, record.limit()) < record.limit()) {
            throw FileError.of(EFAULT);
        }
    }

    /** Copies {@code length} bytes in or faults. */
    public final byte[] read(long address, int length) {
        byte[] bytes = new byte[length];
        if (copyIn(address, bytes, 0, length) < length) {
            throw FileError.of(EFAULT);
        }
        return bytes;
    }

    /** A byte, sign-extended. */
    public final byte getByte(long address) {
        return Frames.getByte(host(address, READ));
    }

    /** A 16-bit value, sign-extended. */
    public final short getShort(long address) {
        return (short) (inPage(address, 2) ? Frames.getShort(host(address, READ)) : slow(address, 2));
    }

    /** A 32-bit value, sign-extended. */
    public final int getInt(long address) {
        return (int) (inPage(address, 4) ? Frames.getInt(host(address, READ)) : slow(address, 4));
    }

    /** A 64-bit value. */
    public final long getLong(long address) {
        return inPage(address, 8) ? Frames.getLong(host(address, READ)) : slow(address, 8);
    }

    /** Writes a 16-bit value. */
    public final void putShort(long address, int value) {
        putSlow(address, value, 2);
    }

    /** Writes a 32-bit value. */
    public final void putInt(long address, int value) {
        if (inPage(address, 4)) {
            Frames.putInt(host(address, WRITE), value);
        } else {
            putSlow(address, value, 4);
        }
    }

    /** Writes a 64-bit value. */
    public final void putLong(long address, long value) {
        if (inPage(address, 8)) {
            Frames.putLong(host(address, WRITE), value);
        } else {
            putSlow(address, value, 8);
        }
    }

    /**
     * A string that ends with a zero byte, one char a byte.
     *
     * @param limit the most bytes with the zero; ENAMETOOLONG if there is none within
     */
    public final String string(long address, int limit) {
        int length = 0;
        while (length < limit) {
            long at = address + length;
            long host = Frames.address(host(at, READ));
            int part = Math.min(limit - length, PAGE - (int) (at & PAGE - 1));
            int end = end(host, part);
            if (end < part) {
                return text(address, length + end);
            }
            length += part;
        }
        throw FileError.of(ENAMETOOLONG);
    }

    /** Where the first zero byte is, eight at a time. */
    private static int end(long host, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            long word = Frames.longAt(host + i);
            long zero = word - 0x0101010101010101L & ~word & 0x8080808080808080L;
            if (zero != 0) {
                return i + (Long.numberOfTrailingZeros(zero) >>> 3);
            }
        }
        while (i < length && Frames.byteAt(host + i) != 0) {
            i++;
        }
        return i;
    }

    private String text(long address, int length) {
        byte[] bytes = new byte[length];
        copyIn(address, bytes, 0, length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The host offset of a byte, with the right asked for, or EFAULT. */
    public final long host(long address, int access) {
        long host = translate(address, access);
        if (host <= 0) {
            throw FileError.of(EFAULT);
        }
        return host;
    }

    private static boolean inPage(long address, int size) {
        return (address & PAGE - 1) <= PAGE - size;
    }

    private long slow(long address, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | getByte(address + i) & 0xff;
        }
        int unused = 64 - 8 * size;
        return value << unused >> unused;
    }

    private void putSlow(long address, long value, int size) {
        for (int i = 0; i < size; i++) {
            host(address + i, WRITE);
        }
        for (int i = 0; i < size; i++) {
            Frames.putByte(host(address + i, WRITE), (byte) (value >>> 8 * i));
        }
    }
}
