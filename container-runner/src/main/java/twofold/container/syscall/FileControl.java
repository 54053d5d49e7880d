package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import twofold.container.abi.Cap;
import twofold.container.abi.Tty;
import twofold.container.fs.proc.NamespaceFile;
import twofold.container.kernel.Task;
import twofold.container.net.Socket;
import twofold.container.vfs.File;
import twofold.container.vfs.FileFlags;
import twofold.container.vfs.Landlock;
import twofold.riscv.memory.Frames;

/** ioctl(2): what holds for every file, and what asks of files on a disk; the rest is the file's own affair. */
final class FileControl {
    private static final int FIOSETOWN = 0x8901;
    private static final int SIOCSPGRP = 0x8902;
    private static final int FIOGETOWN = 0x8903;
    private static final int SIOCGPGRP = 0x8904;
    private static final int SIOCGSKNS = 0x894c;
    private static final int FIBMAP = 1;
    private static final int FIGETBSZ = 2;
    private static final int FIOQSIZE = 0x5460;
    private static final int FICLONE = 0x40049409;
    private static final int FICLONERANGE = 0x4020940d;
    private static final int FIDEDUPERANGE = 0xc0189436;
    private static final int FS_IOC_GETFSUUID = 0x80111500;
    private static final int FS_IOC_GETFSSYSFSPATH = 0x80811501;
    private static final int FS_IOC_GETFLAGS = 0x80086601;
    private static final int FS_IOC_SETFLAGS = 0x40086602;
    private static final int FS_IOC_FSGETXATTR = 0x801c581f;
    private static final int FS_IOC_FSSETXATTR = 0x401c5820;
    private static final int FIFREEZE = 0xc0045877;
    private static final int FITHAW = 0xc0045878;
    private static final int FS_IOC_FIEMAP = 0xc020660b;

    private FileControl() {
    }

    static long ioctl(Task t) {
        int fd = t.argInt(0);
        File file = t.files.usable(fd);
        int command = t.argInt(1);
        switch (command) {
            case Tty.FIOCLEX -> t.files.setCloseOnExec(fd, true);
            case Tty.FIONCLEX -> t.files.setCloseOnExec(fd, false);
            case Tty.FIONBIO -> file.setFlags(t.mm.getInt(t.arg(2)) != 0 ? file.flags() | O_NONBLOCK : file.flags() & ~O_NONBLOCK);
            case Tty.FIOASYNC -> {
                if (file.queue() == null) {
                    return t.mm.getInt(t.arg(2)) != 0 ? -ENOTTY : 0;
                }
                file.setFlags(t.mm.getInt(t.arg(2)) != 0 ? file.flags() | O_ASYNC : file.flags() & ~O_ASYNC);
                FileSignals.asynchronous(t, fd, file);
            }
            case FIOSETOWN, SIOCSPGRP -> {
                return !(file instanceof Socket) ? file.control(t, command, t.arg(2), t.mm) : FileSignals.own(t, file, t.mm.getInt(t.arg(2)));
            }
            case SIOCGSKNS -> {
                if (!(file instanceof Socket socket)) {
                    return file.control(t, command, t.arg(2), t.mm);
                }
                return t.creds.has(Cap.CAP_NET_ADMIN, socket.net.owner()) ? NamespaceFile.open(t, "net", socket.net) : -EPERM;
            }
            case FIOGETOWN, SIOCGPGRP -> {
                if (!(file instanceof Socket)) {
                    return file.control(t, command, t.arg(2), t.mm);
                }
                t.mm.putInt(t.arg(2), FileSignals.owner(t, file));
            }
            case Tty.FIONREAD -> {
                if (file.inode().isRegular()) {
                    t.mm.putInt(t.arg(2), (int) Math.max(0, file.inode().size() - file.position));
                } else {
                    file.requireRight(Landlock.IOCTL_DEV);
                    return file.control(t, command, t.arg(2), t.mm);
                }
            }
            case FIGETBSZ, FIOQSIZE, FS_IOC_FIEMAP, FIFREEZE, FITHAW, FICLONE, FICLONERANGE, FIDEDUPERANGE -> {
                return ofFile(t, file, command);
            }
            case FIBMAP, FS_IOC_GETFLAGS, FS_IOC_SETFLAGS, FS_IOC_FSGETXATTR, FS_IOC_FSSETXATTR -> {
                file.requireRight(Landlock.IOCTL_DEV);
                return ofFile(t, file, command);
            }
            case FS_IOC_GETFSUUID, FS_IOC_GETFSSYSFSPATH -> {
                return -ENOTTY;
            }
            default -> {
                file.requireRight(Landlock.IOCTL_DEV);
                return file.control(t, command, t.arg(2), t.mm);
            }
        }
        return 0;
    }

