package twofold.container.fs.tmpfs;

import static twofold.container.abi.Errno.EEXIST;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENODATA;
import static twofold.container.abi.Fcntl.S_IFMT;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.InMemoryInode;
import twofold.container.vfs.RegularFile;
import twofold.container.vfs.SpecialFiles;
import twofold.image.overlay.FileError;

/** A file of a tmpfs: what all kinds have, and all that links and special files have. */
class TmpInode extends InMemoryInode {
    /** About what an inode and its name take of the host's heap. */
    private static final long BYTES = 1 << 10;
    /** As shmem_fs.h of Linux has it. */
    private static final int SHORT_LINK = 128;
    final TmpFileSystem fileSystem;
    private final long device;
    private final String target;
    int links = 1;
    /** What is paid for it beside its pages, 0 once it is gone. */
    private long kept;
    private boolean forgotten;
    private int openers;
    private long accessed;
    private long modified;
    private long changed;
    private final long created;
    private TreeMap<String, byte[]> attributes;
    private int flags;

    TmpInode(TmpFileSystem fileSystem, int mode, int uid, int gid, long device, String target) {
        super(fileSystem, fileSystem.nextNumber(), mode & (S_IFMT | 07777), uid, gid);
        this.fileSystem = fileSystem;
        try {
            keep(BYTES + (target == null ? 0 : target.length()));
            if (takesPage(target)) {
                takePage();
            }
        } catch (FileError noMemory) {
            fileSystem.forget();
            throw noMemory;
        }
        this.device = device;
        this.target = target;
        created = fileSystem.now();
        accessed = created;
        modified = created;
        changed = created;
    }

    /** A link that says so much has a page of its own. */
    private static boolean takesPage(String target) {
        return target != null && target.length() >= SHORT_LINK;
    }

    private void takePage() {
        try {
            fileSystem.takePage();
        } catch (FileError full) {
            fileSystem.giveUp(kept);
            throw full;
        }
    }

    @Override
    public long device() {
        return device;
    }

    @Override
    public int flags() {
        return flags;
    }

    @Override
    public void setFlags(int changed) {
        flags = changed;
    }

    @Override
    public int links() {
        return links;
    }

    @Override
    public long size() {
        return target != null ? target.length() : 0;
    }

    @Override
    public long accessed() {
        return accessed;
    }

    @Override
    public void wasRead(boolean strict) {
        if (strict || accessed <= modified || accessed <= changed) {
            accessed = fileSystem.now();
        }
    }

    @Override
    public long modified() {
        return modified;
    }

    @Override
    public long changed() {
        return changed;
    }

    @Override
    public long created() {
        return created;
    }

    /** A name of this inode is gone; without names, openers and mappings its pages go too. */
    final void removedName() {
        if (links > 1 && !isDirectory()) {
            fileSystem.forget();
        }
        links--;
        change();
        reclaim();
    }

    private void keep(long more) {
        fileSystem.keep(more);
        kept += more;
    }

    /** Gives back what nobody can reach any more. */
    final void reclaim() {
        if (links > 0 || openers > 0) {
            return;
        }
        abandon();
        fileSystem.giveUp(kept);
        kept = 0;
        if (!forgotten) {
            forgotten = true;
            fileSystem.forget();
            if (takesPage(target)) {
                fileSystem.freePage();
            }
        }
    }

    /** Nobody will ask for its contents again. */
    void abandon() {
        // none but what is paid for with the inode
    }

    @Override
    public String target(Caller who) {
        if (target == null) {
            throw FileError.of(EINVAL);
        }
        return target;
    }

    @Override
    public File open(Caller who, int flags) {
        return SpecialFiles.open(this, who, flags);
    }

    /** An open file of it, which keeps it as long as it is open. */
    final File opened(int flags) {
        File file = new RegularFile(this, flags) {
            @Override
            protected void close() {
                openers--;
                reclaim();
            }
        };
        openers++;
        return file;
    }

    @Override
    public void setMode(int mode) {
        setPermissions(mode);
        change();
    }

    @Override
    public void setOwner(int owner, int group) {
        setOwnership(owner, group);
        change();
    }

    @Override
    public void setTimes(long access, long modification) {
        accessed = access == Long.MIN_VALUE ? accessed : access;
        modified = modification == Long.MIN_VALUE ? modified : modification;
        change();
    }

    /** Its attributes change now. */
    final void change() {
        changed = fileSystem.now();
    }

    /** Its contents change now. */
    final void touched() {
        modified = fileSystem.now();
        changed = modified;
    }

    @Override
    public boolean keepsAccessLists() {
        return !isLink();
    }

    @Override
    public byte[] attribute(String name) {
        return attributes == null ? null : attributes.get(name);
    }

    @Override
    public List<String> attributes() {
        return attributes == null ? List.of() : new ArrayList<>(attributes.descendingKeySet());
    }

    @Override
    public void setAttribute(String name, byte[] value, int flags) {
        boolean there = attribute(name) != null;
        if (there && (flags & 1) != 0) {
            throw FileError.of(EEXIST);
        }
        if (!there && (flags & 2) != 0) {
            throw FileError.of(ENODATA);
        }
        keep(value.length - (there ? attribute(name).length : 0));
        if (attributes == null) {
            attributes = new TreeMap<>();
        }
        attributes.put(name, value);
        change();
    }

    @Override
    public void removeAttribute(String name) {
        byte[] old = attributes == null ? null : attributes.remove(name);
        if (old == null) {
            throw FileError.of(ENODATA);
        }
        keep(-old.length);
        change();
    }
}
