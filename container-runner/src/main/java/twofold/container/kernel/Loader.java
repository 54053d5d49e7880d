package twofold.container.kernel;

import static twofold.container.abi.Errno.EIO;
import static twofold.container.abi.Errno.ELIBBAD;
import static twofold.container.abi.Errno.ENOEXEC;
import static twofold.container.abi.Errno.ENOMEM;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import twofold.container.mm.Label;
import twofold.container.mm.Mapper;
import twofold.container.mm.Mm;
import twofold.container.vfs.Inode;
import twofold.image.overlay.FileError;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.ProgramHeader;
import twofold.riscv.memory.Frames;

/** Maps an ELF file's segments as execve(2) does. Only headers are read; pages come when they are touched. */
final class Loader {
    private static final int HEADER = 64;
    private static final int ENTRY = 56;
    private static final int MOST_ENTRIES = 128;
    private static final long PAGE_MASK = -Frames.SIZE;
    /** Where a position-independent program goes: two thirds up, as Linux places it, without the random part. */
    private static final long PIE_BASE = Mm.TASK_SIZE / 3 * 2 & PAGE_MASK;

    final int type;
    final long entry;
    final List<ProgramHeader> headers = new ArrayList<>();
    private final long headerOffset;
    private final Inode inode;

    /** Where a file was mapped. */
    record Placed(long bias, long entry, long headers, long end, long codeStart, long codeEnd, long dataStart, long dataEnd) {
    }

    /** Reads the headers of an interpreter: EIO if it is too short for them, ELIBBAD if it is no RISC-V program. */
    static Loader ofInterpreter(Inode inode) {
        if (inode.size() < HEADER) {
            throw FileError.of(EIO);
        }
        try {
            return new Loader(inode);
        } catch (FileError other) {
            throw FileError.of(ELIBBAD);
        }
    }

    /** Reads the headers; ENOEXEC if the file is no RISC-V program. */
    Loader(Inode inode) {
        this.inode = inode;
        ByteBuffer header = read(0, HEADER);
        boolean elf = header.limit() == HEADER && ElfFile.isElf(header) && header.get(4) == 2;
        type = elf ? header.getShort(16) : 0;
        if (!elf || header.getShort(18) != ElfFile.RISCV || type != ElfFile.EXECUTABLE && type != ElfFile.SHARED
                || header.getShort(54) != ENTRY) {
            throw FileError.of(ENOEXEC);
        }
        entry = header.getLong(24);
        headerOffset = header.getLong(32);
        int count = header.getShort(56) & 0xffff;
        if (count == 0 || count > MOST_ENTRIES || headerOffset < 0) {
            throw FileError.of(ENOEXEC);
        }
        ByteBuffer table = read(headerOffset, count * ENTRY);
        if (table.limit() < count * ENTRY) {
            throw FileError.of(ENOEXEC);
        }
        for (int i = 0; i < count; i++) {
            int at = i * ENTRY;
            headers.add(new ProgramHeader(table.getInt(at), table.getInt(at + 4), table.getLong(at + 8), table.getLong(at + 16),
                    table.getLong(at + 24), table.getLong(at + 32), table.getLong(at + 40), table.getLong(at + 48)));
        }
    }

    /** Whether its segments can be mapped; Linux kills who executes others, for it finds out too late to go back. */
    boolean mappable() {
        return headers.stream().anyMatch(ProgramHeader::isLoad) && headers.stream().filter(ProgramHeader::isLoad).allMatch(Loader::isSane);
    }

    private static boolean isSane(ProgramHeader h) {
        return h.fileSize() >= 0 && h.memorySize() >= h.fileSize() && h.offset() >= 0 && h.virtualAddress() >= 0
                && h.virtualAddress() < Mm.TASK_SIZE && h.memorySize() < Mm.TASK_SIZE
                && (h.fileSize() == 0 || h.offset() + h.fileSize() > 0 && (h.offset() - h.virtualAddress() & Frames.SIZE - 1) == 0);
    }

