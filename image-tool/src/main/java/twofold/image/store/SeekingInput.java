package twofold.image.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file whose skipped parts are not read. */
final class SeekingInput extends InputStream {
    private final FileChannel channel;

    SeekingInput(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(to, from, length));
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = Math.max(0, Math.min(n, channel.size() - channel.position()));
        channel.position(channel.position() + skipped);
        return skipped;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
