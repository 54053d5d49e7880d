package twofold.container.namespace;

import twofold.container.mm.Mappable;
import twofold.container.mm.Mm;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.VfsPath;

/** A segment of System V shared memory, shmget(2): pages that know how often they are attached. */
public final class SharedMemory extends IpcNamespace.Entry implements Mappable {
    /** Stands for the segment itself, which keeps its pages without mapping them anywhere. */
    private static final Mm KEPT = new Mm(null);
    public final long size;
    public final int creator;
    public int lastUser;
    public long attached;
    public long detached;
    /** The file that has its pages. */
    public final VfsPath place;
    private final Mappable pages;
    private final IpcNamespace namespace;
    private int attachments;
    private boolean doomed;

    /** A segment of zeroed pages. */
    public SharedMemory(IpcNamespace namespace, int key, int mode, Credentials who, long now, long size, int creator, VfsPath place) {
        super(key, mode, who, now);
        this.namespace = namespace;
        this.size = size;
        this.creator = creator;
        this.place = place;
        pages = place.inode().mappable();
        pages.mapped(KEPT);
    }

    /** How often it is attached. */
    public int attachments() {
        return attachments;
    }

    /** IPC_RMID: it goes with its last attachment. */
    public void doom() {
        if (!doomed) {
            doomed = true;
            mode |= 01000;
            namespace.memory.hide(this);
            reclaim();
        }
    }

    private void reclaim() {
        if (doomed && attachments == 0 && !removed) {
            namespace.memory.remove(this);
            pages.unmapped(KEPT);
        }
    }

    @Override
    public int frame(long page) {
        return pages.frame(page);
    }

    @Override
    public void dirty(long page) {
        pages.dirty(page);
    }

    @Override
    public void mapped(Mm mm) {
        attachments++;
    }

    @Override
    public boolean holds(long page, int frame) {
        return pages.holds(page, frame);
    }

    @Override
    public boolean isMemory() {
        return true;
    }

    @Override
    public boolean resident(long page) {
        return pages.resident(page);
    }

    @Override
    public void unmapped(Mm mm) {
        attachments--;
        reclaim();
    }

    @Override
    public void writeBack() {
        pages.writeBack();
    }

    @Override
    public long device() {
        return pages.device();
    }

    @Override
    public long number() {
        return id;
    }

    @Override
    public String path() {
        return place.dentry().name();
    }
}