    /** The path of the interpreter it asks for, or null. */
    String interpreter() {
        for (ProgramHeader h : headers) {
            if (h.type() == ProgramHeader.INTERP) {
                if (h.fileSize() < 2 || h.fileSize() > 4096) {
                    throw FileError.of(ENOEXEC);
                }
                ByteBuffer text = read(h.offset(), (int) h.fileSize());
                if (text.limit() < h.fileSize()) {
                    throw FileError.of(EIO);
                }
                if (text.get(text.limit() - 1) != 0) {
                    throw FileError.of(ENOEXEC);
                }
                StringBuilder path = new StringBuilder();
                for (int i = 0; i < text.limit() && text.get(i) != 0; i++) {
                    path.append((char) (text.get(i) & 0xff));
                }
                return path.toString();
            }
        }
        return null;
    }

    /** Whether the stack is to be executable. */
    boolean executableStack() {
        return headers.stream().anyMatch(h -> h.type() == ProgramHeader.GNU_STACK && (h.flags() & ProgramHeader.X) != 0);
    }

    /** Maps the segments; {@code interpreter} files go wherever there is room. */
    Placed map(Mm mm, boolean interpreter, Label path) {
        long low = Long.MAX_VALUE;
        long high = 0;
        for (ProgramHeader h : headers) {
            if (h.isLoad()) {
                low = Math.min(low, h.virtualAddress() & PAGE_MASK);
                high = Math.max(high, Mapper.pages(h.virtualAddress() + h.memorySize()));
            }
        }
        long bias = 0;
        if (type == ElfFile.SHARED) {
            long at = interpreter ? Mapper.map(mm, 0, high - low, Mapper.Content.anonymous(0, null)) : PIE_BASE;
            bias = at - low;
        }
        long table = 0;
        long codeStart = Long.MAX_VALUE;
        long codeEnd = 0;
        long dataStart = 0;
        long dataEnd = 0;
        long end = 0;
        for (ProgramHeader h : headers) {
            if (!h.isLoad()) {
                continue;
            }
            segment(mm, h, bias, path);
            if (headerOffset >= h.offset() && headerOffset < h.offset() + h.fileSize()) {
                table = bias + h.virtualAddress() + headerOffset - h.offset();
            }
            if ((h.flags() & ProgramHeader.X) != 0) {
                codeStart = Math.min(codeStart, bias + h.virtualAddress());
                codeEnd = Math.max(codeEnd, bias + h.virtualAddress() + h.fileSize());
            }
            dataStart = Math.max(dataStart, bias + h.virtualAddress());
            dataEnd = Math.max(dataEnd, bias + h.virtualAddress() + h.fileSize());
            end = Math.max(end, bias + h.virtualAddress() + h.memorySize());
        }
        return new Placed(bias, entry + bias, table, end, codeStart, codeEnd, dataStart, dataEnd);
    }

    private void segment(Mm mm, ProgramHeader h, long bias, Label path) {
        int prot = (h.flags() & ProgramHeader.R) != 0 ? 1 : 0;
        prot |= (h.flags() & ProgramHeader.W) != 0 ? 2 : 0;
        prot |= (h.flags() & ProgramHeader.X) != 0 ? 4 : 0;
        long start = bias + h.virtualAddress();
        long page = start & PAGE_MASK;
        long fileEnd = start + h.fileSize();
        long zeroFrom = Mapper.pages(fileEnd);
        if (h.fileSize() > 0) {
            Mapper.mapFixed(mm, page, fileEnd - page, new Mapper.Content(prot, false, false, inode.mappable(),
                    h.offset() - (start - page) >> Frames.SHIFT, path, true), true);
        } else {
            zeroFrom = page;
        }
        long end = Mapper.pages(start + h.memorySize());
        if (end > zeroFrom) {
            Mapper.mapFixed(mm, zeroFrom, end - zeroFrom, Mapper.Content.anonymous(prot, null), true);
        }
        int tail = (int) (-fileEnd & Frames.SIZE - 1);
        if (h.fileSize() > 0 && h.memorySize() > h.fileSize() && tail > 0 && (prot & 2) != 0) {
            byte[] zeros = new byte[tail];
            if (mm.copyOut(fileEnd, zeros, 0, tail) < tail) {
                throw FileError.of(ENOMEM);
            }
        }
    }

    private ByteBuffer read(long offset, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && inode.read(offset + buffer.position(), buffer) > 0) {
            // Short reads go on
        }
        return buffer.flip();
    }
}
