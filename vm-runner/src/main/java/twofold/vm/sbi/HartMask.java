package twofold.vm.sbi;

import java.util.function.IntConsumer;

/** The harts a call names by a mask and a base (chapter 3.1). */
final class HartMask {
    private HartMask() {
    }

    /** Does something for each hart named; false, with nothing done, if the mask names one that does not exist. */
    static boolean each(int harts, long mask, long base, IntConsumer action) {
        if (base == -1) {
            for (int i = 0; i < harts; i++) {
                action.accept(i);
            }
            return true;
        }
        for (int bit = 0; bit < 64; bit++) {
            if ((mask >>> bit & 1) != 0 && (base < 0 || base >= harts || base + bit >= harts)) {
                return false;
            }
        }
        for (int bit = 0; bit < 64; bit++) {
            if ((mask >>> bit & 1) != 0) {
                action.accept((int) base + bit);
            }
        }
        return true;
    }
}
