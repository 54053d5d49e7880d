package twofold.image.store;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** How an archive is compressed, told by its first bytes. */
public enum Compression {
    /** Not at all. */
    NONE(),
    /** RFC 1952. */
    GZIP(0x1f, 0x8b),
    /** RFC 8878. */
    ZSTD(0x28, 0xb5, 0x2f, 0xfd),
    /** The .xz container. */
    XZ(0xfd, '7', 'z', 'X', 'Z', 0),
    /** bzip2. */
    BZIP2('B', 'Z', 'h');

    private static final int ZSTD_LEVEL = 3;
    private static final int XZ_MEMORY_KIB = 256 * 1024;
    private final int[] magic;

    Compression(int... magic) {
        this.magic = magic;
    }

    /** Which one {@code in} starts with; the stream stays where it was. */
    public static Compression detect(BufferedInputStream in) throws IOException {
        in.mark(8);
        byte[] start = in.readNBytes(6);
        in.reset();
        for (Compression each : values()) {
            if (each != NONE && each.matches(start)) {
                return each;
            }
        }
        return NONE;
    }

    /** The uncompressed bytes of {@code in}, whatever it is compressed with. */
    public static InputStream decompress(InputStream in) throws IOException {
        BufferedInputStream buffered = in instanceof BufferedInputStream already ? already : new BufferedInputStream(in, 1 << 16);
        return switch (detect(buffered)) {
            case NONE -> buffered;
            case GZIP -> new GZIPInputStream(buffered, 1 << 16);
            case ZSTD -> new ZstdInputStream(buffered);
            case XZ -> new XZInputStream(buffered, XZ_MEMORY_KIB);
            case BZIP2 -> new BZip2CompressorInputStream(buffered, true);
        };
    }

    /** A compressing stream with fixed parameters: equal bytes in, equal bytes out. */
    public OutputStream compress(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out, 1 << 16);
            case ZSTD -> new ZstdOutputStream(out, ZSTD_LEVEL).setWorkers(0).setChecksum(true);
            case XZ -> new XZOutputStream(out, new LZMA2Options(6));
            case BZIP2 -> throw new UnsupportedOperationException("bzip2 is only read");
        };
    }

    private boolean matches(byte[] start) {
        if (start.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((start[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
