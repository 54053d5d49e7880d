package twofold.container.vfs;

import static twofold.container.abi.Errno.EBUSY;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ELOOP;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import twofold.container.abi.Clone;
import twofold.image.overlay.FileError;

/** The mounts one namespace sees, in the order they were made. */
public final class Mounts extends Namespace {
    private final List<Mount> mounts = new ArrayList<>();
    /** What is mounted where. */
    public final MountPoints points = new MountPoints();
    private final MountNumbers numbers;
    private int users;
    /** Whether its mounts are mounted nowhere. */
    private boolean anonymous;

    /** Starts with a root file system. */
    public Mounts(FileSystem root, boolean readOnly, String source) {
        this(new MountNumbers(), UserNamespace.INITIAL);
        Mount top = new Mount(root, new Dentry(root.root()), null, readOnly, numbers.mount++, source);
        enlist(top);
    }

    private void enlist(Mount mount) {
        mount.namespace = this;
        mounts.add(mount);
        mount.fileSystem().mounted();
    }

    private Mounts(MountNumbers numbers, UserNamespace owner) {
        super(owner, Clone.CLONE_NEWNS);
        this.numbers = numbers;
    }

    /** The root of everything. */
    public VfsPath root() {
        return mounts.getFirst().path();
    }

    /** What is seen at the root of everything: that, or what is mounted over it. */
    public VfsPath top() {
        return cross(root());
    }

    /** All mounts. */
    public List<Mount> all() {
        return List.copyOf(mounts);
    }

    /** All namespaces of the container, this one among them, that somebody sees. */
    public List<Mounts> siblings() {
        return numbers.seen;
    }

    /** Mounts a file system's root on a directory. */
    public Mount mount(FileSystem fileSystem, VfsPath point, boolean readOnly, String source) {
        return mount(fileSystem, new Dentry(fileSystem.root()), point, readOnly, source);
    }

    /** Mounts a part of a file system on a directory, or a file of it on a file. */
    public Mount mount(FileSystem fileSystem, Dentry root, VfsPath point, boolean readOnly, String source) {
        requireHere(point);
        Mount made = new Mount(fileSystem, root, null, readOnly, numbers.mount++, source);
        attach(made, point);
        spread(made, true);
        return made;
    }

    /** Nothing is mounted on a place of another namespace. */
    private void requireHere(VfsPath point) {
        if (point.mount().namespace != this) {
            throw FileError.of(EINVAL);
        }
    }

    /** A file system that is mounted nowhere yet: its root, the only mount of a namespace that has no name. */
    public Mount detached(FileSystem fileSystem, Dentry root, String source) {
        Mounts lone = new Mounts(numbers, owner());
        lone.anonymous = true;
        Mount made = new Mount(fileSystem, root, null, false, numbers.mount++, source);
        lone.enlist(made);
        return made;
    }

    /** A copy of a place, with the mounts inside it if {@code deep}, that is mounted nowhere yet. */
    public Mount detachedCopy(VfsPath from, boolean deep) {
        Mounts lone = new Mounts(numbers, owner());
        lone.anonymous = true;
        Mount source = from.mount();
        if (source.unbindable || source.namespace != this) {
            throw FileError.of(EINVAL);
        }
        Mount made = lone.copy(source, from.dentry(), false);
        lone.enlist(made);
        lone.copyInside(from, made, deep ? tree(source) : List.of());
        from.inode().bound();
        return made;
    }

    /** Whether it is of mounts that are mounted nowhere. */
    public boolean anonymous() {
        return anonymous;
    }

    /** Mounts a tree that was mounted nowhere. */
    public void place(Mount top, VfsPath at) {
        requireHere(at);
        VfsPath to = cross(at);
        Mounts lone = top.namespace;
        if (lone == null || !lone.anonymous || top.point() != null) {
            throw FileError.of(EINVAL);
        }
        points.move(lone.points);
        for (Mount each : lone.mounts) {
            each.namespace = this;
            mounts.add(each);
        }
        lone.mounts.clear();
        to.dentry().pin();
        top.setPoint(to);
        points.put(to, top);
        note(top);
        spread(top, true);
    }

