package twofold.container.fs.dev;

import static twofold.container.abi.Fcntl.S_IFCHR;
import static twofold.container.abi.Fcntl.S_IFDIR;

import twofold.container.fs.tmpfs.TmpFileSystem;
import twofold.container.kernel.Container;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;

/** The devtmpfs of a container: its devices under the names that the kernel gives them. There is one, however often it is mounted. */
public final class DeviceTree {
    private static final long SIZE = 64L << 20;

    private DeviceTree() {
    }

    /** That of a container, with what somebody has changed there since it was first asked for. */
    public static FileSystem of(Container container) {
        if (container.deviceTree == null) {
            TmpFileSystem made = new TmpFileSystem("devtmpfs", container.account, container.kernel.fileClock, SIZE, 0755, container.kernel.newFileSystem());
            made.keep();
            fill(made.root());
            container.deviceTree = made;
        }
        return container.deviceTree;
    }

    private static void fill(Inode root) {
        device(root, "null", 0666, Devices.number(1, 3));
        device(root, "zero", 0666, Devices.number(1, 5));
        device(root, "full", 0666, Devices.number(1, 7));
        device(root, "random", 0666, Devices.number(1, 8));
        device(root, "urandom", 0666, Devices.number(1, 9));
        device(root, "tty", 0666, Devices.number(5, 0));
        device(root, "console", 0600, Devices.number(5, 1));
        device(root, "ptmx", 0666, Devices.number(5, 2));
        device(root, "userfaultfd", 0600, Devices.number(Devices.MISC, Devices.USER_FAULTS));
        device(root.create("net", S_IFDIR | 0755, 0, 0, 0), "tun", 0666, Devices.number(Devices.MISC, Devices.TUNNELS));
    }

    private static void device(Inode directory, String name, int permissions, long number) {
        directory.create(name, S_IFCHR | permissions, 0, 0, number);
    }
}
