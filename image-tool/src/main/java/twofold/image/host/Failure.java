package twofold.image.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import twofold.image.overlay.FileError;

/** Failures of the host as the errno they were (errno(3)). */
final class Failure {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ENAMETOOLONG = 36;
    static final int ENOTEMPTY = 39;
    static final int ELOOP = 40;
    static final int ENODATA = 61;
    static final int EILSEQ = 84;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;

    private Failure() {
    }

    static FileError of(IOException failed) {
        return FileError.of(switch (failed) {
            case NoSuchFileException _ -> ENOENT;
            case FileAlreadyExistsException _ -> EEXIST;
            case AccessDeniedException _ -> EACCES;
            case DirectoryNotEmptyException _ -> ENOTEMPTY;
            case NotDirectoryException _ -> ENOTDIR;
            case FileSystemException other -> byReason(other.getReason());
            default -> byReason(failed.getMessage());
        });
    }

    /** The C library's sentence is all that the platform hands on. */
    private static int byReason(String reason) {
        String text = reason == null ? "" : reason;
        return text.contains("Not a directory") ? ENOTDIR : text.contains("Is a directory") ? EISDIR
                : text.contains("not empty") ? ENOTEMPTY : text.contains("No space") ? ENOSPC : text.contains("Read-only") ? EROFS
                : text.contains("too long") ? ENAMETOOLONG : text.contains("cross-device") ? EXDEV
                : text.contains("not permitted") ? EPERM : text.contains("symbolic links") || text.contains("NOFOLLOW") ? ELOOP
                : text.contains("Invalid argument") ? EINVAL : text.contains("quota") ? EDQUOT : EIO;
    }
}
