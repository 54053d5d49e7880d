package twofold.vm.hypervisor;

import java.util.function.LongConsumer;
import twofold.riscv.memory.Frames;

/**
 * Eight bytes of guest memory through which a guest says something to who runs it.
 *
 * @param host  their host offset, or 0 for none
 * @param found takes their value whenever it is not zero, and sets it to zero unless that is the end
 */
record WatchedWord(long host, LongConsumer found) {
    /** Nothing is watched. */
    static final WatchedWord NONE = new WatchedWord(0, value -> { });

    /** Looks at the word; true if the guest is done. */
    boolean saysEnd() {
        if (host == 0 || Frames.getLong(host) == 0) {
            return false;
        }
        found.accept(Frames.getLong(host));
        return Frames.getLong(host) != 0;
    }
}
