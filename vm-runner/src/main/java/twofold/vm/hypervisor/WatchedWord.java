package twofold.vm.hypervisor;

import java.util.function.LongPredicate;
import twofold.riscv.memory.Frames;

/**
 * Eight bytes of guest memory through which a guest says something to who runs it.
 *
 * @param host  their host offset, or 0 for none
 * @param found takes their value whenever it is not zero, and says whether that is the end
 */
record WatchedWord(long host, LongPredicate found) {
    /** Nothing is watched. */
    static final WatchedWord NONE = new WatchedWord(0, value -> false);

    /** Looks at the word; true if the guest is done. */
    boolean saysEnd() {
        long value = host == 0 ? 0 : Frames.getLong(host); // once: harts may write it meanwhile
        return value != 0 && found.test(value);
    }
}
