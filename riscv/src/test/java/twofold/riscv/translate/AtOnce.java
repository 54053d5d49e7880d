package twofold.riscv.translate;

import twofold.riscv.hart.Compiler;
import twofold.riscv.hart.Hart;

/** Everything translated before it runs a few times, until closed: for tests of other packages. */
public final class AtOnce implements AutoCloseable {
    private final Translator translator;

    /** Starts translating. */
    public AtOnce(int hot) {
        translator = Translator.atOnce(hot);
    }

    /** How many regions were made. */
    public long regions() {
        return translator.regions();
    }

    @Override
    public void close() {
        Hart.translateBy(Compiler.NONE);
    }
}
