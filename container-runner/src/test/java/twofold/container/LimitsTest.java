package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Limits of containers, and what cgroup2 tells of them. */
@Timeout(120)
@ExtendWith(Leftovers.class)
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
    @DisplayName("memory beyond the limit goes to the swap space of --memory-swap and comes back as it was, private and shared, also after fork")
    void memoryIsSwapped() throws Exception {
        String volume = Guest.program(directory, "swap") + ":/swap:ro";
        for (String shared : new String[] {"", " shared"}) {
            Tools.Result result = tools.runner("run", "--rm", "-m", "16m", "--memory-swap", "128m", "-v", volume, "busybox", "sh", "-c", "/swap 24" + shared
                    + "; cd /sys/fs/cgroup; cat memory.max memory.swap.max memory.stat memory.events; free -k | tail -n 1; tail -n 1 /proc/swaps");
            assertTrue(result.out().startsWith("wrong 0, of the child 0\n16777216\n117440512\n"), result::toString);
            assertTrue(number(result.out(), "pswpout") > 2000 && number(result.out(), "pswpin") > 2000, result::toString);
            assertEquals(0, number(result.out(), "oom_kill"));
            assertTrue(result.out().contains("Swap:") && result.out().contains("114688"), result::toString);
        }
        Tools.Result small = tools.runner("run", "--rm", "-m", "16m", "--memory-swap", "24m", "-v", volume, "busybox", "/swap", "48");
        assertEquals(137, small.status(), small::toString);
        Tools.Result none = tools.runner("run", "--rm", "-m", "16m", "--memory-swap", "8m", "busybox", "true");
        assertEquals(2, none.status());
    }

    @Test
    @DisplayName("swapping repeats exactly with a virtual clock, whatever the engine")
    void swappingRepeats() throws Exception {
        String volume = Guest.program(directory, "swap") + ":/swap:ro";
        List<String> outputs = new ArrayList<>();
        for (String engine : new String[] {"translated", "translated", "interpreter"}) {
            List<String> words = new ArrayList<>(List.of("run", "--rm", "--clock", "virtual", "--metrics", "swap.json", "-m", "16m", "--memory-swap", "96m", "-v", volume));
            if (engine.equals("interpreter")) {
                words.addAll(List.of("--engine", engine));
            }
            words.addAll(List.of("busybox", "sh", "-c", "/swap 24; cat /sys/fs/cgroup/memory.stat"));
            Tools.Result result = tools.runner(words.toArray(new String[0]));
            outputs.add(result.out() + Files.readString(directory.resolve("swap.json")).replaceAll("\"host_rss_bytes\".*", ""));
        }
        assertEquals(outputs.get(0), outputs.get(1));
        assertEquals(outputs.get(0), outputs.get(2));
    }

    @Test
    @DisplayName("a group of a container's own that passes memory.high is held up and loses pages, one at memory.max alone is killed")
    void groupsInsideAreLimited() throws Exception {
        Tools.Result result = tools.runner("run", "--rm", "-v", Guest.program(directory, "swap") + ":/swap:ro", "busybox", "sh", "-c", """
                cd /sys/fs/cgroup; mkdir init a; echo 1 > init/cgroup.procs; echo $$ > init/cgroup.procs
                echo +memory +pids > cgroup.subtree_control; echo 8m > a/memory.max
                sh -c 'echo $$ > a/cgroup.procs; exec /swap 16'; echo $?; cat a/memory.events; cat memory.max; echo 1 > memory.max; cat a/memory.swap.max
                echo max > a/memory.max; echo 4m > a/memory.high; a=$(cut -d. -f1 /proc/uptime)
                sh -c 'echo $$ > a/cgroup.procs; exec /swap 6' > /dev/null; test $(cut -d. -f1 /proc/uptime) -gt $a && echo slow; tail -n 5 a/memory.events; rmdir a && echo gone""");
        assertTrue(result.out().startsWith("137\n"), result::toString);
        assertEquals(1, number(result.out(), "oom_kill"));
        assertTrue(result.out().contains("max\nmax\n") && result.out().contains("slow\n") && result.out().endsWith("gone\n"), result::toString);
        assertTrue(result.err().contains("not permitted"), result::toString);
    }

    @Test
    @DisplayName("reading and writing are held to --device-read-bps and the like by the container's clock, and counted")
    void devicesAreLimited() throws Exception {
        Tools.Result result = tools.runner("run", "--rm", "--clock", "virtual", "--device-write-bps", "/:1m", "--device-read-iops", "/:10", "busybox", "sh", "-c", """
                dd if=/dev/zero of=/tmp/x bs=256k count=12 2>/dev/null; awk '{print int($1)}' /proc/uptime
                dd if=/tmp/x of=/dev/null bs=64k count=20 2>/dev/null; awk '{print int($1)}' /proc/uptime; cat /sys/fs/cgroup/io.max /sys/fs/cgroup/io.stat""");
        String[] lines = result.out().split("\n");
        assertEquals(3, Long.parseLong(lines[0]), result::toString);
        assertTrue(Long.parseLong(lines[1]) >= 5, result::toString);
        assertTrue(lines[2].matches("0:[0-9]+ rbps=max wbps=1048576 riops=10 wiops=max"), result::toString);
        assertTrue(lines[3].contains(" wbytes=3145728 "), result::toString);
        assertEquals(125, tools.runner("run", "--rm", "--device-write-bps", "/dev/sda:1m", "busybox", "true").status());
    }

    @Test
    @DisplayName("groups of a container's own share the processor by weight, by stride and by lottery, and leave to others what they do not use")
    void groupsInsideShare() throws Exception {
        String script = """
                cd /sys/fs/cgroup; mkdir init a b c; echo 1 > init/cgroup.procs; echo $$ > init/cgroup.procs; echo +cpu > cgroup.subtree_control
                echo 300 > a/cpu.weight; echo 9000 > c/cpu.weight
                for g in a b; do sh -c "echo \\$\\$ > $g/cgroup.procs; while :; do :; done" & done
                sleep 0.2; for g in a b c; do head -n 1 $g/cpu.stat; done; head -n 1 cpu.stat; echo 1 > a/cgroup.kill; echo 1 > b/cgroup.kill""";
        for (String policy : new String[] {"stride", "lottery"}) {
            Tools.Result result = tools.runner("run", "--rm", "--clock", "virtual", "--cpu-policy", policy, "busybox", "sh", "-c", script);
            long[] used = result.out().lines().mapToLong(line -> Long.parseLong(line.split(" ")[1])).toArray();
            double ratio = (double) used[0] / used[1];
            double slack = policy.equals("stride") ? 0.1 : 0.6;
            assertTrue(Math.abs(ratio - 3) < slack, () -> policy + ": " + ratio + " " + result);
            assertEquals(0, used[2]);
            assertTrue(used[3] > 195_000, result::toString);
            assertEquals(result.out(), tools.runner("run", "--rm", "--clock", "virtual", "--cpu-policy", policy, "busybox", "sh", "-c", script).out());
        }
    }

    @Test
    @DisplayName("cpu.max holds nested groups too, and cpu.max.burst lets them save")
    void quotasNest() throws Exception {
        Tools.Result result = tools.runner("run", "--rm", "--clock", "virtual", "busybox", "sh", "-c", """
                cd /sys/fs/cgroup; mkdir init a; echo 1 > init/cgroup.procs; echo $$ > init/cgroup.procs; echo +cpu > cgroup.subtree_control; mkdir a/b
                echo 20000 100000 > a/cpu.max
                sh -c 'echo $$ > a/b/cgroup.procs; while :; do :; done' & sleep 1; cat a/cpu.stat; echo 1 > a/cgroup.kill""");
        long used = number(result.out(), "usage_usec");
        assertTrue(used > 190_000 && used < 225_000, result::toString);
        assertTrue(number(result.out(), "nr_throttled") >= 9 && number(result.out(), "throttled_usec") > 700_000, result::toString);
    }

    @Test
    @DisplayName("update changes limits of a container that runs, and they hold when it is started again")
    void limitsAreUpdated() throws Exception {
        String show = "cd /sys/fs/cgroup; cat memory.max memory.swap.max cpu.max cpu.weight pids.max memory.low | tr '\\n' ' '";
        assertEquals(0, tools.runner("run", "-d", "--name", "heavy", "-m", "64m", "busybox", "sh", "-c", "while :; do sleep 0.1; done").status());
        Tools.Result done = tools.runner("update", "-m", "32m", "--memory-swap", "48m", "--cpus", "0.5", "--cpu-weight", "7", "--pids-limit", "9", "--memory-reservation", "4m", "heavy");
        assertEquals("heavy\n", done.out(), done::toString);
        String expected = "33554432 16777216 50000 100000 7 9 4194304 ";
        assertEquals(expected, tools.runner("exec", "heavy", "sh", "-c", show).out());
        Tools.Result restarted = tools.runner("restart", "-t", "0", "heavy");
        assertEquals(0, restarted.status(), restarted::toString);
        assertEquals(expected, tools.runner("exec", "heavy", "sh", "-c", show).out());
        assertEquals(1, tools.runner("update", "--memory-swap", "8m", "heavy").status());
        assertEquals(2, tools.runner("update", "heavy").status());
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
