package twofold.container.vfs;

import static twofold.container.abi.Errno.EBUSY;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ELOOP;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.container.abi.Clone;
import twofold.image.overlay.FileError;

/** The mounts one namespace sees, in the order they were made. */
public final class Mounts extends Namespace {
    private final List<Mount> mounts = new ArrayList<>();
    private final Map<VfsPath, Mount> points = new HashMap<>();
    private int next = 1;
    private UserNamespace owner = UserNamespace.INITIAL;

    /** Starts with a root file system. */
    public Mounts(FileSystem root, boolean readOnly, String source) {
        mounts.add(new Mount(root, new Dentry(root.root()), null, readOnly, next++, source));
    }

    private Mounts(int next) {
        this.next = next;
    }

    /** The root of everything. */
    public VfsPath root() {
        return mounts.getFirst().path();
    }

    /** What is seen at the root of everything: that, or what is mounted over it. */
    public VfsPath top() {
        return cross(root());
    }

    @Override
    public UserNamespace owner() {
        return owner;
    }

    @Override
    public long kind() {
        return Clone.CLONE_NEWNS;
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

    /** Takes a mount away; EINVAL if it is the root. Others inside go with it if {@code all}, else they are EBUSY. */
    public void unmount(Mount mount, boolean all) {
        if (mount.point() == null || mount.held() || !mounts.contains(mount)) {
            throw FileError.of(EINVAL);
        }
        for (Mount other : List.copyOf(mounts)) {
            if (other.point() != null && other.point().mount() == mount) {
                if (!all) {
                    throw FileError.of(EBUSY);
                }
                unmount(other, true);
            }
        }
        mounts.remove(mount);
        points.remove(mount.point(), mount);
        mount.fileSystem().sync();
    }

    /** Makes a place appear at another, with the mounts inside it if {@code deep}. */
    public void bind(VfsPath from, VfsPath point, boolean deep) {
        List<Mount> before = List.copyOf(mounts);
        Mount made = mount(from.mount().fileSystem(), from.dentry(), point, from.mount().readOnly(), from.mount().source());
        made.inherit(from.mount(), false);
        if (!deep) {
            return;
        }
        Map<Mount, Mount> copies = new HashMap<>();
        copies.put(from.mount(), made);
        for (Mount each : before) {
            VfsPath at = each.point();
            Mount parent = at == null ? null : copies.get(at.mount());
            boolean inside = parent != null && (at.mount() != from.mount() || from.dentry().contains(at.dentry()));
            if (inside) {
                Mount copy = mount(each.fileSystem(), each.root(), new VfsPath(parent, at.dentry()), each.readOnly(), each.source());
                copy.inherit(each, false);
                copies.put(each, copy);
            }
        }
    }

    /** Takes a mount elsewhere. */
    public void move(Mount mount, VfsPath to) {
        if (mount.point() == null || below(mount.path(), to)) {
            throw FileError.of(mount.point() == null ? EINVAL : ELOOP);
        }
        points.remove(mount.point(), mount);
        to.dentry().pin();
        mount.setPoint(to);
        points.put(to, mount);
    }

    /** Whether a place is {@code top} or lies below it. */
    public boolean below(VfsPath top, VfsPath place) {
        VfsPath at = place;
        while (true) {
            if (at.equals(top)) {
                return true;
            }
            if (at.dentry() != at.mount().root()) {
                at = new VfsPath(at.mount(), at.dentry().parent());
            } else if (at.mount().point() != null) {
                at = at.mount().point();
            } else {
                return false;
            }
        }
    }

    /** Makes {@code top} the root of everything; the old root is seen at {@code old} from now on. */
    public void pivot(Mount root, Mount top, VfsPath old) {
        VfsPath above = root.point();
        points.remove(top.point(), top);
        if (above != null) {
            points.remove(above, root);
            points.put(above, top);
        }
        top.setPoint(above);
        old.dentry().pin();
        root.setPoint(old);
        points.put(old, root);
        if (above == null) {
            mounts.remove(top);
            mounts.addFirst(top);
        }
    }

    /** Makes a namespace of its own, with the same mounts, for a context that is not shared; what it refers to moves along. */
    public void copyFor(FsContext context, UserNamespace user) {
        Mounts copy = new Mounts(next);
        copy.owner = user;
        Map<Mount, Mount> copies = new HashMap<>();
        for (Mount each : mounts) {
            Mount made = new Mount(each.fileSystem(), each.root(), null, each.readOnly(), each.number(), each.source());
            made.inherit(each, user != owner);
            copies.put(each, made);
            copy.mounts.add(made);
        }
        for (Mount each : mounts) {
            if (each.point() != null && copies.containsKey(each.point().mount())) {
                VfsPath point = new VfsPath(copies.get(each.point().mount()), each.point().dentry());
                copies.get(each).setPoint(point);
                copy.points.put(point, copies.get(each));
            }
        }
        context.mounts = copy;
        context.root = moved(context.root, copies);
        context.cwd = moved(context.cwd, copies);
    }

    private static VfsPath moved(VfsPath path, Map<Mount, Mount> copies) {
        Mount copy = copies.get(path.mount());
        return copy == null ? path : new VfsPath(copy, path.dentry());
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