    /** Takes a tree away that was never mounted; nothing if it is by now. */
    public static void dissolve(Mount top) {
        Mounts lone = top.namespace;
        if (lone != null && lone.anonymous && top.point() == null) {
            for (Mount each : lone.all().reversed()) {
                lone.remove(each);
            }
        }
    }

    private void attach(Mount mount, VfsPath at) {
        VfsPath point = cross(at);
        point.dentry().pin();
        mount.setPoint(point);
        enlist(mount);
        points.put(point, mount);
        note(mount);
    }

    private void note(Mount mount) {
        if (mount.point().mount().fileSystem().passes()) {
            numbers.passing.add(mount);
        }
    }

    /** Takes away what is mounted on places that have gone, in all namespaces of the container. */
    public void dropGone() {
        for (Mount each : numbers.passing.isEmpty() ? numbers.passing : List.copyOf(numbers.passing)) {
            boolean gone = each.namespace != null && each.point().mount().fileSystem().hasGone(each.point().dentry());
            if (gone) {
                List<Mount> tree = tree(each);
                for (int i = tree.size() - 1; i >= 0; i--) {
                    tree.get(i).namespace.remove(tree.get(i));
                }
            }
            if (gone || each.namespace == null) {
                numbers.passing.remove(each);
            }
        }
    }

    /** Shows a mount, with all that is mounted inside it, wherever its parent's peers and followers are; what is {@code fresh} is not one of them yet. */
    private void spread(Mount made, boolean fresh) {
        Mount parent = made.point().mount();
        if (parent.group == null) {
            return;
        }
        List<Mount> tree = tree(made);
        tree.forEach(this::share);
        Map<Mount, Mount> covered = new LinkedHashMap<>();
        spread(made, parent, parent.group, fresh ? tree : List.of(), covered);
        covered.forEach((over, copy) -> over.namespace.shift(over, copy.path()));
    }

    private static void spread(Mount made, Mount origin, PeerGroup group, List<Mount> fresh, Map<Mount, Mount> covered) {
        Dentry at = made.point().dentry();
        List<Mount> slaves = List.copyOf(group.slaves);
        for (Mount peer : List.copyOf(group.members)) {
            if (peer != origin && peer.namespace != null && peer.root().contains(at) && !fresh.contains(peer)) {
                peer.namespace.copyTree(made, new VfsPath(peer, at), false, covered);
            }
        }
        for (Mount slave : slaves) {
            if (slave.namespace != null && slave.root().contains(at) && !fresh.contains(slave)) {
                Mount copy = slave.namespace.copyTree(made, new VfsPath(slave, at), true, covered);
                if (slave.group != null) {
                    slave.namespace.share(copy);
                    spread(copy, slave, slave.group, fresh, covered);
                }
            }
        }
    }

    private void share(Mount mount) {
        if (mount.group == null) {
            mount.join(new PeerGroup(numbers.group++));
        }
    }

    /** A mount and all inside it, outer ones first. */
    private static List<Mount> tree(Mount top) {
        List<Mount> tree = new ArrayList<>(List.of(top));
        for (Mount each : top.namespace.mounts) {
            if (each != top && each.point() != null && tree.contains(each.point().mount())) {
                tree.add(each);
            }
        }
        return tree;
    }

    /** Copies of a mount and of all inside it, as peers or as followers of the originals; what was mounted there is to be shifted on top of the copy. */
    private Mount copyTree(Mount top, VfsPath point, boolean follows, Map<Mount, Mount> covered) {
        Map<Mount, Mount> copies = new HashMap<>();
        for (Mount each : tree(top)) {
            Mount copy = copy(each, each.root(), each.namespace.owner() != owner() || follows && each.group != null);
            if (each == top) {
                Mount over = points.remove(point);
                attach(copy, point);
                if (over != null) {
                    covered.put(over, copy);
                }
            } else {
                attach(copy, new VfsPath(copies.get(each.point().mount()), each.point().dentry()));
            }
            copies.put(each, copy);
        }
        return copies.get(top);
    }

    private void shift(Mount mount, VfsPath to) {
        to.dentry().pin();
        mount.setPoint(to);
        points.put(to, mount);
    }

