package twofold.vm.boot;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import twofold.image.store.Compression;
import twofold.toolkit.cli.UserError;

/**
 * Kernels as distributions pack them: compressed with gzip, zstd, xz or bzip2, or that in an EFI executable that unpacks itself (Linux,
 * drivers/firmware/efi/libstub/zboot-header.S), of which only what it holds is taken.
 */
final class PackedKernel {
    private static final int DOS_MAGIC = 0x5a4d;
    private static final int ZBOOT_MAGIC = 0x676d_697a;
    private static final int ZBOOT_MAGIC_OFFSET = 4;
    private static final int PAYLOAD_OFFSET = 8;
    private static final int PAYLOAD_SIZE = 12;
    private static final int METHOD_OFFSET = 24;
    private static final int METHOD_LENGTH = 32;
    private static final int ZBOOT_HEADER = 64;

    private PackedKernel() {
    }

    /**
     * What a file holds, which is itself if it is not packed.
     *
     * @param name what to call it in an error
     * @throws UserError if it is damaged, or larger than {@link KernelImage#MOST} when unpacked
     */
    static byte[] unpack(String name, byte[] file) {
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        boolean zboot = file.length >= ZBOOT_HEADER && (header.getShort(0) & 0xffff) == DOS_MAGIC && header.getInt(ZBOOT_MAGIC_OFFSET) == ZBOOT_MAGIC;
        if (!zboot) {
            return decompress(name, file, 0, file.length);
        }
        int from = header.getInt(PAYLOAD_OFFSET);
        int size = header.getInt(PAYLOAD_SIZE);
        if (from < 0 || size < 0 || size > file.length - from) {
            throw KernelImage.refused(name, "its header is damaged");
        }
        byte[] kernel = decompress(name, file, from, size);
        if (kernel == file) {
            String method = new String(file, METHOD_OFFSET, METHOD_LENGTH, StandardCharsets.ISO_8859_1).split("[^a-z0-9]", 2)[0];
            throw KernelImage.refused(name, "it is not packed with gzip, zstd, xz or bzip2, which are known, but says \"" + method + "\"");
        }
        return kernel;
    }

    /** A part of a file decompressed, or the file as it is if that part is not compressed. */
    private static byte[] decompress(String name, byte[] file, int from, int size) {
        try (BufferedInputStream packed = new BufferedInputStream(new ByteArrayInputStream(file, from, size))) {
            if (Compression.detect(packed) == Compression.NONE) {
                return file;
            }
            InputStream in = Compression.decompress(packed);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[1 << 16];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                out.write(piece, 0, count);
                if (out.size() > KernelImage.MOST) {
                    throw KernelImage.refused(name, "it is larger than 128 MiB when uncompressed");
                }
            }
            return out.toByteArray();
        } catch (IOException broken) {
            throw KernelImage.refused(name, "its compressed data is damaged");
        }
    }
}
