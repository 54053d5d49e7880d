package twofold.container.fs.cgroup;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EEXIST;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENODEV;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.ENOTDIR;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFMT;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import twofold.container.kernel.Cgroup;
import twofold.container.kernel.Task;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.RegularFile;
import twofold.image.overlay.FileError;

/** A group: its files, and the groups below. */
public final class CgroupDirectory extends CgroupInode {
    private final Cgroup group;
    private final TreeMap<String, CgroupFile> files = new TreeMap<>();

    CgroupDirectory(CgroupFileSystem fileSystem, Cgroup group, int permissions, int uid, int gid) {
        super(fileSystem, S_IFDIR | permissions, uid, gid);
        this.group = group;
        group.view = this;
    }

    /** The group. */
    public Cgroup group() {
        return group;
    }

    /** Whether a task may move processes here from its own group; an error if not. */
    public void requireMovable(Task task) {
        if (group.removed()) {
            throw FileError.of(ENOENT);
        }
        task.creds.require(file("cgroup.procs"), 2);
        CoreFiles.requireDelegated(task.group(), group, new Control.Writer(task, task.creds, groups().delegates() ? task.cgroup.root : null));
    }

    /** One of its files, or null. */
    CgroupFile file(String name) {
        Control control = groups().control(name);
        if (control == null || group.removed() || control.of() != null && !group.controllers().contains(control.of())) {
            return null;
        }
        return files.computeIfAbsent(name, fresh -> new CgroupFile(this, control, uid(), gid()));
    }

    @Override
    public int links() {
        return 2 + group.children().size();
    }

    @Override
    public Inode lookup(Caller who, String name) {
        Cgroup child = group.child(name);
        return child == null ? file(name) : CgroupFileSystem.directory(child);
    }

    @Override
    public List<Entry> entries(Caller who, long cookie, int limit) {
        List<Inode> inodes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String name : groups().controlNames()) {
            CgroupFile file = file(name);
            if (file != null) {
                names.add(name);
                inodes.add(file);
            }
        }
        for (Cgroup child : group.children()) {
            names.add(child.name);
            inodes.add(CgroupFileSystem.directory(child));
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = (int) cookie; i < names.size() && entries.size() < limit; i++) {
            entries.add(new Entry(names.get(i), inodes.get(i).number(), (inodes.get(i).mode() & S_IFMT) >> 12, i + 1));
        }
        return entries;
    }

    @Override
    public Inode create(String name, int mode, int uid, int gid, long device) {
        if ((mode & S_IFMT) != S_IFDIR) {
            throw FileError.of((mode & S_IFMT) == S_IFREG ? EACCES : EPERM);
        }
        if (group.removed()) {
            throw FileError.of(ENODEV);
        }
        if (name.indexOf('\n') >= 0) {
            throw FileError.of(EINVAL);
        }
        if (lookup(null, name) != null) {
            throw FileError.of(EEXIST);
        }
        return new CgroupDirectory(groups(), group.make(name), mode & 07777, uid, gid);
    }

    @Override
    public void rmdir(String name) {
        Cgroup child = group.child(name);
        if (child == null) {
            throw FileError.of(file(name) == null ? ENOENT : ENOTDIR);
        }
        CgroupDirectory gone = CgroupFileSystem.directory(child);
        group.remove(child);
        gone.forget();
        gone.files.values().forEach(CgroupInode::forget);
    }

    @Override
    public File open(Caller who, int flags) {
        return new RegularFile(this, flags);
    }
}
