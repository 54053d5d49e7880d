package twofold.container.vfs;

import twofold.container.mm.Label;

/** The name of a file that is mapped, as it is seen from the root of who mapped it; it goes along when the file is renamed. */
public record MappedName(VfsPath path, VfsPath root, boolean mayExecute) implements Label {
    /** The name of what is mapped from a place; the mount it is on says for good whether it may be executed. */
    public MappedName(VfsPath path, VfsPath root) {
        this(path, root, !path.mount().has(Mount.NO_EXEC));
        path.dentry().stay();
    }

    @Override
    public String text() {
        return path.text(root);
    }

    @Override
    public long number() {
        return path.inode().number();
    }

    @Override
    public long device() {
        return path.mount().fileSystem().device();
    }

    // A record's own would be made at run time, which costs a container milliseconds at its start

    @Override
    public boolean equals(Object other) {
        return other instanceof MappedName name && name.path.equals(path) && name.root.equals(root);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }
}
