package twofold.container.vfs;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EOPNOTSUPP;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import twofold.image.overlay.FileError;

/** An access control list, acl(5), with the ids of the outermost user namespace. */
record Acl(List<Entry> entries) {
    /** The version of its form as an extended attribute. */
    private static final int VERSION = 2;
    private static final int HEADER = 4;
    private static final int ENTRY = 8;
    private static final int OWNER = 1;
    private static final int USER = 2;
    private static final int OWNING_GROUP = 4;
    private static final int GROUP = 8;
    private static final int MASK = 0x10;
    private static final int OTHER = 0x20;

    /**
     * Who may do what.
     *
     * @param rights 4 read, 2 write, 1 execute or search, in any sum
     * @param id     of the user or group that it names, -1 in entries that name none
     */
    record Entry(int tag, int rights, int id) {
        Entry with(int other) {
            return new Entry(tag, other, id);
        }
    }

    /**
     * Takes it from an extended attribute.
     *
     * @param ids whose ids are in there
     * @return null if it has no entries; EINVAL if it is malformed or names who has no id, EOPNOTSUPP if it is of another version
     */
    static Acl parse(byte[] value, UserNamespace ids) {
        if (value.length == 0) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        if (value.length < HEADER) {
            throw FileError.of(EINVAL);
        }
        if (in.getInt() != VERSION) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (in.remaining() % ENTRY != 0) {
            throw FileError.of(EINVAL);
        }
        List<Entry> entries = new ArrayList<>(in.remaining() / ENTRY);
        while (in.hasRemaining()) {
            int tag = in.getShort() & 0xffff;
            int rights = in.getShort() & 0xffff;
            int id = in.getInt();
            entries.add(new Entry(tag, rights, switch (tag) {
                case USER -> ids.uid(id);
                case GROUP -> ids.gid(id);
                case OWNER, OWNING_GROUP, MASK, OTHER -> -1;
                default -> throw FileError.of(EINVAL);
            }));
        }
        return entries.isEmpty() ? null : new Acl(entries);
    }

    /** As an extended attribute, for who is in a user namespace. */
    byte[] encode(UserNamespace ids) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + ENTRY * entries.size()).order(ByteOrder.LITTLE_ENDIAN).putInt(VERSION);
        for (Entry each : entries) {
            int id = each.tag == USER ? ids.findShownUid(each.id) : each.tag == GROUP ? ids.findShownGid(each.id) : -1;
            out.putShort((short) each.tag).putShort((short) each.rights).putInt(id);
        }
        return out.array();
    }

    /** Whether its entries are in the order that acl(5) wants, with a mask if it names users or groups. */
    boolean isValid() {
        int last = 0;
        boolean names = false;
        for (Entry each : entries) {
            boolean named = each.tag == USER || each.tag == GROUP;
            boolean follows = switch (each.tag) {
                case OWNER -> last == 0;
                case USER -> last == OWNER || last == USER;
                case OWNING_GROUP -> last == OWNER || last == USER;
                case GROUP -> last == OWNING_GROUP || last == GROUP;
                case MASK -> last == OWNING_GROUP || last == GROUP;
                default -> last == MASK || !names && last == OWNING_GROUP;
            };
            if (!follows || (each.rights & ~7) != 0) {
                return false;
            }
            names |= named;
            last = each.tag;
        }
        return last == OTHER;
    }

    /** Whether it says no more than permission bits can. */
    boolean isPlain() {
        return entries.stream().noneMatch(each -> each.tag == USER || each.tag == GROUP || each.tag == MASK);
    }

    /** The nine permission bits that go with it: those of the group are the mask, if there is one. */
    int permissions() {
        int bits = 0;
        for (Entry each : entries) {
            switch (each.tag) {
                case OWNER -> bits |= each.rights << 6;
                case OWNING_GROUP, MASK -> bits = bits & ~070 | each.rights << 3;
                case OTHER -> bits |= each.rights;
                default -> {
                    // named ones are behind the mask
                }
            }
        }
        return bits;
    }

    /** What it is when permission bits are set: the mask follows those of the group, if there is one. */
    Acl with(int permissions) {
        return changed(each -> permissions >> shift(each.tag) & 7);
    }

    /** Whether it grants all that is wanted to somebody who is not the owner. @param group the group that owns the file */
    boolean grants(Credentials who, int group, int want) {
        boolean inGroup = false;
        for (Entry each : entries) {
            switch (each.tag) {
                case USER -> {
                    if (each.id == who.fsuid) {
                        return masked(each.rights, want);
                    }
                }
                case OWNING_GROUP, GROUP -> {
                    if (who.inGroup(each.tag == GROUP ? each.id : group)) {
                        inGroup = true;
                        if ((want & ~each.rights) == 0) {
                            return masked(each.rights, want);
                        }
                    }
                }
                case OTHER -> {
                    return !inGroup && (want & ~each.rights) == 0;
                }
                default -> {
                    // the owner was asked before, the mask belongs to others
                }
            }
        }
        return false;
    }

    private boolean masked(int rights, int want) {
        int mask = 7;
        for (Entry each : entries) {
            mask = each.tag == MASK ? each.rights : mask;
        }
        return (want & ~(rights & mask)) == 0;
    }

    /** What a new file gets of a directory's default one that is made with some permission bits: no more than those. */
    Acl inherited(int permissions) {
        return changed(each -> each.rights & permissions >> shift(each.tag));
    }

    /** Changes the entries that are told by permission bits. */
    private Acl changed(ToIntFunction<Entry> rights) {
        boolean hasMask = entries.stream().anyMatch(each -> each.tag == MASK);
        List<Entry> result = new ArrayList<>(entries.size());
        for (Entry each : entries) {
            boolean told = each.tag == OWNER || each.tag == OTHER || each.tag == (hasMask ? MASK : OWNING_GROUP);
            result.add(told ? each.with(rights.applyAsInt(each)) : each);
        }
        return new Acl(result);
    }

    private static int shift(int tag) {
        return tag == OWNER ? 6 : tag == OTHER ? 0 : 3;
    }
}
