package twofold.container.vfs;

import java.util.function.LongSupplier;
import twofold.container.abi.Clone;

/** One view of something the kernel has, namespaces(7): it has an owner, a kind and a number that /proc/PID/ns shows. */
public abstract class Namespace {
    /** The number of the first time namespace; those of the other kinds follow. */
    private static final long FIRST = 4026531834L;
    private final UserNamespace owner;
    private final long kind;
    private long number;

    /** One with an owner, of the kind that a CLONE_NEW flag says. */
    protected Namespace(UserNamespace owner, long kind) {
        this.owner = owner;
        this.kind = kind;
    }

    /** The user namespace whose capabilities hold over it; of a user namespace itself the one around it, null for the outermost. */
    public final UserNamespace owner() {
        return owner;
    }

    /** Its CLONE_NEW flag. */
    public final long kind() {
        return kind;
    }

    /** The number it shows: that of its kind if it is a container's first, else {@code next} when it is first asked for. */
    public final long number(boolean first, LongSupplier next) {
        if (number == 0) {
            number = first ? FIRST + place(kind) : FIRST + 16 + next.getAsLong();
        }
        return number;
    }

    private static int place(long kind) {
        long[] kinds = {Clone.CLONE_NEWTIME, Clone.CLONE_NEWCGROUP, Clone.CLONE_NEWPID, Clone.CLONE_NEWUSER, Clone.CLONE_NEWUTS, Clone.CLONE_NEWIPC,
            Clone.CLONE_NEWNET, Clone.CLONE_NEWNS};
        int place = 0;
        while (kinds[place] != kind) {
            place++;
        }
        return place;
    }
}
