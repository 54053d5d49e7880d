package twofold.image.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import twofold.toolkit.cli.UserError;

/**
 * Stops an archive that expands beyond reason: more than {@code $TWOFOLD_MAX_LAYER} bytes (default 64 GiB), or, above 1 GiB, more than
 * 300 bytes for each compressed one.
 */
public final class ExpansionLimit extends FilterInputStream {
    private static final long FREE = 1L << 30;
    private static final long RATIO = 300;
    private final LongSupplier compressed;
    private final String what;
    private final long most;
    private final boolean fixed;
    private long total;

    /**
     * @param in         the uncompressed bytes
     * @param compressed how many compressed bytes were read so far
     * @param what       the archive's name in messages
     */
    public ExpansionLimit(InputStream in, LongSupplier compressed, String what) {
        super(in);
        this.compressed = compressed;
        this.what = what;
        String given = System.getenv("TWOFOLD_MAX_LAYER");
        fixed = given != null && given.matches("[0-9]{1,18}");
        most = fixed ? Long.parseLong(given) : 64L << 30;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        int n = in.read(to, from, length);
        count(Math.max(0, n));
        return n;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long n = in.skip(bytes);
        count(n);
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long n) {
        total += n;
        if (total > most) {
            throw new UserError(what + " expands to more than " + most + " bytes; set TWOFOLD_MAX_LAYER=BYTES to allow more");
        }
        if (total > FREE && !fixed && total / RATIO > compressed.getAsLong()) {
            throw new UserError(what + " expands more than " + RATIO
                    + " times, as no honest archive does; set TWOFOLD_MAX_LAYER=BYTES if it is meant to");
        }
    }
}
