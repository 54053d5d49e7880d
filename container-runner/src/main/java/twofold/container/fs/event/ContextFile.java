package twofold.container.fs.event;

import static twofold.container.abi.Errno.EFAULT;
import static twofold.container.abi.Errno.EMSGSIZE;
import static twofold.container.abi.Errno.ENODATA;
import static twofold.container.abi.Fcntl.O_RDWR;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.VfsPath;
import twofold.image.overlay.FileError;

/** A file system that is being set up, fsopen(2), or one that is to change, fspick(2). Reading it tells what went wrong. */
public final class ContextFile extends File {
    private static final int MOST_COMPLAINTS = 8;

    /** How far it is. */
    public enum Phase { SETTING, MADE, MOUNTED, CHANGING, FAILED }

    /** The kind of file system. */
    public final String type;
    /** A mount of it, or null as long as there is none. */
    public VfsPath picked;
    /** What was set, in order. */
    public final Map<String, String> options = new LinkedHashMap<>();
    /** What it is to be called, or null. */
    public String source;
    public Phase phase;
    /** What was made, with the directory to be mounted. */
    public FileSystem made;
    public Dentry root;
    private final Deque<String> complaints = new ArrayDeque<>();

    private ContextFile(Caller who, String type, VfsPath picked) {
        super(new AnonymousInode(who), O_RDWR);
        this.type = type;
        this.picked = picked;
        phase = picked == null ? Phase.SETTING : Phase.CHANGING;
    }

    /** Begins a new file system, or the change of a mounted one. */
    public static ContextFile create(Caller who, String type, VfsPath picked) {
        return AnonymousInode.named(new ContextFile(who, type, picked), "fscontext");
    }

    /** Something is wrong, as whoever reads will hear. */
    public void complain(String text) {
        if (complaints.size() == MOST_COMPLAINTS) {
            complaints.removeFirst();
        }
        complaints.add("e " + type + ": " + text + "\n");
    }

    /** Flags of a file system, as they are by what was set; a flag that was taken back is there with null. */
    public int flags(int before) {
        return with(with(with(with(before, "sync", FileSystem.SYNCHRONOUS), "dirsync", FileSystem.DIRECTORIES_SYNCHRONOUS), "mand", FileSystem.MANDATORY_LOCKS),
                "lazytime", FileSystem.LAZY_TIMES);
    }

    private int with(int before, String option, int flag) {
        return !options.containsKey(option) ? before : options.get(option) == null ? before & ~flag : before | flag;
    }

    @Override
    public int readNothing(Caller who) {
        return read(who, ByteBuffer.allocate(0));
    }

    @Override
    public boolean isSpliced() {
        return false;
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        String next = complaints.peekFirst();
        if (next == null) {
            throw FileError.of(ENODATA);
        }
        byte[] text = next.getBytes(StandardCharsets.ISO_8859_1);
        if (text.length > to.remaining()) {
            throw FileError.of(to.remaining() == 0 ? EFAULT : EMSGSIZE);
        }
        complaints.removeFirst();
        to.put(text);
        return text.length;
    }

    @Override
    protected void close() {
        if (made != null && phase == Phase.MADE) {
            made.giveUp();
        }
    }
}
