package twofold.container.fs.pipe;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EPIPE;

import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** From pipe to pipe buffers go whole, splice(2), so that packets stay packets; a part of one, and what tee(2) leaves where it is, has a buffer of its own. */
public final class Passing {
    private Passing() {
    }

    /**
     * Passes bytes on. EPIPE if nobody reads them.
     *
     * @param most   how many at most
     * @param leaves whether they stay in the first pipe too
     * @return how many, 0 at the end, -EAGAIN if there are none yet or no buffer is free
     */
    public static int pass(File in, File out, long most, boolean leaves) {
        Pipe from = Pipe.of(in);
        Pipe to = Pipe.of(out);
        if (from.used == 0 && from.writers > 0) {
            return -EAGAIN;
        }
        if (to.readers == 0) {
            throw FileError.of(EPIPE);
        }
        if (Pipe.free(out) == 0) {
            return -EAGAIN;
        }
        int passed = 0;
        int next = 0;
        while (passed < most && next < from.used && Pipe.free(out) > 0) {
            PipeBuffer each = from.at(next);
            int part = (int) Math.min(most - passed, each.length());
            passed += part;
            to.add(leaves ? each.part(part) : from.remove(part));
            next += leaves ? 1 : 0;
        }
        to.wakeReaders();
        from.wakeWriters();
        return passed;
    }
}
