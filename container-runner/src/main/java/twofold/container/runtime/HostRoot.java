package twofold.container.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import twofold.toolkit.cli.UserError;

/**
 * A mount namespace for the process that stands for a container, whose root is the container's root file system (mount_namespaces(7), pivot_root(2)): engines that enter the
 * namespaces of a container's process, as {@code podman cp} does, find the container's files there, and not the host's. The process itself keeps the host's root.
 */
final class HostRoot {
    private static final Path UNSHARE = Path.of("/usr/bin/unshare");
    private static final int CAP_SYS_ADMIN = 21;
    private static final long MS_BIND_REC = 0x5000;
    /** By the machine the host is: asm/unistd.h. */
    private static final long PIVOT_ROOT = System.getProperty("os.arch").equals("amd64") ? 155 : 41;

    private HostRoot() {
    }

    /** The words in front of a command that is to have a mount namespace of its own; none where that cannot be. */
    static List<String> words() {
        try {
            String status = Files.readString(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1);
            int at = status.indexOf("\nCapEff:\t") + 9;
            boolean may = (Long.parseUnsignedLong(status.substring(at, status.indexOf('\n', at)), 16) >>> CAP_SYS_ADMIN & 1) != 0;
            return may && Files.isExecutable(UNSHARE) ? List.of(UNSHARE.toString(), "--mount", "--propagation", "slave") : List.of();
        } catch (IOException | RuntimeException unknown) {
            return List.of();
        }
    }

    /** The host's root goes to where proc(5) is for the container, a directory that runtimes make if it is not there. */
    private static boolean hasProc(Path rootfs) {
        Path proc = rootfs.resolve("proc");
        try {
            if (!Files.exists(proc, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(proc);
            }
            return Files.isDirectory(proc, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException readOnly) {
            return false;
        }
    }

    /** Makes a directory the root of this process's mount namespace, which is its own. Where that cannot be, nothing has changed. */
    @SuppressWarnings("restricted") // the launcher allows native access
    static void enter(Path rootfs) {
        if (!hasProc(rootfs)) {
            return;
        }
        String here = Path.of("").toAbsolutePath().toString();
        Linker linker = Linker.nativeLinker();
        boolean moved = false;
        try (Arena arena = Arena.ofConfined()) {
            var mount = linker.downcallHandle(linker.defaultLookup().findOrThrow("mount"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
            var call = linker.downcallHandle(linker.defaultLookup().findOrThrow("syscall"), FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS));
            var chroot = linker.downcallHandle(linker.defaultLookup().findOrThrow("chroot"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
            var chdir = linker.downcallHandle(linker.defaultLookup().findOrThrow("chdir"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
            MemorySegment root = arena.allocateFrom(rootfs.toRealPath().toString());
            MemorySegment old = arena.allocateFrom(rootfs.toRealPath().resolve("proc").toString());
            MemorySegment back = arena.allocateFrom("/proc");
            MemorySegment before = arena.allocateFrom(here);
            if ((int) mount.invokeExact(root, root, MemorySegment.NULL, MS_BIND_REC, MemorySegment.NULL) != 0 || (long) call.invokeExact(PIVOT_ROOT, root, old) != 0) {
                return;
            }
            moved = true;
            if ((int) chroot.invokeExact(back) == 0 && (int) chdir.invokeExact(before) == 0) {
                moved = false;
            }
        } catch (Throwable notHere) {
            // What has been done says whether that matters
        }
        if (moved) {
            throw new UserError("the container's process cannot get back to the host's root directory");
        }
    }
}
