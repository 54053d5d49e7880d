package twofold.vm.device;

/** A level-triggered interrupt line. */
@FunctionalInterface
public interface InterruptLine {
    /** Asserts or releases the line. */
    void set(boolean asserted);
}