    private Mount copy(Mount of, Dentry root, boolean follows) {
        Mount copy = new Mount(of.fileSystem(), root, null, of.readOnly(), numbers.mount++, of.source());
        boolean less = of.namespace != null && of.namespace.owner() != owner();
        copy.inherit(of, less);
        if (follows && !less) {
            copy.join(null);
            copy.follow(of.group);
        }
        return copy;
    }

    /** Takes a mount away; EINVAL if it is the root. Others inside go with it if {@code all}, else they are EBUSY. */
    public void unmount(Mount mount, boolean all) {
        if (mount.point() == null || mount.held() || mount.namespace != this) {
            throw FileError.of(EINVAL);
        }
        List<Mount> tree = tree(mount);
        if (!all && tree.size() > 1) {
            throw FileError.of(EBUSY);
        }
        Mount parent = mount.point().mount();
        if (parent.group != null) {
            withdraw(parent, parent.group, mount.point().dentry());
        }
        for (int i = tree.size() - 1; i >= 0; i--) {
            remove(tree.get(i));
        }
    }

    /** Takes away what a mount's peers and followers show at a place because that mount did. */
    private static void withdraw(Mount origin, PeerGroup group, Dentry at) {
        List<Mount> shown = new ArrayList<>(group.members);
        shown.addAll(group.slaves);
        for (Mount each : shown) {
            Mount copy = each == origin || each.namespace == null ? null : each.namespace.points.get(new VfsPath(each, at));
            if (copy != null) {
                copy.namespace.withdraw(copy);
            }
            if (each.master == group && each.group != null) {
                withdraw(each, each.group, at);
            }
        }
    }

    /** Takes a copy away unless something is mounted inside; what covers it whole takes its place. */
    private void withdraw(Mount copy) {
        Mount over = points.get(copy.path());
        int covering = over == null ? 0 : tree(over).size();
        if (tree(copy).size() == 1 + covering) {
            VfsPath point = copy.point();
            remove(copy);
            if (over != null) {
                points.remove(over.point());
                shift(over, point);
            }
        }
    }

    private void remove(Mount mount) {
        mounts.remove(mount);
        points.remove(mount.point(), mount);
        mount.setPoint(null);
        mount.namespace = null;
        Marks.gone(mount.marks);
        mount.join(null);
        mount.follow(null);
        mount.fileSystem().sync();
        mount.fileSystem().unmounted();
    }

    /** Makes a place appear at another, with the mounts inside it if {@code deep}. */
    public void bind(VfsPath from, VfsPath point, boolean deep) {
        Mount source = from.mount();
        requireHere(point);
        if (source.unbindable || source.namespace != this && !source.fileSystem().type().equals("nsfs")) {
            throw FileError.of(EINVAL);
        }
        List<Mount> inside = deep && source.namespace != null ? tree(source) : List.of();
        Mount made = copy(source, from.dentry(), false);
        attach(made, point);
        copyInside(from, made, inside);
        from.inode().bound();
        spread(made, true);
    }

    /** Copies to a copy what was mounted inside the original. */
    private void copyInside(VfsPath from, Mount made, List<Mount> inside) {
        Map<Mount, Mount> copies = new HashMap<>();
        copies.put(from.mount(), made);
        for (Mount each : inside) {
            Mount parent = each == from.mount() ? null : copies.get(each.point().mount());
            boolean reached = parent != null && !each.unbindable && (parent != made || from.dentry().contains(each.point().dentry()));
            if (reached) {
                Mount copy = copy(each, each.root(), false);
                attach(copy, new VfsPath(parent, each.point().dentry()));
                copies.put(each, copy);
            }
        }
    }

    /** Takes a mount elsewhere. */
    public void move(Mount mount, VfsPath at) {
        VfsPath to = cross(at);
        boolean fixed = mount.point() == null || mount.held() || mount.namespace != this || mount.point().mount().group != null;
        requireHere(to);
        if (fixed || to.below(mount.path())) {
            throw FileError.of(fixed ? EINVAL : ELOOP);
        }
        points.remove(mount.point(), mount);
        to.dentry().pin();
        mount.setPoint(to);
        points.put(to, mount);
        spread(mount, false);
    }

