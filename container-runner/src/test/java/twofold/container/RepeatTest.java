package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** With a virtual clock and a seed all of a run repeats: what a program prints that races, forks, waits for timers and is limited, and the metrics. */
@Timeout(300)
@ExtendWith(Leftovers.class)
class RepeatTest {
    @TempDir
    static Path directory;

    @Test
    @DisplayName("two runs give the same output and the same metrics, also by the interpreter alone; another seed gives others")
    void runsRepeat() throws Exception {
        Tools tools = Tools.withBusybox(directory);
        Guest.program(directory, "busy", "-pthread");
        String first = run(tools, "3");
        assertTrue(first.contains("port ") && first.contains("\"exit_status\" : 0"), first);
        assertEquals(first, run(tools, "3"));
        assertEquals(first, run(tools, "3", "--engine", "interpreter"));
        assertNotEquals(first, run(tools, "4"));
    }

    private static String run(Tools tools, String seed, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("run", "--rm", "--clock", "virtual", "--seed", seed, "--metrics", "metrics.json", "-m", "9m", "--memory-swap", "64m",
                "--cpus", "0.7", "--device-write-bps", "/:64k", "-v", directory.resolve("busy") + ":/busy:ro"));
        words.addAll(List.of(options));
        words.addAll(List.of("busybox", "sh", "-c", "/busy; dd if=/dev/zero of=/tmp/x bs=16k count=8 2>/dev/null; cat /proc/uptime /sys/fs/cgroup/cpu.stat "
                + "/sys/fs/cgroup/memory.stat /sys/fs/cgroup/memory.events"));
        Tools.Result result = tools.runner(words.toArray(new String[0]));
        return result.out() + result.err() + Files.readString(directory.resolve("metrics.json")).replaceAll("\"host_rss_bytes\".*", "");
    }
}
