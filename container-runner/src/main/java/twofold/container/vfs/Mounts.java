package twofold.container.vfs;

import static twofold.container.abi.Errno.EBUSY;
import static twofold.container.abi.Errno.EINVAL;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.image.overlay.FileError;

/** The mounts one namespace sees, in the order they were made. */
public final class Mounts {
    private final List<Mount> mounts = new ArrayList<>();
    private final Map<VfsPath, Mount> points = new HashMap<>();
    private int next = 1;

    /** Starts with a root file system. */
    public Mounts(FileSystem root, boolean readOnly, String source) {
        mounts.add(new Mount(root, new Dentry(root.root()), null, readOnly, next++, source));
    }

    /** The root of everything. */
    public VfsPath root() {
        return mounts.getFirst().path();
    }

    /** All mounts. */
    public List<Mount> all() {
        return List.copyOf(mounts);
    }

    /** Mounts a file system's root on a directory. */
    public Mount mount(FileSystem fileSystem, VfsPath point, boolean readOnly, String source) {
        return mount(fileSystem, new Dentry(fileSystem.root()), point, readOnly, source);
    }

    /** Makes another place of the tree appear at {@code point}. */
    public Mount mount(FileSystem fileSystem, Dentry root, VfsPath point, boolean readOnly, String source) {
        point.dentry().pin();
        Mount mount = new Mount(fileSystem, root, point, readOnly, next++, source);
        mounts.add(mount);
        points.put(point, mount);
        return mount;
    }

    /** Takes a mount away. EBUSY while another is mounted inside, EINVAL if it is the root. */
    public void unmount(Mount mount) {
        if (mount.point() == null) {
            throw FileError.of(EINVAL);
        }
        for (Mount other : mounts) {
            if (other.point() != null && other.point().mount() == mount) {
                throw FileError.of(EBUSY);
            }
        }
        mounts.remove(mount);
        points.remove(mount.point());
        mount.fileSystem().sync();
    }

    /** Whether something is mounted on exactly this place. */
    boolean busy(VfsPath path) {
        return points.containsKey(path);
    }

    /** What is seen at a place: the root of what is mounted on it, or itself. */
    VfsPath cross(VfsPath path) {
        VfsPath at = path;
        if (points.isEmpty()) {
            return at;
        }
        Mount mount = points.get(at);
        while (mount != null) {
            at = mount.path();
            mount = points.get(at);
        }
        return at;
    }
}
