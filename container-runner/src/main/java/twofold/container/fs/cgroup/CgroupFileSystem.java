package twofold.container.fs.cgroup;

import static twofold.container.abi.Errno.EINVAL;

import java.util.Set;
import java.util.TreeMap;
import twofold.container.kernel.Cgroup;
import twofold.container.kernel.Container;
import twofold.container.kernel.Task;
import twofold.container.mm.Account;
import twofold.container.vfs.Caller;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.image.overlay.FileError;

/** The tree of a container's groups. It has one, however often it is mounted. */
public final class CgroupFileSystem extends FileSystem {
    private static final long CGROUP2_MAGIC = 0x63677270;
    private final TreeMap<String, Control> controls = new TreeMap<>();
    private final Container container;
    private long numbers;
    /** Mounted with nsdelegate: the roots of namespaces are bounds, as on a system that systemd has set up. */
    private boolean delegates = true;

    /** The tree of a container that has none yet. */
    public CgroupFileSystem(Container container, int number) {
        super("cgroup2", number);
        this.container = container;
        CoreFiles.rows().forEach(this::add);
        CpuFiles.rows().forEach(this::add);
        MemoryFiles.rows().forEach(this::add);
        IoFiles.rows().forEach(this::add);
        new CgroupDirectory(this, container.group, 0755, 0, 0);
    }

    private void add(Control control) {
        controls.put(control.name(), control);
    }

    /** A group's directory. */
    public static CgroupDirectory directory(Cgroup group) {
        return (CgroupDirectory) group.view;
    }

    Control control(String name) {
        return controls.get(name);
    }

    Set<String> controlNames() {
        return controls.keySet();
    }

    long nextNumber() {
        return ++numbers;
    }

    /** Who pays for what it keeps. */
    Account account() {
        return container.account;
    }

    long now() {
        return container.kernel.clock.realtimeNanos();
    }

    @Override
    public Inode root() {
        return directory(container.group);
    }

    /** What somebody mounts it with, cgroups(7): EINVAL for what is no option. Only the container's own namespace says what holds for all. */
    public void mounted(Task who, String options) {
        boolean nsdelegate = false;
        for (String each : options.split(",")) {
            switch (each) {
                case "nsdelegate" -> nsdelegate = true;
                case "", "favordynmods", "nofavordynmods", "memory_localevents", "memory_recursiveprot", "memory_hugetlb_accounting", "pids_localevents" -> {
                }
                default -> throw FileError.of(EINVAL);
            }
        }
        if (who.cgroup.root == container.group) {
            delegates = nsdelegate;
        }
    }

    /** Whether the roots of namespaces are bounds of what is written and moved from inside. */
    boolean delegates() {
        return delegates;
    }

    @Override
    public String options() {
        return delegates ? "nsdelegate" : "";
    }

    @Override
    public String seenRoot(Caller who, Inode root) {
        return root instanceof CgroupDirectory directory ? directory.group().path(((Task) who).cgroup.root) : "/";
    }

    @Override
    public long magic() {
        return CGROUP2_MAGIC;
    }
}
