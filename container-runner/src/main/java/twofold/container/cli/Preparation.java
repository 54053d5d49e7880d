package twofold.container.cli;

import java.io.IOException;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.riscv.hart.Hart;
import twofold.riscv.memory.Frames;
import twofold.toolkit.cli.UserError;

/**
 * What a run will need in a moment, made ready on another thread while the command goes on. Whoever needs it sooner waits for it as for any
 * class or layer; what fails here fails again there, and is told there.
 */
final class Preparation {
    private Preparation() {
    }

    /** Guest memory and the interpreter. */
    static void ofMachine() {
        start(() -> {
            Frames.total();
            Hart.prepare();
        });
    }

    /** An image's layers. */
    static void of(Store store, Image image) {
        start(() -> {
            try {
                store.layers(image);
            } catch (IOException | UserError toldLater) {
                // By whoever opens the instance's files
            }
        });
    }

    private static void start(Runnable work) {
        Thread.ofPlatform().daemon().name("preparation").start(work);
    }
}
