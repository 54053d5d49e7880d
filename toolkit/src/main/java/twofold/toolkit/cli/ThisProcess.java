package twofold.toolkit.cli;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The host's process that a tool runs in. */
public final class ThisProcess {
    private ThisProcess() {
    }

    /** Its number. From proc(5) where there is one, because the JDK's class for it starts a pool of threads. */
    public static long pid() {
        try {
            return Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
        } catch (IOException | NumberFormatException noProc) {
            return ProcessHandle.current().pid();
        }
    }

    /**
     * Puts another program in this process's place, execv(3), with the words that followed the main class behind the ones given. Returns only where that cannot be done: the
     * platform has no call for it, so it is the C library's.
     *
     * @param program  the file to run and the words before ours, the first of them an absolute path
     * @param mainClass what stood before our words on the command line
     */
    @SuppressWarnings("restricted") // the launcher allows native access
    public static void become(List<String> program, Class<?> mainClass) {
        try (Arena arena = Arena.ofConfined()) {
            List<byte[]> words = new ArrayList<>();
            program.forEach(word -> words.add(word.getBytes(StandardCharsets.UTF_8)));
            words.addAll(wordsBehind(mainClass.getName()));
            MemorySegment vector = arena.allocate(ADDRESS, words.size() + 1L);
            for (int i = 0; i < words.size(); i++) {
                MemorySegment text = arena.allocate(words.get(i).length + 1L);
                MemorySegment.copy(words.get(i), 0, text, JAVA_BYTE, 0, words.get(i).length);
                vector.setAtIndex(ADDRESS, i, text);
            }
            Linker linker = Linker.nativeLinker();
            linker.downcallHandle(linker.defaultLookup().findOrThrow("execv"), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS))
                    .invokeWithArguments(vector.get(ADDRESS, 0), vector);
        } catch (Throwable notHere) {
            // It goes on as it is
        }
    }

    /** This process's words behind one of them, as bytes (proc_pid_cmdline(5)). */
    private static List<byte[]> wordsBehind(String before) throws IOException {
        String all = new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), StandardCharsets.ISO_8859_1);
        int from = all.indexOf('\0' + before + '\0');
        if (from < 0) {
            throw new IOException("started in another way");
        }
        List<byte[]> words = new ArrayList<>();
        int at = from + before.length() + 2;
        for (int end = all.indexOf('\0', at); end >= 0; end = all.indexOf('\0', at)) {
            words.add(all.substring(at, end).getBytes(StandardCharsets.ISO_8859_1));
            at = end + 1;
        }
        return words;
    }

    /** Its resident memory in bytes at its highest (proc_pid_status(5), VmHWM), or null where the host does not say. */
    public static Long mostResident() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
        } catch (IOException notSaid) {
            return null;
        }
        return null;
    }
}
