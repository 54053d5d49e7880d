package twofold.container.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import twofold.toolkit.cli.UserError;

/**
 * A pseudo-terminal of the host (pty(7)) whose master side goes to an engine over its console socket (runc's {@code --console-socket}:
 * one message with the descriptor in SCM_RIGHTS, unix(7)). The platform has no call for either, so these are the C library's.
 */
final class HostPty {
    private static final int O_RDWR_NOCTTY = 0402;
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int LONGEST_PATH = 107;
    private static final int ADDRESS_BYTES = 110;
    private static final int NAME_BYTES = 128;

    private HostPty() {
    }

    /** Makes a pseudo-terminal, sends its master side to the socket, and returns the path of the other side. */
    static Path send(Path socket) throws IOException {
        byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
        if (path.length > LONGEST_PATH) {
            throw new UserError("the console socket's path is longer than a socket's may be: " + socket);
        }
        try (Arena arena = Arena.ofConfined()) {
            int master = checked("posix_openpt", (int) call("posix_openpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT), O_RDWR_NOCTTY));
            try {
                FunctionDescriptor ofOne = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
                checked("grantpt", (int) call("grantpt", ofOne, master));
                checked("unlockpt", (int) call("unlockpt", ofOne, master));
                MemorySegment name = arena.allocate(NAME_BYTES);
                checked("ptsname", -(int) call("ptsname_r", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG), master, name,
                        (long) NAME_BYTES));
                hand(arena, path, master, name.getString(0));
                return Path.of(name.getString(0));
            } finally {
                call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), master);
            }
        }
    }

    private static void hand(Arena arena, byte[] path, int descriptor, String name) throws IOException {
        int socket = checked("socket", (int) call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), AF_UNIX, SOCK_STREAM, 0));
        try {
            MemorySegment address = arena.allocate(ADDRESS_BYTES, 8);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
            checked("connecting to the console socket", (int) call("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT), socket,
                    address, 2 + path.length + 1));
            long sent = (long) call("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT), socket,
                    message(arena, descriptor, name), 0);
            checked("sending to the console socket", (int) sent);
        } finally {
            call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), socket);
        }
    }

    /** struct msghdr with the name as its bytes and the descriptor beside, as 64-bit Linux lays it out. */
    private static MemorySegment message(Arena arena, int descriptor, String name) {
        MemorySegment text = arena.allocateFrom(name);
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ADDRESS, 0, text);
        vector.set(JAVA_LONG, 8, name.length());
        MemorySegment control = arena.allocate(24, 8);
        control.set(JAVA_LONG, 0, 20);
        control.set(JAVA_INT, 8, SOL_SOCKET);
        control.set(JAVA_INT, 12, SCM_RIGHTS);
        control.set(JAVA_INT, 16, descriptor);
        MemorySegment message = arena.allocate(56, 8);
        message.set(ADDRESS, 16, vector);
        message.set(JAVA_LONG, 24, 1);
        message.set(ADDRESS, 32, control);
        message.set(JAVA_LONG, 40, 24);
        return message;
    }

    private static int checked(String what, int result) throws IOException {
        if (result < 0) {
            throw new IOException(what + " failed");
        }
        return result;
    }

    @SuppressWarnings("restricted") // the launcher allows native access
    private static Object call(String function, FunctionDescriptor type, Object... arguments) throws IOException {
        Linker linker = Linker.nativeLinker();
        try {
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), type).invokeWithArguments(arguments);
        } catch (Throwable failed) {
            throw new IOException(function + " cannot be called on this host", failed);
        }
    }
}
