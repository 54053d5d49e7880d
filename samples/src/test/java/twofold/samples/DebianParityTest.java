package twofold.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same busybox image under the stock Debian kernel and under ours: what a script prints, and how it ends, must be the same.
 * {@code -Dtwofold.mebibytes=64} makes the test of large input long.
 */
class DebianParityTest {
    private static final Path FIRMWARE = Path.of("/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.elf");
    private static final Path BOOT_LOADER = Path.of("/usr/lib/u-boot/qemu-riscv64/uboot.elf");

    @TempDir
    static Path folder;
    private static Tools tools;
    private static boolean made;

    @BeforeAll
    static void makeTheImages() throws IOException {
        tools = new Tools(folder.resolve("store"), Files.createDirectories(folder.resolve("files")));
        Tools.Done done = tools.command(new File("/dev/null"), Tools.PROJECT.resolve("samples/debian"),
                List.of("make", "BUILD=" + folder.resolve("debian")));
        made = done.status() == 0;
        if (!made) {
            System.out.println("no Debian images: " + done.err().lines().reduce((a, b) -> b).orElse(""));
        }
    }

    private static Tools.Done machine(File stdin, String... words) {
        return tools.run(stdin, "vm-runner", words(new String[] {"run", "--rm", "-i", "--kernel", "debian-kernel"}, words));
    }

    private static Tools.Done container(File stdin, String... words) {
        return tools.run(stdin, "container-runner", words(new String[] {"run", "--rm", "-i"}, words));
    }

