package twofold.container.fs.tty;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Fcntl.S_IFCHR;
import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFMT;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.util.ArrayList;
import java.util.List;
import twofold.container.vfs.Caller;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.ViewInode;
import twofold.image.overlay.FileError;

/** /dev/pts: a node for each pseudo-terminal, and ptmx to make one. */
public final class PtsFileSystem extends FileSystem {
    private static final long MAGIC = 0x1cd1;
    private final Terminals terminals;
    private final long time;
    private final Inode root = new Directory();
    private final Modes modes;

    /**
     * What its nodes are like.
     *
     * @param terminal the permissions of a terminal's node
     * @param ptmx     those of ptmx
     * @param uid      whom terminals belong to, -1 for who opens them
     * @param gid      their group, -1 for his
     */
    public record Modes(int terminal, int ptmx, int uid, int gid) {
        /** As a container has them at its start. */
        public static final Modes USUAL = new Modes(0620, 0666, -1, 5);
    }

    /** The terminals of one container. */
    public PtsFileSystem(Terminals terminals, Modes modes, long time, int number) {
        super("devpts", number);
        this.modes = modes;
        this.terminals = terminals;
        this.time = time;
    }

    /** As Linux names them, whether they were asked for or not; whom terminals belong to only if that was. */
    @Override
    public String options() {
        String owner = (modes.uid() < 0 ? "" : "uid=%d,".formatted(modes.uid())) + (modes.gid() < 0 ? "" : "gid=%d,".formatted(modes.gid()));
        return owner + "mode=%03o,ptmxmode=%03o".formatted(modes.terminal(), modes.ptmx());
    }

    /** The terminals it shows. */
    public Terminals terminals() {
        return terminals;
    }

    @Override
    public Inode root() {
        return root;
    }

    @Override
    public long magic() {
        return MAGIC;
    }

    @Override
    public boolean keepsDirectories() {
        return false;
    }

    private final class Node extends ViewInode {
        private final long device;

        Node(long number, int mode, int owner, int group, long device) {
            super(PtsFileSystem.this, number, S_IFCHR | mode, owner, group, time);
            this.device = device;
        }

        @Override
        public long device() {
            return device;
        }

        @Override
        public void setMode(int permissions) {
            setPermissions(permissions);
        }

        @Override
        public void setOwner(int uid, int gid) {
            setOwnership(uid, gid);
        }
    }

    private final class Directory extends ViewInode {
        Directory() {
            super(PtsFileSystem.this, 1, S_IFDIR | 0755, 0, 0, 0);
        }

        @Override
        public Inode lookup(Caller who, String name) {
            if (name.equals("ptmx")) {
                return new Node(2, modes.ptmx, 0, 0, 5 << 8 | 2);
            }
            boolean digits = !name.isEmpty() && name.length() < 5 && name.chars().allMatch(c -> c >= '0' && c <= '9');
            Tty tty = digits && (name.length() == 1 || name.charAt(0) != '0') ? terminals.numbered(Integer.parseInt(name)) : null;
            if (tty != null && tty.node == null) {
                tty.node = new Node(3L + Integer.parseInt(name), modes.terminal, modes.uid < 0 ? tty.owner : modes.uid, modes.gid < 0 ? tty.group : modes.gid, tty.number());
            }
            return tty == null ? null : tty.node;
        }

        @Override
        public Inode create(String name, int mode, int uid, int gid, long device) {
            throw FileError.of((mode & S_IFMT) == S_IFREG ? EACCES : EPERM);
        }

        @Override
        public List<Entry> entries(Caller who, long cookie, int limit) {
            List<String> names = new ArrayList<>(List.of("ptmx"));
            terminals.numbers().forEach(number -> names.add(Integer.toString(number)));
            return list(names, S_IFCHR >> 12, cookie, limit);
        }
    }
}
