package twofold.image.overlay;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reading and writing regular files: copy-up happens here, once, at the first change of a lower file's bytes. */
final class FileData {
    /** The longest file, in bytes: ext4's limit with 4 KiB blocks. */
    private static final long LONGEST = 16L << 40;

    /** The longest inline file, in bytes. */
    private static final int LONGEST_INLINE = 4096;
    /** The bytes of an empty file. */
    static final byte[] EMPTY = {};

    private FileData() {
    }

    static long size(Inode file) {
        if (file.size < 0) {
            file.size = file.tree.upper().length(file);
        }
        return file.size;
    }

    static int read(Inode file, long offset, ByteBuffer to) {
        long size = size(file);
        if (offset < 0) {
            throw FileError.of(Errno.EINVAL);
        }
        if (offset >= size || !to.hasRemaining()) {
            return 0;
        }
        int length = (int) Math.min(to.remaining(), size - offset);
        return switch (file.data) {
            case NONE -> zeros(to, length);
            case LOWER -> {
                file.layer.copy(file.layerOffset + offset, length, to);
                yield length;
            }
            case UPPER -> file.tree.upper().read(file, offset, to, length);
            case INLINE -> {
                to.put(file.inline, (int) offset, length);
                yield length;
            }
        };
    }

    /** The first bytes of a file as memory, or null. */
    static MemorySegment bytes(Inode file) {
        if (file.data == Inode.Data.UPPER) {
            return file.tree.upper().readable(file);
        }
        if (file.data != Inode.Data.LOWER) {
            return null;
        }
        if (file.slice == null) {
            file.slice = file.layer.bytes().asSlice(file.layerOffset, file.size);
        }
        return file.slice;
    }

    static int write(Inode file, long offset, ByteBuffer from) {
        int length = from.remaining();
        if (offset < 0) {
            throw FileError.of(Errno.EINVAL);
        }
        if (offset > LONGEST - length) {
            throw FileError.of(Errno.EFBIG);
        }
        if (length == 0) {
            return 0;
        }
        long size = size(file);
        long end = Math.max(size, offset + length);
        if (inline(file, end)) {
            writeInline(file, (int) offset, from, (int) end);
            return length;
        }
        copyUp(file, size);
        file.tree.upper().write(file, offset, from);
        file.size = end;
        written(file);
        return length;
    }

    static void truncate(Inode file, long length) {
        if (length < 0) {
            throw FileError.of(Errno.EINVAL);
        }
        if (length > LONGEST) {
            throw FileError.of(Errno.EFBIG);
        }
        long size = size(file);
        if (length != size && inline(file, length)) {
            resize(file, (int) length);
            stamp(file);
            file.tree.journal(facts -> facts.inode(file));
            return;
        }
        if (length != size) {
            copyUp(file, Math.min(size, length));
            file.tree.upper().truncate(file, length);
            file.size = length;
        }
        written(file);
    }

    /** Whether a file of that length is, or becomes now, an inline one. */
    private static boolean inline(Inode file, long length) {
        if (file.data == Inode.Data.UPPER || length > LONGEST_INLINE) {
            return false;
        }
        if (file.data == Inode.Data.INLINE) {
            return file.tree.roomInline(length - file.inline.length);
        }
        long size = size(file);
        if (size > LONGEST_INLINE || !file.tree.roomInline(size)) {
            return false;
        }
        byte[] bytes = new byte[(int) size];
        read(file, 0, ByteBuffer.wrap(bytes));
        file.tree.inlined(bytes.length);
        file.inline = bytes;
        file.data = Inode.Data.INLINE;
        file.layer = null;
        file.slice = null;
        file.tree.journal(facts -> {
            facts.inode(file);
            facts.data(file, 0, file.inline, bytes.length);
        });
        return true;
    }

    private static void writeInline(Inode file, int offset, ByteBuffer from, int end) {
        int length = from.remaining();
        byte[] bytes = new byte[length];
        from.get(bytes);
        resize(file, end);
        System.arraycopy(bytes, 0, file.inline, offset, length);
        stamp(file);
        if (file.links > 0) {
            file.tree.journal(facts -> {
                facts.inode(file);
                facts.data(file, offset, bytes, length);
            });
        }
    }

    /** Gives an inline file another length, in memory. */
    static void resize(Inode file, int length) {
        if (length != file.inline.length) {
            file.tree.inlined(length - file.inline.length);
            file.inline = Arrays.copyOf(file.inline, length);
        }
        file.size = length;
    }

    /** Gives the file a host file of its own that holds its first {@code length} bytes. */
    private static void copyUp(Inode file, long length) {
        if (file.data == Inode.Data.UPPER) {
            return;
        }
        if (file.data == Inode.Data.LOWER && length > 0) {
            file.tree.upper().copy(file, file.layer.bytes().asSlice(file.layerOffset, length));
        } else if (file.data == Inode.Data.INLINE) {
            if (length > 0) {
                file.tree.upper().copy(file, MemorySegment.ofArray(file.inline).asSlice(0, length));
            }
            file.tree.inlined(-file.inline.length);
            file.inline = null;
        }
        file.data = Inode.Data.UPPER;
        file.layer = null;
        file.slice = null;
        file.size = length;
        file.tree.record(file);
    }

    static void written(Inode file) {
        stamp(file);
        if (file.data == Inode.Data.UPPER) {
            file.tree.upper().written(file);
        }
        file.tree.recordLater(file);
    }

    private static void stamp(Inode file) {
        long now = file.tree.now();
        file.modified = now;
        file.changed = now;
    }

    private static int zeros(ByteBuffer to, int length) {
        for (int i = 0; i < length; i++) {
            to.put((byte) 0);
        }
        return length;
    }
}
