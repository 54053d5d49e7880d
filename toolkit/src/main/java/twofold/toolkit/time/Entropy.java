package twofold.toolkit.time;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/** A source of random bytes for one run. */
public interface Entropy {
    /** Fills {@code bytes} from {@code from} (inclusive) to {@code to} (exclusive). */
    void fill(byte[] bytes, int from, int to);

    /** Sixty-four random bits. */
    default long nextLong() {
        byte[] b = new byte[8];
        fill(b, 0, 8);
        long value = 0;
        for (byte each : b) {
            value = value << 8 | each & 0xff;
        }
        return value;
    }

    /** The host's entropy. */
    static Entropy host() {
        return new Entropy() {
            private InputStream source;

            @Override
            public synchronized void fill(byte[] bytes, int from, int to) {
                try {
                    if (source == null) {
                        source = new FileInputStream("/dev/urandom");
                    }
                    if (source.readNBytes(bytes, from, to - from) == to - from) {
                        return;
                    }
                } catch (IOException noSuchDevice) {
                    // The library knows the host's other ways; where there is the device it only takes longer to find it
                }
                byte[] part = new byte[to - from];
                new SecureRandom().nextBytes(part);
                System.arraycopy(part, 0, bytes, from, part.length);
            }
        };
    }

    /** Entropy that is a function of {@code seed}: the same on every machine. */
    static Entropy seeded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return (bytes, from, to) -> {
            for (int i = from; i < to; i++) {
                bytes[i] = (byte) random.nextInt();
            }
        };
    }
}
