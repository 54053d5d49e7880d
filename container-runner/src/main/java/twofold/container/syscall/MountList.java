package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.fs.proc.MountTable;
import twofold.container.fs.proc.NamespaceFile;
import twofold.container.kernel.Task;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Mount;
import twofold.container.vfs.Mounts;
import twofold.container.vfs.VfsPath;
import twofold.image.overlay.FileError;

/** statmount(2) and listmount(2): the mounts of a namespace by numbers that are never used again. */
final class MountList {
    private static final long ROOT = -1;
    private static final long LEAST_NUMBER = 1L << 31;
    private static final int LEAST_REQUEST = 24;
    private static final int REQUEST = 32;
    private static final int MOST_NUMBERS = 1_000_000;
    private static final int REVERSE = 1;
    private static final int STRINGS = 512;
    private static final int SB_BASIC = 1;
    private static final int MNT_BASIC = 2;
    private static final int PROPAGATE_FROM = 4;
    private static final int MNT_ROOT = 8;
    private static final int MNT_POINT = 16;
    private static final int FS_TYPE = 32;
    private static final int MNT_NS_ID = 64;
    private static final int MNT_OPTS = 128;

    private MountList() {
    }

    /** struct mnt_id_req. */
    private record Request(int descriptor, long mount, long parameter, long namespace) {
    }

    private static long request(Task t, Request[] to) {
        long at = t.arg(0);
        int size = t.mm.getInt(at);
        if (size < LEAST_REQUEST || size > 4096) {
            return size < LEAST_REQUEST && size >= 0 ? -EINVAL : -E2BIG;
        }
        Files.requireZeros(t, at + Math.min(size, REQUEST), Math.max(0, size - REQUEST));
        Request made = new Request(t.mm.getInt(at + 4), t.mm.getLong(at + 8), t.mm.getLong(at + 16), size >= REQUEST ? t.mm.getLong(at + 24) : 0);
        if (made.descriptor != 0 && made.namespace != 0 || Long.compareUnsigned(made.mount, LEAST_NUMBER) <= 0) {
            return -EINVAL;
        }
        to[0] = made;
        return 0;
    }

    /** The namespace that is asked about by its number or by a descriptor, or else the caller's own; ENOENT, EBADF, EINVAL. */
    private static Mounts namespace(Task t, Request request) {
        if (request.namespace == 0) {
            return request.descriptor == 0 ? t.fs.mounts : described(t, request.descriptor);
        }
        for (Mounts each : t.fs.mounts.siblings()) {
            if (t.container().number(each) == request.namespace) {
                return each;
            }
        }
        throw FileError.of(ENOENT);
    }

    private static Mounts described(Task t, int descriptor) {
        if (t.files.get(descriptor) instanceof NamespaceFile file && file.namespace instanceof Mounts mounts) {
            return mounts;
        }
        throw FileError.of(EINVAL);
    }

    /** Whether a namespace was asked for by number that is another's, over which the caller has no power. */
    private static boolean refused(Task t, Request request, Mounts of) {
        return request.namespace != 0 && of != t.fs.mounts && !t.creds.has(Cap.CAP_SYS_ADMIN, of.owner());
    }

    /** Where the caller's view of a namespace begins: at its own root, or at that of another's. */
    private static VfsPath root(Task t, Mounts of) {
        if (of != t.fs.mounts && of.all().isEmpty()) {
            throw FileError.of(ENOENT);
        }
        return of == t.fs.mounts ? t.fs.root : of.root();
    }

    private static Mount find(Mounts mounts, long number) {
        for (Mount each : mounts.all()) {
            if (each.uniqueNumber() == number) {
                return each;
            }
        }
        return null;
    }

    static long statmount(Task t) {
        if (t.argInt(3) != 0) {
            return -EINVAL;
        }
        Request[] request = new Request[1];
        long wrong = request(t, request);
        if (wrong != 0) {
            return wrong;
        }
        Mounts of = namespace(t, request[0]);
        if (refused(t, request[0], of)) {
            return -EPERM;
        }
        Mount mount = find(of, request[0].mount);
        if (mount == null) {
            return -ENOENT;
        }
        VfsPath root = root(t, of);
        if (!mount.path().below(root) && !t.creds.has(Cap.CAP_SYS_ADMIN, of.owner())) {
            return -EPERM;
        }
        return write(t, of, root, mount, request[0].parameter);
    }

