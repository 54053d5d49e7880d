package twofold.container.fs.cgroup;

import java.util.Set;
import java.util.TreeMap;
import twofold.container.kernel.Cgroup;
import twofold.container.kernel.Container;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;

/** The tree of a container's groups. It has one, however often it is mounted. */
public final class CgroupFileSystem extends FileSystem {
    private static final long CGROUP2_MAGIC = 0x63677270;
    private final TreeMap<String, Control> controls = new TreeMap<>();
    private final Container container;
    private long numbers;

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

    long now() {
        return container.kernel.clock.realtimeNanos();
    }

    @Override
    public Inode root() {
        return directory(container.group);
    }

    @Override
    public String options() {
        return "nsdelegate";
    }

    @Override
    public long magic() {
        return CGROUP2_MAGIC;
    }
}