    private static String[] words(String[] first, String[] more) {
        String[] all = new String[first.length + more.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    private static void sameBothWays(File stdin, String... words) {
        Tools.Done vm = machine(stdin, words);
        Tools.Done container = container(stdin, words);
        assertEquals(vm.out(), container.out());
        assertEquals(vm.err(), container.err());
        assertEquals(vm.status(), container.status());
    }

    @Test
    void aLongScriptPrintsTheSame() {
        assumeTrue(made, "needs Debian riscv64 packages");
        sameBothWays(new File("/dev/null"), "-e", "GREETING=hello there", "-w", "/tmp", "--hostname", "both", "busybox", "sh", "-c", """
                echo "$GREETING" $(hostname) $(pwd) $# "$0"; env | sort
                echo one two | wc -w; (echo a; echo b >&2) 2>&1 | sort; for i in 1 2 3; do echo $i; done | tac
                mkdir -p d/e; echo x > d/e/f; ln -s f d/e/l; ln d/e/f d/e/h; chmod 640 d/e/f; chown 12:34 d/e/f
                touch -d '2020-01-02 03:04:05' d/e/f d/e d; find d | sort
                stat -c '%n %a %h %s %Y %u:%g %F' d/e/f d/e/h d/e d; readlink d/e/l
                tar cf t.tar d/e/f; tar tvf t.tar; gzip -c t.tar | gunzip | md5sum; rm -r d; ls
                yes | head -100000 | md5sum; seq 1 1000 | awk '{s+=$1} END {print s}'; dd if=/dev/zero bs=1k count=100 2>/dev/null | md5sum
                sed 's/root/toor/' /etc/passwd; grep -c : /etc/passwd; sort -r /etc/passwd; id; umask; ls /
                grep -E '^(Name|State|Uid|Gid)' /proc/self/status; uname -sm; echo $$
                sh -c 'exit 3'; echo $?; sh -c 'kill -TERM $$'; echo $?; sh -c 'kill -SEGV $$' 2>/dev/null; echo $?
                trap 'echo usr1' USR1; kill -USR1 $$; sleep 0; nosuch; echo $?; /etc/passwd; echo $?
                mkfifo p; (echo by fifo > p &); cat p; rm p; sleep 0.05 & wait; echo $?; read x < /dev/null; echo $?; test -t 0; echo $?
                f() { local i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done; echo $i; }; f; expr 6 '*' 7; cmp /bin/busybox /bin/sh && echo same
                exit 42
                """);
    }

    /** Numbers for guests and scripts have the digits that they expect, whatever the user's language: with the virtual clock all of them are the same. */
    @Test
    void numbersAreTheSameInEveryLanguage() {
        assumeTrue(made, "needs Debian riscv64 packages");
        String script = "cat /proc/self/stat /proc/self/maps /proc/meminfo /proc/stat /proc/uptime /sys/fs/cgroup/cpu.stat; mount; df /; ls -ln /proc/self/fd/; exit 5";
        String container = Tools.PROJECT.resolve("dist/bin/container-runner").toString();
        List<String> command = List.of(container, "run", "--rm", "--clock", "virtual", "--name", "same", "--hostname", "same", "busybox", "sh", "-c", script);
        Tools.Done plain = tools.command(new File("/dev/null"), folder, command);
        List<String> arabic = new ArrayList<>(List.of("env", "JAVA_TOOL_OPTIONS=-Duser.language=ar -Duser.country=EG"));
        arabic.addAll(command);
        Tools.Done done = tools.command(new File("/dev/null"), folder, arabic);
        assertEquals(plain.out(), done.out());
        assertEquals(5, done.status());
        assertTrue(plain.out().lines().count() > 60, plain.out());
    }

    /** Debian's OpenSBI in the hypervisor's place: the kernel is the same, and so is what a program sees of it. */
    @Test
    void firmwareBootsTheSameKernel() {
        assumeTrue(made, "needs Debian riscv64 packages");
        assumeTrue(Files.exists(FIRMWARE), "needs the package opensbi");
        Tools.Done done = machine(new File("/dev/null"), "--firmware", FIRMWARE.toString(), "--cpus", "2", "busybox", "sh", "-c",
            "dmesg | grep -c 'SBI implementation ID=0x1 '; nproc; uname -m; exit 5");
        assertEquals("1\n2\nriscv64\n", done.out(), done.err());
        assertEquals(5, done.status());
    }

    /** U-Boot as the only program of a machine, driven over its serial line. */
    @Test
    void aBootLoaderTakesCommands() throws IOException {
        assumeTrue(Files.exists(BOOT_LOADER), "needs the package u-boot-qemu");
        File commands = Files.writeString(folder.resolve("commands"), "\n".repeat(16) + "version\npoweroff\n").toFile();
        Tools.Done done = tools.run(commands, "vm-runner", "run", "-i", "--clock", "virtual", "--bare", BOOT_LOADER.toString());
        assertTrue(done.out().contains("=> version\r\nU-Boot 20"), done.out());
        assertTrue(done.out().contains("poweroff ..."), done.out());
        assertEquals(0, done.status());
    }

    @Test
    void everyStatusArrivesAndSoDoesEveryByteOfAnArgument() throws IOException {
        assumeTrue(made, "needs Debian riscv64 packages");
        StringBuilder every = new StringBuilder();
        for (int i = 1; i < 256; i++) {
            every.append(String.format("\\%03o", i));
        }
        File script = folder.resolve("bytes.sh").toFile();
        for (String runner : new String[] {"vm-runner --kernel debian-kernel", "container-runner"}) {
            String[] parts = runner.split(" ", 2);
            String options = parts.length > 1 ? parts[1] : "";
            Files.writeString(script.toPath(), "x=$(printf '" + every + "'; echo .); " + Tools.PROJECT.resolve("dist/bin").resolve(parts[0])
                    + " run --rm " + options + " busybox sh -c 'printf %s \"$1\" | md5sum; exit 255' sh \"${x%.}\"\n");
            Tools.Done done = tools.command(new File("/dev/null"), folder, List.of("sh", script.toString()));
            byte[] expected = new byte[255];
            for (int i = 1; i < 256; i++) {
                expected[i - 1] = (byte) i;
            }
            assertEquals(md5(expected) + "  -\n", done.out(), runner + done.err());
            assertEquals(255, done.status(), runner);
        }
    }

    @Test
    void deathBySignalIs128AndTheSignal() {
        assumeTrue(made, "needs Debian riscv64 packages");
        for (String[] each : new String[][] {{"busybox", "sh", "-c", "ulimit -c 0; exec /bin/busybox kill -9 1; echo alive"},
            {"busybox", "nosuchcommand"}, {"busybox", "/etc/passwd"}}) {
            Tools.Done vm = machine(new File("/dev/null"), each);
            Tools.Done container = container(new File("/dev/null"), each);
            assertEquals(vm.status(), container.status(), String.join(" ", each));
            assertArrayEquals(vm.stdout(), container.stdout());
        }
    }

    @Test
    void manyMebibytesGoThroughUnchanged() throws IOException {
        assumeTrue(made, "needs Debian riscv64 packages");
        byte[] bytes = new byte[Integer.getInteger("twofold.mebibytes", 4) << 20];
        new Random(7).nextBytes(bytes);
        Path big = folder.resolve("big");
        Files.write(big, bytes);
        String expected = md5(bytes) + "  -\n";
        String[] words = {"busybox", "sh", "-c", "gzip -9 | gunzip | md5sum"};
        assertEquals(expected, container(big.toFile(), words).out());
        assertEquals(expected, machine(big.toFile(), words).out());
        Files.delete(big);
    }

    @Test
    void theKernelsDifferAndTheProcessorIsTheSame() {
        assumeTrue(made, "needs Debian riscv64 packages");
        String[] words = {"busybox", "sh", "-c", "uname -r; grep isa /proc/cpuinfo"};
        String[] vm = machine(new File("/dev/null"), words).out().split("\n", 2);
        String[] container = container(new File("/dev/null"), words).out().split("\n", 2);
        assertTrue(vm[0].startsWith("6.12"), vm[0]);
        assertNotEquals(vm[0], container[0]);
        assertEquals(vm[1], container[1]);
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
