package twofold.container.vfs;

import static twofold.container.abi.Errno.ENOTDIR;

import twofold.image.overlay.FileError;

/** A signal for what happens in a directory, F_NOTIFY of fcntl(2): kept for an open directory and a table of descriptors that has it. */
public final class DirectoryNotice implements Watch {
    private static final int DN_ACCESS = 1;
    private static final int DN_MODIFY = 2;
    private static final int DN_CREATE = 4;
    private static final int DN_DELETE = 8;
    private static final int DN_RENAME = 0x10;
    private static final int DN_ATTRIB = 0x20;
    private static final int DN_MULTISHOT = 0x80000000;
    /** What one takes of the kernel's memory. */
    private static final int BYTES = 128;
    private final File file;
    private final FdTable table;
    private int wanted;
    private Runnable teller;

    private DirectoryNotice(File file, FdTable table) {
        this.file = file;
        this.table = table;
    }

    /**
     * Adds events to those that are told of; without any, nothing is told any more. ENOTDIR if it is no directory.
     *
     * @param events DN_ bits, with DN_MULTISHOT told of more than once
     * @param teller sends the signal
     */
    public static void ask(File file, FdTable table, int events, Runnable teller) {
        if ((events & ~DN_MULTISHOT) == 0) {
            file.forget(table);
            return;
        }
        if (!file.inode().isDirectory()) {
            throw FileError.of(ENOTDIR);
        }
        DirectoryNotice notice = file.notice(table);
        if (notice == null) {
            table.account().charge(BYTES);
            notice = new DirectoryNotice(file, table);
            file.keep(notice);
            file.inode().watch(notice);
        }
        notice.wanted |= events;
        notice.teller = teller;
    }

    boolean isOf(FdTable asked) {
        return table == asked;
    }

    /** It is told of nothing any more. */
    void end() {
        file.inode().unwatch(this);
        table.account().refund(BYTES);
    }

    @Override
    public void happened(int event, String name, int cookie) {
        if ((event & IN_IGNORED) != 0) {
            file.forget(table);
            return;
        }
        boolean told = (wanted & DN_ACCESS) != 0 && (event & IN_ACCESS) != 0 || (wanted & DN_MODIFY) != 0 && (event & IN_MODIFY) != 0
                || (wanted & DN_ATTRIB) != 0 && (event & IN_ATTRIB) != 0 || (wanted & DN_CREATE) != 0 && (event & (IN_CREATE | IN_MOVED_TO)) != 0
                || (wanted & DN_DELETE) != 0 && (event & (IN_DELETE | IN_MOVED_FROM)) != 0 || (wanted & DN_RENAME) != 0 && (event & RENAMED_HERE) != 0;
        if (!told) {
            return;
        }
        teller.run();
        if ((wanted & DN_MULTISHOT) == 0) {
            file.forget(table);
        }
    }
}
