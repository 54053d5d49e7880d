package twofold.toolkit.time;

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
            private SecureRandom random;

            @Override
            public synchronized void fill(byte[] bytes, int from, int to) {
                if (random == null) {
                    random = new SecureRandom();
                }
                byte[] part = new byte[to - from];
                random.nextBytes(part);
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
