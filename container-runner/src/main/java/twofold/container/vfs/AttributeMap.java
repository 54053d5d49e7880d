package twofold.container.vfs;

import static twofold.container.abi.Errno.EEXIST;
import static twofold.container.abi.Errno.ENODATA;
import static twofold.container.abi.Errno.ENOSPC;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import twofold.container.mm.Account;
import twofold.image.overlay.FileError;

/** Extended attributes that are kept in memory, as many as Linux keeps of those that users may set on what is no file of a disk, xattr(7). */
public final class AttributeMap {
    private static final int MOST = 128;
    private static final long MOST_BYTES = 128 << 10;
    private final Account account;
    private TreeMap<String, byte[]> values;
    private long bytes;

    /** @param account who pays */
    public AttributeMap(Account account) {
        this.account = account;
    }

    /** A value or null. */
    public byte[] get(String name) {
        return values == null ? null : values.get(name);
    }

    /** Their names. */
    public List<String> names() {
        return values == null ? List.of() : new ArrayList<>(values.keySet());
    }

    /** Sets one; EEXIST and ENODATA by flags as setxattr(2), ENOSPC if there are too many. */
    public void set(String name, byte[] value, int flags) {
        byte[] old = get(name);
        if (old != null && (flags & 1) != 0) {
            throw FileError.of(EEXIST);
        }
        if (old == null && (flags & 2) != 0) {
            throw FileError.of(ENODATA);
        }
        long more = value.length - (old == null ? -name.length() : old.length);
        if (bytes + more > MOST_BYTES || old == null && values != null && values.size() >= MOST) {
            throw FileError.of(ENOSPC);
        }
        account.charge(more);
        bytes += more;
        values = values == null ? new TreeMap<>() : values;
        values.put(name, value);
    }

    /** Takes one away, or ENODATA. */
    public void remove(String name) {
        byte[] old = values == null ? null : values.remove(name);
        if (old == null) {
            throw FileError.of(ENODATA);
        }
        account.refund(old.length + name.length());
        bytes -= old.length + name.length();
    }

    /** Takes all away. */
    public void clear() {
        account.refund(bytes);
        bytes = 0;
        values = null;
    }
}
