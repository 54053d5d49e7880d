package twofold.container.kernel;

import static twofold.container.abi.Errno.EPERM;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.vfs.Attributes;
import twofold.container.vfs.CapabilityRoot;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.UserNamespace;
import twofold.container.vfs.VfsPath;
import twofold.image.overlay.FileError;

/** What a program file gives to who runs it, capabilities(7): the attribute security.capability. */
record FileCapabilities(long permitted, long inheritable, boolean effective) {
    /** A file's in a user namespace, or null if it has none there. */
    static FileCapabilities of(VfsPath path, UserNamespace users) {
        byte[] value = Attributes.capabilities(path.inode());
        if (value == null || !CapabilityRoot.counts(users, path.mount(), value)) {
            return null;
        }
        ByteBuffer b = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        boolean effective = (b.getInt(0) & 1) != 0;
        long permitted = b.getInt(4) & 0xffffffffL | (long) b.getInt(12) << 32;
        long inheritable = b.getInt(8) & 0xffffffffL | (long) b.getInt(16) << 32;
        return new FileCapabilities(permitted & Credentials.ALL, inheritable & Credentials.ALL, effective);
    }

    /** The capabilities after exec; EPERM if the program counts on some that it cannot have. */
    void give(Credentials creds) {
        creds.permitted = creds.inheritable & inheritable | permitted & creds.bounding;
        if (effective && (permitted & ~creds.permitted) != 0) {
            throw FileError.of(EPERM);
        }
        creds.effective = effective ? creds.permitted : 0;
    }
}
