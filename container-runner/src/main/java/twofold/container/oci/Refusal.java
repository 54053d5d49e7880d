package twofold.container.oci;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import twofold.container.abi.Errno;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Inode;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;
import twofold.image.overlay.FileError;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** Says in a sentence why a container's first program could not be executed. */
final class Refusal {
    private static final long MOST = 64L << 20;

    private Refusal() {
    }

    static UserError explain(Caller who, VfsPath root, String program, String word, FileError refused) {
        Inode inode;
        try {
            inode = Walk.to(who, root, program, true).inode();
        } catch (FileError absent) {
            return new UserError(ExitStatus.NOT_FOUND, "\"" + word + "\" was not found in the image");
        }
        if (refused.errno() == ENOENT) {
            return new UserError(ExitStatus.NOT_FOUND, "the interpreter that \"" + word + "\" asks for is not in the image"
                    + interpreter(inode));
        }
        if (refused.errno() == ENOEXEC) {
            return new UserError(ExitStatus.NOT_EXECUTABLE, "\"" + word + "\" " + defect(inode));
        }
        if (refused.errno() == EACCES) {
            return new UserError(ExitStatus.NOT_EXECUTABLE, "\"" + word + "\" is not executable; use chmod in the image's recipe");
        }
        if (refused.errno() == ENOMEM) {
            return new UserError(ExitStatus.CANNOT, "there is not enough memory for \"" + word + "\"; give more with -m");
        }
        return new UserError(ExitStatus.NOT_EXECUTABLE, "\"" + word + "\" cannot be executed: " + Errno.name(refused.errno()));
    }

    private static String defect(Inode inode) {
        try {
            ElfFile file = ElfFile.read(contents(inode));
            return file.type() == ElfFile.RELOCATABLE ? "is an object file, not a program; link it" : "is a malformed ELF file";
        } catch (ElfException bad) {
            return bad.getMessage();
        }
    }

    private static String interpreter(Inode inode) {
        try {
            return ElfFile.read(contents(inode)).interpreter().map(path -> " (" + path + ")").orElse("");
        } catch (ElfException script) {
            String text = new String(contents(inode), StandardCharsets.ISO_8859_1);
            return text.startsWith("#!") ? " (" + text.substring(2).lines().findFirst().orElse("").strip() + ")" : "";
        }
    }

    private static byte[] contents(Inode inode) {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(MOST, inode.size()));
        while (buffer.hasRemaining() && inode.read(buffer.position(), buffer) > 0) {
            // Short reads go on
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
