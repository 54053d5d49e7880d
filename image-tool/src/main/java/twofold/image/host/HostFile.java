package twofold.image.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Set;
import twofold.image.overlay.FileError;

/** A regular file of the host: its bytes. */
final class HostFile extends HostNode {
    private FileChannel channel;
    private boolean channelWrites;
    private int openers;

    HostFile(HostTree tree, HostDirectory parent, Path name, PosixFileAttributes attributes) {
        super(tree, parent, name, attributes);
    }

    @Override
    public long size() {
        try {
            return channel != null ? channel.size() : super.size();
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    private FileChannel channel(boolean toWrite) {
        if (toWrite) {
            requireWritable();
        }
        try {
            if (channel == null || toWrite && !channelWrites) {
                FileChannel opened = openChannel(toWrite);
                if (channel != null) {
                    channel.close();
                }
                channel = opened;
                channelWrites = toWrite;
            }
            return channel;
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    private FileChannel openChannel(boolean toWrite) throws IOException {
        now();
        Set<OpenOption> options = toWrite ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, NOFOLLOW_LINKS)
                : Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS);
        return (FileChannel) holder().newByteChannel(name, options);
    }

    @Override
    public int read(long offset, ByteBuffer to) {
        try {
            int count = channel(false).read(to, offset);
            settle();
            return Math.max(0, count);
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    @Override
    public int write(long offset, ByteBuffer from) {
        int length = from.remaining();
        try {
            FileChannel file = channel(true);
            for (long at = offset; from.hasRemaining();) {
                at += file.write(from, at);
            }
            settle();
            return length;
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    @Override
    public void truncate(long size) {
        try {
            FileChannel file = channel(true);
            if (size <= file.size()) {
                file.truncate(size);
            } else {
                file.write(ByteBuffer.allocate(1), size - 1);
            }
            settle();
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    @Override
    public void open() {
        openers++;
        if (openers == 1 && channel == null) {
            try {
                channel(!tree.readOnly);
            } catch (FileError notForWriting) {
                channel(false);
            }
        }
    }

    @Override
    public void release() {
        openers--;
        settle();
    }

    /** Keeps a descriptor of the host only as long as the file is open. */
    private void settle() {
        if (openers <= 0) {
            close();
        }
    }

    @Override
    void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException failed) {
                throw Failure.of(failed);
            } finally {
                channel = null;
            }
        }
    }

    @Override
    void sync() throws IOException {
        if (channel != null && channelWrites) {
            channel.force(false);
        }
    }
}
