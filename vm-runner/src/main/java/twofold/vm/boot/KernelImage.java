package twofold.vm.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.FunctionTable;
import twofold.riscv.elf.ProgramHeader;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;
import twofold.riscv.memory.Frames;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * A kernel to boot, or a program for machine mode: a flat Image with the RISC-V header (Linux, Documentation/arch/riscv/boot-image-header.rst),
 * packed or not, or an ELF executable. One that is position-independent goes where RAM begins.
 *
 * @param parts  what goes where, by physical address
 * @param entry  the physical address to start at
 * @param end    the first address behind the kernel, its zeroed memory included
 * @param small  whether it is a kernel without drivers, to be given its files as an initial file system
 * @param moved  how far behind the addresses in the file it lies, for one that is position-independent
 */
public record KernelImage(List<Part> parts, long entry, long end, boolean small, long moved) {
    /** The name of the ELF note by which a small kernel says that it takes its files from an initial file system and uses our SBI extension. */
    private static final String NOTE = "Twofold";
    private static final int MAGIC = 0x05435352;
    private static final int MAGIC_OFFSET = 0x38;
    private static final int HEADER = 0x40;
    private static final long LARGEST_ALIGNMENT = 1 << 21;
    /** The largest kernel, in bytes. */
    public static final int MOST = 128 << 20;

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
        byte[] bytes = PackedKernel.unpack(name, file);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length >= HEADER && header.getInt(MAGIC_OFFSET) == MAGIC) {
            long offset = header.getLong(8);
            long size = header.getLong(16);
            if (offset < 0 || offset > 1L << 30 || (offset & 3) != 0 || size < 0 || size > 1L << 30) {
                throw refused(name, "its header is damaged");
            }
            long address = ram + offset;
            return new KernelImage(List.of(new Part(address, bytes, 0, bytes.length)), address,
                    address + Math.max(size, bytes.length), false, 0);
        }
        if (bytes.length >= 4 && header.getInt(0) == 0x464c457f) {
            return elf(name, bytes, ram);
        }
        throw refused(name, "it is neither a RISC-V Image, compressed or not, nor an ELF executable");
    }

    private static KernelImage elf(String name, byte[] bytes, long ram) {
        try {
            ElfFile elf = ElfFile.read(bytes);
            long moved = elf.type() == ElfFile.SHARED ? ram - lowest(elf) : 0;
            List<Part> parts = new ArrayList<>();
            long end = 0;
            long bytesInAll = 0;
            boolean small = false;
            for (ProgramHeader each : elf.programHeaders()) {
                if (each.isLoad()) {
                    long address = each.physicalAddress() + moved;
                    if (address < ram || each.memorySize() < 0 || address + each.memorySize() < 0) {
                        throw refused(name, "it has a segment at 0x" + Long.toHexString(address) + ", where the machine has no memory");
                    }
                    bytesInAll += each.fileSize();
                    if (bytesInAll > bytes.length) {
                        throw refused(name, "its segments overlap in the file");
                    }
                    parts.add(new Part(address, bytes, (int) each.offset(), (int) each.fileSize()));
                    end = Math.max(end, address + each.memorySize());
                }
            }
            for (Section each : elf.sections()) {
                small |= each.type() == Section.NOTE && StandardCharsets.ISO_8859_1.decode(elf.contents(each)).toString().contains(NOTE);
            }
            long entry = elf.entry() + moved;
            if (entry < ram || entry >= end || (entry & 1) != 0) {
                throw refused(name, "its entry point 0x" + Long.toHexString(entry) + ((entry & 1) != 0 ? " is odd" : " lies outside its segments"));
            }
            return new KernelImage(parts, entry, end, small, moved);
        } catch (ElfException broken) {
            String what = broken.getMessage();
            throw refused(name, (what.startsWith("truncated") ? "it is " : "it ") + what);
        }
    }

    /** Where its segments are to begin, rounded down to the largest alignment that one of them asks for. */
    private static long lowest(ElfFile elf) {
        long lowest = Long.MAX_VALUE;
        long alignment = Frames.SIZE;
        for (ProgramHeader each : elf.programHeaders()) {
            if (each.isLoad()) {
                lowest = Math.min(lowest, each.physicalAddress());
                alignment = Math.max(alignment, Math.min(Long.highestOneBit(each.alignment()), LARGEST_ALIGNMENT));
            }
        }
        return lowest & -alignment;
    }

    /** The first address of it. */
    long begin() {
        return parts.stream().mapToLong(Part::address).min().orElse(entry);
    }

    /** Whether it is to be where another is to be, too. */
    boolean overlaps(KernelImage other) {
        return begin() < other.end && other.begin() < end;
    }

    /** The file it is from, unpacked; one without parts has no entry point, either. */
    private byte[] file() {
        return parts.getFirst().bytes();
    }

    /** The address of a symbol; 0 if there is none of that name. */
    public long symbol(String symbol) {
        if (!ElfFile.isElf(ByteBuffer.wrap(file()))) {
            return 0;
        }
        try {
            for (Symbol each : ElfFile.read(file()).symbols()) {
                if (each.name().equals(symbol)) {
                    return each.value() + moved;
                }
            }
            return 0;
        } catch (ElfException broken) {
            return 0;
        }
    }

    /** The functions that its symbol table names, by address; for a flat Image those it knows itself; an empty table if there are none, or it was moved. */
    public FunctionTable functions() {
        try {
            if (!ElfFile.isElf(ByteBuffer.wrap(file()))) {
                return KernelSymbols.of(file());
            }
            return moved != 0 ? FunctionTable.EMPTY : FunctionTable.of(ElfFile.read(file()));
        } catch (ElfException broken) {
            return FunctionTable.EMPTY;
        }
    }

    /** The error for a file that is no kernel. */
    static UserError refused(String name, String why) {
        return new UserError(ExitStatus.CANNOT, "\"" + name + "\" is nothing that this machine can run: " + why);
    }
}
