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
}