    /** One more context sees this namespace. */
    public void enter() {
        if (users++ == 0) {
            numbers.seen.add(this);
        }
    }

    /** One context less sees it; what a namespace that nobody sees had mounted is mounted nowhere. */
    public void leave() {
        if (--users == 0) {
            numbers.seen.remove(this);
            all().reversed().forEach(this::remove);
        }
    }

    /** Changes a mount, and all inside it if {@code deep}: all of them or none. @param written whether somebody has a file of a mount open for writing */
    public void change(Mount mount, MountChange change, boolean deep, Predicate<Mount> written) {
        change.make(deep ? tree(mount) : List.of(mount), written);
        if (change.propagation() != null) {
            propagate(mount, change.propagation(), deep);
        }
    }

    /** Changes how a mount, and all inside it if {@code deep}, propagates. */
    public void propagate(Mount mount, Propagation wanted, boolean deep) {
        for (Mount each : deep ? tree(mount) : List.of(mount)) {
            each.unbindable = wanted == Propagation.UNBINDABLE;
            switch (wanted) {
                case SHARED -> share(each);
                case SLAVE -> {
                    PeerGroup group = each.group;
                    if (group != null) {
                        each.join(null);
                        each.follow(group.members.isEmpty() ? each.master : group);
                    }
                }
                case PRIVATE, UNBINDABLE -> {
                    each.join(null);
                    each.follow(null);
                }
            }
        }
    }

    /** Whether a mount or the one it is on shows its mounts to others. */
    public static boolean shared(Mount mount) {
        return mount.group != null;
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

    /** All mounts, each before what is mounted in it, and that before its next sibling. */
    private List<Mount> inTree() {
        Map<Mount, List<Mount>> inside = new HashMap<>();
        List<Mount> order = new ArrayList<>();
        for (Mount each : mounts) {
            VfsPath point = each.point();
            inside.computeIfAbsent(point == null || point.mount().namespace != this ? null : point.mount(), key -> new ArrayList<>()).add(each);
        }
        Deque<Mount> left = new ArrayDeque<>(inside.getOrDefault(null, List.of()));
        while (!left.isEmpty()) {
            Mount next = left.removeFirst();
            order.add(next);
            inside.getOrDefault(next, List.of()).reversed().forEach(left::addFirst);
        }
        return order;
    }

    /** Makes a namespace of its own, with the same mounts, for a context that is not shared; what it refers to moves along. */
    public void copyFor(FsContext context, UserNamespace user) {
        Mounts copy = new Mounts(numbers, user);
        Map<Mount, Mount> copies = new HashMap<>();
        for (Mount each : inTree()) {
            Mount made = copy.copy(each, each.root(), false);
            copies.put(each, made);
            copy.enlist(made);
        }
        for (Mount each : mounts) {
            if (each.point() != null && copies.containsKey(each.point().mount())) {
                VfsPath point = new VfsPath(copies.get(each.point().mount()), each.point().dentry());
                copies.get(each).setPoint(point);
                copy.points.put(point, copies.get(each));
            }
        }
        copy.enter();
        leave();
        context.mounts = copy;
        context.root = moved(context.root, copies);
        context.cwd = moved(context.cwd, copies);
    }

    private static VfsPath moved(VfsPath path, Map<Mount, Mount> copies) {
        Mount copy = copies.get(path.mount());
        return copy == null ? path : new VfsPath(copy, path.dentry());
    }

    /** Whether something is mounted on exactly this place. */
    static boolean busy(VfsPath path) {
        Mounts of = path.mount().namespace;
        return of != null && of.points.has(path);
    }

    /** What is seen at a place: the root of what is mounted on it, or itself. */
    public static VfsPath cross(VfsPath path) {
        VfsPath at = path;
        while (at.dentry().pinned()) {
            Mounts of = at.mount().namespace;
            Mount mount = of == null ? null : of.points.get(at);
            if (mount == null) {
                break;
            }
            mount.passed();
            at = mount.path();
        }
        return at;
    }
}
