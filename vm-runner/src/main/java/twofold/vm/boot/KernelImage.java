package twofold.vm.boot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.FunctionTable;
import twofold.riscv.elf.ProgramHeader;
import twofold.riscv.elf.Section;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * A kernel to boot: a flat Image with the RISC-V header (Linux, Documentation/arch/riscv/boot-image-header.rst), the same compressed
 * with gzip, or an ELF executable.
 *
 * @param parts  what goes where, by physical address
 * @param entry  the physical address to start at
 * @param end    the first address behind the kernel, its zeroed memory included
 * @param small  whether it is a kernel without drivers, to be given its files as an initial file system
 */
public record KernelImage(List<Part> parts, long entry, long end, boolean small) {
    /** The name of the ELF note by which a small kernel says that it takes its files from an initial file system and uses our SBI extension. */
    private static final String NOTE = "Twofold";
    private static final int MAGIC = 0x05435352;
    private static final int MAGIC_OFFSET = 0x38;
    private static final int HEADER = 0x40;
    /** The largest kernel, in bytes. */
    static final int MOST = 128 << 20;

    /**
     * Bytes for an address.
     *
     * @param address physical
     * @param bytes   from which the part is taken
     * @param offset  where it starts in them
     * @param length  how long it is
     */
    public record Part(long address, byte[] bytes, int offset, int length) {
    }

    /**
     * Recognises a kernel.
     *
     * @param name what to call it in an error
     * @param ram  the physical address of RAM
     * @throws UserError if it is none for this machine
     */
    public static KernelImage of(String name, byte[] file, long ram) {
        byte[] bytes = file.length > 2 && file[0] == 0x1f && file[1] == (byte) 0x8b ? unzip(name, file) : file;
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length >= HEADER && header.getInt(MAGIC_OFFSET) == MAGIC) {
            long offset = header.getLong(8);
            long size = header.getLong(16);
            if (offset < 0 || offset > 1L << 30 || size < 0 || size > 1L << 30) {
                throw refused(name, "its header is damaged");
            }
            long address = ram + offset;
            return new KernelImage(List.of(new Part(address, bytes, 0, bytes.length)), address,
                    address + Math.max(size, bytes.length), false);
        }
        if (bytes.length >= 4 && header.getInt(0) == 0x464c457f) {
            return elf(name, bytes, ram);
        }
        throw refused(name, "it is neither a RISC-V Image, nor one compressed with gzip, nor an ELF executable");
    }

    private static KernelImage elf(String name, byte[] bytes, long ram) {
        try {
            ElfFile elf = ElfFile.read(bytes);
            List<Part> parts = new ArrayList<>();
            long end = 0;
            boolean small = false;
            for (ProgramHeader each : elf.programHeaders()) {
                if (each.isLoad()) {
                    if (each.physicalAddress() < ram || each.memorySize() < 0 || each.physicalAddress() + each.memorySize() < 0) {
                        throw refused(name, "it has a segment at 0x" + Long.toHexString(each.physicalAddress())
                                + ", where the machine has no memory");
                    }
                    parts.add(new Part(each.physicalAddress(), bytes, (int) each.offset(), (int) each.fileSize()));
                    end = Math.max(end, each.physicalAddress() + each.memorySize());
                }
            }
            for (Section each : elf.sections()) {
                small |= each.type() == Section.NOTE && StandardCharsets.ISO_8859_1.decode(elf.contents(each)).toString().contains(NOTE);
            }
            if (elf.entry() < ram || elf.entry() >= end) {
                throw refused(name, "its entry point 0x" + Long.toHexString(elf.entry()) + " lies outside its segments");
            }
            return new KernelImage(parts, elf.entry(), end, small);
        } catch (ElfException broken) {
            String what = broken.getMessage();
            throw refused(name, (what.startsWith("truncated") ? "it is " : "it ") + what);
        }
    }

    /** The functions that its symbol table names, by address; for a flat Image those it knows itself; an empty table if there are none. */
    public FunctionTable functions() {
        byte[] bytes = parts.isEmpty() ? new byte[0] : parts.getFirst().bytes();
        try {
            return ElfFile.isElf(ByteBuffer.wrap(bytes)) ? FunctionTable.of(ElfFile.read(bytes)) : KernelSymbols.of(bytes);
        } catch (ElfException broken) {
            return FunctionTable.EMPTY;
        }
    }

    private static byte[] unzip(String name, byte[] file) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[1 << 16];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                out.write(piece, 0, count);
                if (out.size() > MOST) {
                    throw refused(name, "it is larger than 128 MiB when uncompressed");
                }
            }
            return out.toByteArray();
        } catch (IOException broken) {
            throw refused(name, "its gzip data is damaged");
        }
    }

    private static UserError refused(String name, String why) {
        return new UserError(ExitStatus.CANNOT, "\"" + name + "\" is nothing that this machine can run: " + why);
    }
}
