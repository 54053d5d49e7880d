package twofold.image.model;

/**
 * SHA-256 (FIPS 180-4, section 6.2) of a short text. The library's, which is faster for much, first reads which providers of digests the
 * host has configured: a command that reads two documents of a kilobyte would spend most of its time on that.
 */
final class Sha256 {
    private static final int[] PRIMES = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
        107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223, 227, 229, 233, 239, 241, 251,
        257, 263, 269, 271, 277, 281, 283, 293, 307, 311};
    private static final int[] K = new int[64];
    private static final int[] START = new int[8];
    private static final int BLOCK = 64;

    static {
        for (int i = 0; i < K.length; i++) {
            K[i] = fraction(Math.cbrt(PRIMES[i]));
        }
        for (int i = 0; i < START.length; i++) {
            START[i] = fraction(Math.sqrt(PRIMES[i]));
        }
    }

    private final int[] state = START.clone();
    private final int[] w = new int[64];

    private Sha256() {
    }

    /** The first 32 bits of a number's fraction. */
    private static int fraction(double number) {
        return (int) (long) ((number - Math.floor(number)) * (1L << 32));
    }

    /** The 32 bytes. */
    static byte[] of(byte[] text) {
        int blocks = (text.length + 8) / BLOCK + 1;
        byte[] padded = new byte[blocks * BLOCK];
        System.arraycopy(text, 0, padded, 0, text.length);
        padded[text.length] = (byte) 0x80;
        long bits = text.length * 8L;
        for (int i = 0; i < 8; i++) {
            padded[padded.length - 1 - i] = (byte) (bits >>> 8 * i);
        }
        Sha256 sha = new Sha256();
        for (int i = 0; i < blocks; i++) {
            sha.block(padded, i * BLOCK);
        }
        byte[] digest = new byte[32];
        for (int i = 0; i < digest.length; i++) {
            digest[i] = (byte) (sha.state[i >> 2] >>> 24 - 8 * (i & 3));
        }
        return digest;
    }

    private void block(byte[] text, int at) {
        for (int i = 0; i < 16; i++) {
            int from = at + 4 * i;
            w[i] = text[from] << 24 | (text[from + 1] & 0xff) << 16 | (text[from + 2] & 0xff) << 8 | text[from + 3] & 0xff;
        }
        for (int i = 16; i < 64; i++) {
            int x = w[i - 15];
            int y = w[i - 2];
            int s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
            int s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        int e = state[4];
        int f = state[5];
        int g = state[6];
        int h = state[7];
        for (int i = 0; i < 64; i++) {
            int s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
            int t1 = h + s1 + (e & f ^ ~e & g) + K[i] + w[i];
            int s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
            int t2 = s0 + (a & b ^ a & c ^ b & c);
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}