    /** The ioctls that ask of what is on a disk: files have sizes, but there is no disk. */
    private static long ofFile(Task t, File file, int command) {
        boolean regular = file.inode().isRegular();
        boolean hasSize = regular || file.inode().isDirectory() || file.inode().isLink();
        switch (command) {
            case FIGETBSZ -> t.mm.putInt(t.arg(2), Frames.SIZE);
            case FIOQSIZE -> {
                if (!hasSize) {
                    return -ENOTTY;
                }
                t.mm.putLong(t.arg(2), file.inode().size());
            }
            case FIBMAP -> {
                return !regular ? file.control(t, command, t.arg(2), t.mm) : !t.creds.has(Cap.CAP_SYS_RAWIO) ? -EPERM : -EINVAL;
            }
            case FS_IOC_GETFLAGS -> {
                if (!hasFlags(file)) {
                    return file.control(t, command, t.arg(2), t.mm);
                }
                t.mm.putInt(t.arg(2), file.inode().flags());
            }
            case FS_IOC_SETFLAGS -> {
                if (!hasFlags(file)) {
                    return file.control(t, command, t.arg(2), t.mm);
                }
                FileFlags.set(t.creds.through(file.path().mount()), file.inode(), t.mm.getInt(t.arg(2)));
            }
            case FS_IOC_FSGETXATTR, FS_IOC_FSSETXATTR -> {
                return hasFlags(file) ? extended(t, file, command == FS_IOC_FSSETXATTR) : file.control(t, command, t.arg(2), t.mm);
            }
            case FIFREEZE, FITHAW -> {
                return !t.creds.has(Cap.CAP_SYS_ADMIN) ? -EPERM : command == FITHAW ? -EINVAL : -EOPNOTSUPP;
            }
            case FICLONE -> {
                return clone(t.files.usable((int) t.arg(2)), file);
            }
            case FICLONERANGE -> {
                return clone(t.files.usable((int) ByteBuffer.wrap(t.mm.read(t.arg(2), 32)).order(ByteOrder.LITTLE_ENDIAN).getLong()), file);
            }
            case FIDEDUPERANGE -> {
                return unify(t, file);
            }
            default -> {
                return -EOPNOTSUPP;
            }
        }
        return 0;
    }

    /** FIDEDUPERANGE of ioctl_fideduperange(2), which no file system does. */
    private static long unify(Task t, File file) {
        int count = t.mm.getShort(t.arg(2) + 16) & 0xffff;
        if (24 + 32 * count > Frames.SIZE) {
            return -ENOMEM;
        }
        byte[] asked = t.mm.read(t.arg(2), 24 + 32 * count);
        boolean reserved = !Arrays.equals(asked, 18, 24, new byte[6], 0, 6);
        return !file.readable() || reserved ? -EINVAL : file.inode().isDirectory() ? -EISDIR : file.inode().isRegular() ? -EOPNOTSUPP : -EINVAL;
    }

    private static boolean hasFlags(File file) {
        return (file.inode().isRegular() || file.inode().isDirectory()) && file.inode().flags() >= 0;
    }

    /** struct fsxattr: the same flags by other numbers, and no extents and projects. */
    private static long extended(Task t, File file, boolean sets) {
        int[] plain = {FileFlags.IMMUTABLE, FileFlags.APPEND, FileFlags.NO_ATIME, FileFlags.NO_DUMP};
        int[] other = {8, 0x10, 0x40, 0x80};
        long at = t.arg(2);
        int flags = 0;
        if (sets) {
            int wanted = t.mm.getInt(at);
            for (int i = 0; i < plain.length; i++) {
                flags |= (wanted & other[i]) != 0 ? plain[i] : 0;
                wanted &= ~other[i];
            }
            if (wanted != 0 || t.mm.getInt(at + 4) != 0 || t.mm.getInt(at + 12) != 0 || t.mm.getInt(at + 16) != 0) {
                return -EOPNOTSUPP;
            }
            FileFlags.set(t.creds.through(file.path().mount()), file.inode(), flags);
            return 0;
        }
        for (int i = 0; i < plain.length; i++) {
            flags |= (file.inode().flags() & plain[i]) != 0 ? other[i] : 0;
        }
        t.mm.write(at, ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN).putInt(0, flags));
        return 0;
    }

    private static long clone(File from, File to) {
        if (from.inode().fileSystem() != to.inode().fileSystem()) {
            return -EXDEV;
        }
        if (from.inode().isDirectory() || to.inode().isDirectory()) {
            return -EISDIR;
        }
        return !from.inode().isRegular() || !to.inode().isRegular() ? -EINVAL : !from.readable() || !to.writable() || (to.flags() & O_APPEND) != 0 ? -EBADF : -EOPNOTSUPP;
    }
}
