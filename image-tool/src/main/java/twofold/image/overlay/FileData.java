package twofold.image.overlay;

import java.nio.ByteBuffer;

/** Reading and writing regular files: copy-up happens here, once, at the first change of a lower file's bytes. */
final class FileData {
    /** The longest file, in bytes: ext4's limit with 4 KiB blocks. */
    private static final long LONGEST = 16L << 40;

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
        int length = (int) Math.min(to.remaining(), size - offset);
        if (length <= 0) {
            return 0;
        }
        return switch (file.data) {
            case NONE -> zeros(to, length);
            case LOWER -> {
                to.put(file.layer.bytes().asSlice(file.layerOffset + offset, length).asByteBuffer());
                yield length;
            }
            case UPPER -> file.tree.upper().read(file, offset, to, length);
        };
    }

    static int write(Inode file, long offset, ByteBuffer from) {
        int length = from.remaining();
        if (offset < 0) {
            throw FileError.of(Errno.EINVAL);
        }
        if (offset + length > LONGEST || offset + length < 0) {
            throw FileError.of(Errno.EFBIG);
        }
        if (length == 0) {
            return 0;
        }
        long size = size(file);
        copyUp(file, size);
        file.tree.upper().write(file, offset, from);
        file.size = Math.max(size, offset + length);
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
        if (length != size) {
            copyUp(file, Math.min(size, length));
            file.tree.upper().truncate(file, length);
            file.size = length;
        }
        written(file);
    }

    /** Gives the file a host file of its own that holds its first {@code length} bytes. */
    private static void copyUp(Inode file, long length) {
        if (file.data == Inode.Data.UPPER) {
            return;
        }
        if (file.data == Inode.Data.LOWER && length > 0) {
            file.tree.upper().copy(file, file.layer.bytes().asSlice(file.layerOffset, length));
        }
        file.data = Inode.Data.UPPER;
        file.layer = null;
        file.size = length;
        file.tree.record(file);
    }

    private static void written(Inode file) {
        long now = file.tree.now();
        file.modified = now;
        file.changed = now;
        file.tree.recordLater(file);
    }

    private static int zeros(ByteBuffer to, int length) {
        for (int i = 0; i < length; i++) {
            to.put((byte) 0);
        }
        return length;
    }
}
