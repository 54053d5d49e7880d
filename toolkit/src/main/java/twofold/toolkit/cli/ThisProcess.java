package twofold.toolkit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
