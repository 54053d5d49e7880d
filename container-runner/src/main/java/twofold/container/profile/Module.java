package twofold.container.profile;

import java.nio.ByteBuffer;
import java.util.List;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;
import twofold.image.overlay.PathWalk;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.FunctionTable;
import twofold.riscv.elf.ProgramHeader;

/**
 * A file that code was run from, with what it says of its functions.
 *
 * @param name      its last path component
 * @param functions by address
 * @param segments  which address a byte of the file is at
 */
record Module(String name, FunctionTable functions, List<ProgramHeader> segments) {
    private static final long LARGEST = 512L << 20;
    private static final long PAGE = -4096;

    /** Reads a file's symbols; a file that is not there, or is no ELF file, has none. */
    static Module read(Node root, String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith("/")) {
            try {
                Node node = PathWalk.find(root, path);
                if (node != null && node.size() <= LARGEST) {
                    ElfFile file = ElfFile.read(bytes(node));
                    return new Module(name, FunctionTable.of(file), file.programHeaders());
                }
            } catch (ElfException | FileError unreadable) {
                return new Module(name, FunctionTable.EMPTY, List.of());
            }
        }
        return new Module(name, FunctionTable.EMPTY, List.of());
    }

    private static byte[] bytes(Node node) {
        ByteBuffer all = ByteBuffer.allocate((int) node.size());
        while (all.hasRemaining() && node.read(all.position(), all) > 0) {
            continue;
        }
        return all.array();
    }

    /** The function that a byte of the file belongs to, or the file's name and the page's offset. */
    String function(long offset) {
        for (ProgramHeader each : segments) {
            if (each.isLoad() && offset >= each.offset() && offset - each.offset() < each.fileSize()) {
                String function = functions.name(each.virtualAddress() + offset - each.offset());
                if (function != null) {
                    return function;
                }
            }
        }
        return name + "+0x" + Long.toHexString(offset & PAGE);
    }
}
