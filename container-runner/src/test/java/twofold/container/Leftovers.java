package twofold.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ends whatever the tests of a class have started, also when they fail or take too long: background kernels, an OCI runtime's processes. They are known by
 * the class's static {@code directory}, which they have in their command line or their environment (proc(5)).
 */
final class Leftovers implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        var field = context.getRequiredTestClass().getDeclaredField("directory");
        field.setAccessible(true);
        end((Path) field.get(null));
    }

    private static void end(Path directory) {
        for (int round = 0; round < 100; round++) { // what one of them started meanwhile ends in the next
            List<ProcessHandle> left = ProcessHandle.allProcesses().filter(each -> each.pid() != ProcessHandle.current().pid() && names(each, directory)).toList();
            if (left.isEmpty()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(each -> each.onExit().join());
        }
        throw new IllegalStateException("there are always new processes of " + directory);
    }

    private static boolean names(ProcessHandle process, Path directory) {
        String text = directory.toString();
        return read(process, "cmdline").contains(text) || read(process, "environ").contains(text);
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), file)), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrNotOurs) {
            return "";
        }
    }
}
