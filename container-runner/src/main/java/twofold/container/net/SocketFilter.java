package twofold.container.net;

import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.EPERM;

import java.nio.ByteBuffer;
import twofold.container.bpf.Program;
import twofold.image.overlay.FileError;

/** The program that says which of what a socket would receive it receives, SO_ATTACH_FILTER of socket(7). */
public final class SocketFilter {
    private Program program;
    private boolean locked;

    void inherit(SocketFilter listener) {
        program = listener.program;
        locked = listener.locked;
    }

    /** SO_LOCK_FILTER: whether it stays as it is. EPERM for who would change that back. */
    void lock(boolean value) {
        if (locked && !value) {
            throw FileError.of(EPERM);
        }
        locked = value;
    }

    boolean isLocked() {
        return locked;
    }

    /** SO_DETACH_FILTER; ENOENT if there is none. */
    void detach() {
        if (program == null && !locked) {
            throw FileError.of(ENOENT);
        }
        attach(null);
    }

    /** SO_ATTACH_FILTER: what is received is looked at by a program; null ends that. EPERM if that was ruled out. */
    public void attach(Program program) {
        if (locked) {
            throw FileError.of(EPERM);
        }
        this.program = program;
    }

    /** The program that looks at what is received, or null. */
    public Program program() {
        return program;
    }

    /** How many bytes of something received the filter lets pass, 0 for none of it. */
    int admits(Program.Input received) {
        int passed = program == null ? -1 : program.run(received);
        return passed < 0 ? Integer.MAX_VALUE : passed;
    }

    /** Whether the filter lets a message pass; what it would cut off stays. */
    boolean admits(ByteBuffer received) {
        if (program == null) {
            return true;
        }
        byte[] bytes = new byte[received.remaining()];
        received.get(received.position(), bytes);
        return program.run(FrameInput.of(bytes)) != 0;
    }
}
