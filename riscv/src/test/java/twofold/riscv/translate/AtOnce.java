package twofold.riscv.translate;

import twofold.riscv.hart.Compiler;
import twofold.riscv.hart.Hart;

/** Everything translated before it runs a few times, until closed: for tests of other packages. */
public final class AtOnce implements AutoCloseable {
    /** Starts translating. */
    public AtOnce(int hot) {
        Translator.atOnce(hot);
    }

    @Override
    public void close() {
        Hart.translateBy(Compiler.NONE);
    }
}
