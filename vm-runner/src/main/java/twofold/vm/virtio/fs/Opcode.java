package twofold.vm.virtio.fs;

/** Numbers of the FUSE protocol. */
final class Opcode {
    static final int LOOKUP = 1;
    static final int FORGET = 2;
    static final int GETATTR = 3;
    static final int SETATTR = 4;
    static final int READLINK = 5;
    static final int SYMLINK = 6;
    static final int MKNOD = 8;
    static final int MKDIR = 9;
    static final int UNLINK = 10;
    static final int RMDIR = 11;
    static final int RENAME = 12;
    static final int LINK = 13;
    static final int READ = 15;
    static final int WRITE = 16;
    static final int STATFS = 17;
    static final int RELEASE = 18;
    static final int FSYNC = 20;
    static final int SETXATTR = 21;
    static final int GETXATTR = 22;
    static final int LISTXATTR = 23;
    static final int REMOVEXATTR = 24;
    static final int FLUSH = 25;
    static final int INIT = 26;
    static final int READDIR = 28;
    static final int RELEASEDIR = 29;
    static final int FSYNCDIR = 30;
    static final int CREATE = 35;
    static final int INTERRUPT = 36;
    static final int DESTROY = 38;
    static final int BATCH_FORGET = 42;
    static final int FALLOCATE = 43;
    static final int READDIRPLUS = 44;
    static final int RENAME2 = 45;
    static final int SYNCFS = 50;

    /** The size of fuse_write_in, behind which the data follows. */
    static final int WRITE_IN = 40;

    static final int ASYNC_READ = 1;
    static final int BIG_WRITES = 1 << 5;
    static final int DO_READDIRPLUS = 1 << 13;
    static final int READDIRPLUS_AUTO = 1 << 14;
    static final int WRITEBACK_CACHE = 1 << 16;
    static final int NO_OPEN = 1 << 17;
    static final int PARALLEL_DIROPS = 1 << 18;
    static final int MAX_PAGES = 1 << 22;
    static final int CACHE_SYMLINKS = 1 << 23;
    static final int NO_OPENDIR = 1 << 24;

    static final int SET_MODE = 1;
    static final int SET_UID = 2;
    static final int SET_GID = 4;
    static final int SET_SIZE = 8;
    static final int SET_ATIME = 16;
    static final int SET_MTIME = 32;
    static final int SET_ATIME_NOW = 128;
    static final int SET_MTIME_NOW = 256;

    private Opcode() {
    }
}
