package twofold.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class BusyboxTest {
    @TempDir
    Path directory;

    private Guest.Result shell(String script) throws Exception {
        try (Guest guest = new Guest(directory, true).busybox()) {
            return guest.run("sh", "-c", script);
        }
    }

    static List<Arguments> scripts() {
        return List.of(
            Arguments.of("echo a b | tr a-z A-Z | rev", "B A\n"),
            Arguments.of("(exit 3); echo $?", "3\n"),
            Arguments.of("for i in 1 2 3; do echo $i; done | wc -l", "3\n"),
            Arguments.of("sleep 5 & wait; echo waited", "waited\n"),
            Arguments.of("seq 10 | awk '{s+=$1} END {print s}'", "55\n"),
            Arguments.of("echo x > /tmp/f; ln -s f /tmp/l; cat /tmp/l; rm /tmp/f; cat /tmp/l 2>/dev/null || echo dangling", "x\ndangling\n"),
            Arguments.of("mkfifo /tmp/p; (echo thru > /tmp/p) & cat /tmp/p", "thru\n"),
            Arguments.of("trap 'echo trapped' USR1; kill -USR1 $$", "trapped\n"),
            Arguments.of("sh -c 'kill -TERM $$'; echo $?", "143\n"),
            Arguments.of("true | false; echo $?", "1\n"),
            Arguments.of("yes | head -n 1", "y\n"),
            Arguments.of("cat <<X\nhere $((6*7))\nX", "here 42\n"),
            Arguments.of("cd /tmp; mkdir -p a/b; cd a/b; pwd; cd ..; pwd", "/tmp/a/b\n/tmp/a\n"),
            Arguments.of("umask 027; echo > /tmp/m; stat -c %a /tmp/m", "640\n"),
            Arguments.of("touch /tmp/t; chmod 4755 /tmp/t; chown 5:6 /tmp/t; stat -c '%a %u %g' /tmp/t", "755 5 6\n"),
            Arguments.of("find /proc -type f | while read f; do cat $f > /tmp/x; done 2>/dev/null; echo read", "read\n"),
            Arguments.of("uname -s -m", "Linux riscv64\n"),
            Arguments.of("echo $$ $(sh -c 'echo $PPID')", "1 1\n"),
            Arguments.of("readlink /proc/self/exe", "/bin/busybox\n"),
            Arguments.of("test -c /dev/null && test -p /dev/stdout && echo kinds", "kinds\n"),
            Arguments.of("sh -c 'sleep 1; echo late' & kill -STOP $!; sleep 2; echo early; kill -CONT $!; wait", "early\nlate\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void aScriptPrintsWhatItPrintsOnLinux(String script, String expected) throws Exception {
        assertEquals(expected, shell(script).out());
    }

    @Test
    @DisplayName("exit statuses from 0 to 255 come through")
    void statusesComeThrough() throws Exception {
        for (int status : new int[] {0, 1, 127, 255}) {
            assertEquals(status, new Guest(directory.resolve("s" + status), true).busybox().run("sh", "-c", "exit " + status).status());
        }
    }

    @Test
    @DisplayName("binary standard input comes out of gzip and gunzip unchanged")
    void binaryInputIsUnchanged() throws Exception {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        try (Guest guest = new Guest(directory, true).busybox()) {
            Guest.Result result = guest.runWith(bytes, "sh", "-c", "gzip -1 | gunzip");
            assertArrayEquals(bytes, result.out().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    @DisplayName("two runs with a virtual clock print the same and retire the same instructions")
    void virtualRunsAreEqual() throws Exception {
        String script = "date; ls -l /; ps; head -c 8 /dev/urandom | md5sum; (sleep 1; echo a) & (sleep 1; echo b) & wait; ls -l /proc/self/fd";
        Guest.Result first = new Guest(directory.resolve("1"), true).busybox().run("sh", "-c", script);
        Guest.Result second = new Guest(directory.resolve("2"), true).busybox().run("sh", "-c", script);
        assertEquals(first, second);
    }

    @Test
    @DisplayName("standard output and standard error are kept apart")
    void streamsAreApart() throws Exception {
        Guest.Result result = shell("echo out; echo err >&2");
        assertEquals("out\n", result.out());
        assertEquals("err\n", result.err());
        assertTrue(result.instructions() > 0);
    }
}
