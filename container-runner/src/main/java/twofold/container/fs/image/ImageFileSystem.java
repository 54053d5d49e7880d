package twofold.container.fs.image;

import static twofold.container.abi.Errno.EIO;

import java.io.IOException;
import twofold.container.mm.Account;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.image.overlay.FileError;
import twofold.image.overlay.FileTree;
import twofold.image.overlay.Node;

/** A mounted {@link FileTree}. One inode for each node that was asked for, which is kept with it: a tree is mounted once. */
public final class ImageFileSystem extends FileSystem {
    private static final long OVERLAYFS_MAGIC = 0x794c7630;
    private static final long HOSTFS_MAGIC = 0x00c0ffee;
    private final long magic;
    private final FileTree tree;
    private static final long FIXED_SIZE = 64L << 30;
    private final Account account;
    private final boolean fixedSize;
    private final LayerPages layers;
    private final ImageInode root;

    /**
     * Mounts a tree.
     *
     * @param account   who pays for cached pages
     * @param fixedSize tell a fixed size in place of what the host has free
     * @param layers    pages that trees of the same layers have in common
     */
    public ImageFileSystem(FileTree tree, Account account, boolean fixedSize, int number, LayerPages layers) {
        this(tree, account, fixedSize, number, "overlay", OVERLAYFS_MAGIC, layers);
    }

    /** Mounts a directory of the host. */
    public static ImageFileSystem ofHost(FileTree tree, Account account, int number) {
        return new ImageFileSystem(tree, account, false, number, "hostfs", HOSTFS_MAGIC, new LayerPages());
    }

    private ImageFileSystem(FileTree tree, Account account, boolean fixedSize, int number, String type, long magic, LayerPages layers) {
        super(type, number);
        this.magic = magic;
        this.tree = tree;
        this.account = account;
        this.fixedSize = fixedSize;
        this.layers = layers;
        root = inode(tree.root());
    }

    @Override
    public Inode root() {
        return root;
    }

    @Override
    public long magic() {
        return magic;
    }

    @Override
    public long totalBytes() {
        return fixedSize ? FIXED_SIZE : tree.totalBytes();
    }

    @Override
    public long freeBytes() {
        return fixedSize ? FIXED_SIZE / 2 : tree.freeBytes();
    }

    @Override
    public void sync() {
        try {
            tree.sync();
        } catch (IOException failed) {
            throw FileError.of(EIO);
        }
    }

    /** Whether its files have extended attributes; those of the host are left alone. */
    boolean keepsAttributes() {
        return magic == OVERLAYFS_MAGIC;
    }

    Account account() {
        return account;
    }

    LayerPages layers() {
        return layers;
    }

    @Override
    public boolean isStorage() {
        return true;
    }

    ImageInode inode(Node node) {
        if (node.attachment() instanceof ImageInode known) {
            return known;
        }
        ImageInode inode = new ImageInode(this, node);
        node.attach(inode);
        return inode;
    }
}
