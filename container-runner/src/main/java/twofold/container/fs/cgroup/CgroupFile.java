package twofold.container.fs.cgroup;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENODEV;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Fcntl.S_IFREG;
import static twofold.container.abi.Poll.POLLERR;
import static twofold.container.abi.Poll.POLLPRI;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import twofold.container.kernel.Cgroup;
import twofold.container.kernel.CgroupNews;
import twofold.container.kernel.Task;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.File;
import twofold.container.vfs.Notices;
import twofold.container.vfs.ViewInode;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** A file of a group. */
final class CgroupFile extends CgroupInode {
    private static final int LONGEST = 4096;
    private final Cgroup group;
    private final Control control;

    CgroupFile(CgroupDirectory in, Control control, int uid, int gid) {
        super(in.groups(), S_IFREG | control.mode(), uid, gid);
        group = in.group();
        this.control = control;
        if (control.tells() != null) {
            news().watch(() -> Notices.modified(in, control.name(), this));
        }
    }

    private CgroupNews news() {
        return group.news(control.tells());
    }

    /** Whether it is a file no more: ENODEV once its group is gone, or its controller is not at work there. */
    private void requirePresent() {
        if (group.removed() || control.of() != null && !group.controllers().contains(control.of())) {
            throw FileError.of(ENODEV);
        }
    }

    @Override
    public File open(Caller who, int flags) {
        return new Opened(this, flags, (Task) who);
    }

    @Override
    public void truncate(long size) {
        // open(2) with O_TRUNC, as a shell's redirection does
    }

    private byte[] text(Task reader) {
        requirePresent();
        if (control.show() == null) {
            throw FileError.of(EINVAL);
        }
        return control.show().text(group, reader).getBytes(StandardCharsets.ISO_8859_1);
    }

    private void take(Credentials opener, Cgroup seen, Task writer, String text) {
        requirePresent();
        if (control.store() == null) {
            throw FileError.of(EINVAL);
        }
        if (!control.delegated() && (group.parent == null || groups().delegates() && seen == group)) {
            throw FileError.of(EPERM);
        }
        control.store().store(group, new Control.Writer(writer, opener, groups().delegates() ? seen : null), text);
    }

    private static final class Opened extends ViewInode.TextFile {
        private final CgroupFile of;
        private final Credentials opener;
        private final Cgroup seen;
        private long version;

        Opened(CgroupFile of, int flags, Task who) {
            super(of, flags, () -> of.text(who));
            this.of = of;
            opener = who.credentials().copy();
            seen = who.cgroup.root;
        }

        @Override
        public int readAt(Caller who, long offset, ByteBuffer to) {
            of.requirePresent();
            if (of.control.tells() != null) {
                version = of.news().version();
            }
            return super.readAt(who, offset, to);
        }

        @Override
        public int write(Caller writer, ByteBuffer from) {
            byte[] bytes = new byte[Math.min(LONGEST, from.remaining())];
            from.get(bytes);
            of.take(opener, seen, (Task) writer, new String(bytes, StandardCharsets.ISO_8859_1).strip());
            return bytes.length;
        }

        @Override
        public int writeAt(Caller writer, long offset, ByteBuffer from) {
            return write(writer, from);
        }

        @Override
        public int poll() {
            return super.poll() | (of.control.tells() != null && version != of.news().version() ? POLLERR | POLLPRI : 0);
        }

        @Override
        public WaitQueue queue() {
            return of.control.tells() != null ? of.news().changed : null;
        }
    }
}
