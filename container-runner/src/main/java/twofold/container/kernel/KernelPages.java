package twofold.container.kernel;

import twofold.container.mm.Mappable;
import twofold.container.mm.Mm;

/** A few pages of the kernel's own that programs map and cannot change for each other. */
class KernelPages implements Mappable {
    private final int[] frames;

    KernelPages(int... frames) {
        this.frames = frames;
    }

    @Override
    public int frame(long page) {
        return page >= 0 && page < frames.length ? frames[(int) page] : -1;
    }

    @Override
    public boolean holds(long page, int frame) {
        return page >= 0 && page < frames.length && frames[(int) page] == frame;
    }

    @Override
    public void dirty(long page) {
        throw new IllegalStateException("they are not mapped shared");
    }

    @Override
    public void mapped(Mm mm) {
        // They stay as long as the kernel
    }

    @Override
    public void unmapped(Mm mm) {
        // They stay as long as the kernel
    }

    @Override
    public void writeBack() {
        // There is no file behind them
    }

    @Override
    public long device() {
        return 0;
    }

    @Override
    public long number() {
        return 0;
    }

    @Override
    public String path() {
        return "";
    }
}
