package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits of containers, and what cgroup2 tells of them. */
@Timeout(120)
class LimitsTest {
    @TempDir
    static Path directory;
    private static Tools tools;

    @BeforeAll
    static void makeImage() throws Exception {
        tools = Tools.withBusybox(directory);
    }

    @AfterEach
    void removeAll() throws Exception {
        tools.runner("rm", "-f", "light");
        tools.runner("rm", "-f", "heavy");
    }

    private static long number(String text, String name) {
        Matcher found = Pattern.compile("(?m)^" + name + " (\\d+)$").matcher(text);
        assertTrue(found.find(), () -> name + " is missing in " + text);
        return Long.parseLong(found.group(1));
    }

    @Test
    @DisplayName("a program that uses up the container's memory is killed, which is counted, and for process 1 it is status 137")
    void memoryIsLimited() throws Exception {
        Tools.Result inside = tools.runner("run", "--rm", "-m", "16m", "busybox", "sh", "-c", "tail /dev/zero; echo $?; cd /sys/fs/cgroup; cat memory.max memory.events");
        assertTrue(inside.out().startsWith("137\n16777216\n"), inside::toString);
        assertEquals(1, number(inside.out(), "oom_kill"));
        Tools.Result first = tools.runner("run", "-d", "--name", "heavy", "-m", "16m", "busybox", "tail", "/dev/zero");
        assertEquals(0, first.status(), first.err());
        assertEquals("137\n", tools.runner("wait", "heavy").out());
        assertTrue(tools.runner("inspect", "heavy").out().contains("\"oom_killed\" : true"));
    }

    @Test
    @DisplayName("more tasks than --pids-limit are refused and counted")
    void tasksAreLimited() throws Exception {
        Tools.Result result = tools.runner("run", "--rm", "--pids-limit", "8", "busybox", "sh", "-c",
                "(for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1 & done) 2>/dev/null; cd /sys/fs/cgroup; cat pids.max pids.events");
        assertTrue(result.out().startsWith("8\n"), result::toString);
        assertTrue(number(result.out(), "max") > 0, result::toString);
    }

    @Test
    @DisplayName("--cpus keeps a container from running for the rest of each period")
    void cpuIsLimited() throws Exception {
        Tools.Result result = tools.runner("run", "--rm", "--cpus", "0.2", "busybox", "sh", "-c",
                "i=0; while test $i -lt 4000; do i=$((i+1)); done; cd /sys/fs/cgroup; cat cpu.max cpu.stat");
        assertTrue(result.out().startsWith("20000 100000\n"), result::toString);
        assertTrue(number(result.out(), "nr_throttled") > 0, result::toString);
        assertTrue(number(result.out(), "throttled_usec") > 0, result::toString);
    }

    @Test
    @DisplayName("containers that are always busy share the processor by their weights")
    void weightsShare() throws Exception {
        String[][] both = {{"light", "100"}, {"heavy", "400"}};
        for (String[] each : both) {
            assertEquals(0, tools.runner("run", "-d", "--name", each[0], "--cpu-weight", each[1], "busybox", "sh", "-c",
                    "until test -e /go; do sleep 0.05; done; while true; do i=$((i+1)); done").status());
        }
        for (String[] each : both) {
            assertEquals(0, tools.runner("exec", "-d", each[0], "touch", "/go").status());
        }
        long[] before = new long[2];
        long[] after = new long[2];
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 2; i++) {
                String stat = tools.runner("exec", both[i][0], "cat", "/sys/fs/cgroup/cpu.stat").out();
                (round == 0 ? before : after)[i] = number(stat, "usage_usec");
            }
            Thread.sleep(round == 0 ? 5000 : 0);
        }
        double ratio = (double) (after[1] - before[1]) / (after[0] - before[0]);
        assertTrue(ratio > 2.2 && ratio < 7, () -> "the heavier one got " + ratio + " times as much");
    }
}