    private static long write(Task t, Mounts of, VfsPath root, Mount mount, long wanted) {
        ByteBuffer b = ByteBuffer.allocate(STRINGS).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder strings = new StringBuilder();
        FileSystem fs = mount.fileSystem();
        int mask = 0;
        if ((wanted & SB_BASIC) != 0) {
            b.putInt(16, Stat.major(fs.device())).putInt(20, Stat.minor(fs.device())).putLong(24, fs.magic()).putInt(32, mount.options() & 1 | fs.flags() & ~FileSystem.MANDATORY_LOCKS);
            mask |= SB_BASIC;
        }
        if ((wanted & MNT_BASIC) != 0) {
            Mount parent = mount.point() == null ? mount : mount.point().mount();
            int[] groups = mount.groups();
            long propagation = (groups[0] != 0 ? 1 << 20 : 0) | (groups[1] != 0 ? 1 << 19 : 0) | (mount.unbindable() ? 1 << 17 : 0);
            b.putLong(40, mount.uniqueNumber()).putLong(48, parent.uniqueNumber()).putInt(56, mount.number()).putInt(60, parent.number())
                    .putLong(64, DetachedMounts.attributes(mount)).putLong(72, propagation == 0 ? 1 << 18 : propagation)
                    .putLong(80, groups[0]).putLong(88, groups[1]);
            mask |= MNT_BASIC;
        }
        if ((wanted & PROPAGATE_FROM) != 0) {
            mask |= PROPAGATE_FROM;
        }
        if ((wanted & MNT_NS_ID) != 0) {
            b.putLong(112, t.container().number(of));
            mask |= MNT_NS_ID;
        }
        mask |= text(b, strings, wanted & FS_TYPE, 36, fs.type());
        mask |= text(b, strings, wanted & MNT_ROOT, 104, MountTable.within(mount, t));
        mask |= text(b, strings, wanted & MNT_POINT, 108, mount.path().text(root));
        mask |= fs.options().isEmpty() ? 0 : text(b, strings, wanted & MNT_OPTS, 4, fs.options());
        int size = STRINGS + strings.length();
        b.putInt(0, size).putLong(8, mask);
        long room = t.arg(2);
        if (!strings.isEmpty() && Long.compareUnsigned(room, size) < 0) {
            return -EOVERFLOW;
        }
        t.mm.write(t.arg(1), java.util.Arrays.copyOf(b.array(), (int) Math.min(STRINGS, room < 0 ? STRINGS : room)));
        if (!strings.isEmpty()) {
            t.mm.write(t.arg(1) + STRINGS, Paths.latin(strings.toString()));
        }
        return 0;
    }

    private static int text(ByteBuffer b, StringBuilder strings, long bit, int at, String text) {
        if (bit != 0) {
            b.putInt(at, strings.length());
            strings.append(text).append('\0');
        }
        return (int) bit;
    }

    static long listmount(Task t) {
        if ((t.argInt(3) & ~REVERSE) != 0) {
            return -EINVAL;
        }
        if (Long.compareUnsigned(t.arg(2), MOST_NUMBERS) > 0) {
            return -EOVERFLOW;
        }
        Request[] request = new Request[1];
        long wrong = request(t, request);
        if (wrong != 0) {
            return wrong;
        }
        Mounts of = namespace(t, request[0]);
        if (refused(t, request[0], of)) {
            return -ENOENT;
        }
        VfsPath root = root(t, of);
        Mount top = request[0].mount == ROOT ? null : find(of, request[0].mount);
        if (top == null && request[0].mount != ROOT) {
            return -ENOENT;
        }
        VfsPath from = top == null ? root : top.path();
        if (!from.below(root) && !t.creds.has(Cap.CAP_SYS_ADMIN, of.owner())) {
            return -EPERM;
        }
        long last = request[0].parameter;
        if (last != 0 && Long.compareUnsigned(last, LEAST_NUMBER) <= 0) {
            return -EINVAL;
        }
        boolean reverse = (t.argInt(3) & REVERSE) != 0;
        List<Long> numbers = of.all().stream().filter(each -> each != top && each.path().below(from)).map(Mount::uniqueNumber)
                .filter(each -> last == 0 || (reverse ? each < last : each > last)).sorted(reverse ? (a, b) -> Long.compare(b, a) : Long::compare).toList();
        int count = (int) Math.min(numbers.size(), t.arg(2));
        for (int i = 0; i < count; i++) {
            t.mm.putLong(t.arg(1) + 8L * i, numbers.get(i));
        }
        return count;
    }
}
