package twofold.image.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;
import twofold.toolkit.cli.UserError;

class RunOptionsTest {
    @TempDir
    Path directory;

    /** A runner that only remembers what it was asked for. */
    private static final class Runner extends Command {
        private final Run run = new Run();

        Runner() {
            super("runner", "for the test");
            subcommand("run", () -> run);
        }

        @Override
        protected int run() {
            return ExitStatus.USAGE;
        }
    }

    private static final class Run extends Command implements Tool.RunsGuest {
        private final CommonOptions common = CommonOptions.withoutShortVerbose(spec());
        private final RunOptions options = new RunOptions(spec());
        private RunRequest asked;
        private UserError error;

        Run() {
            super("run", "for the test");
        }

        @Override
        protected int run() {
            assertFalse(common.quiet());
            try {
                asked = options.parse();
            } catch (UserError wrong) {
                error = wrong;
                throw wrong;
            }
            return 0;
        }
    }

    private static RunRequest parse(String... words) {
        Runner runner = new Runner();
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(List.of(words));
        assertEquals(0, Tool.run(runner, all.toArray(String[]::new)));
        return runner.run.asked;
    }

    private static String refused(String... words) {
        Runner runner = new Runner();
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(List.of(words));
        int status = Tool.run(runner, all.toArray(String[]::new));
        assertTrue(status == 2 || status == 125, "status " + status);
        return runner.run.error == null ? "" : runner.run.error.getMessage();
    }

    @Test
    void everythingBehindTheImageIsTheGuests() {
        RunRequest asked = parse("-it", "--rm", "-e", "A=1", "-m", "512m", "image:1", "sh", "-c", "echo", "--name", "x", "--", "-v",
                "@/etc/passwd");
        assertEquals("image:1", asked.image());
        assertEquals(List.of("sh", "-c", "echo", "--name", "x", "--", "-v", "@/etc/passwd"), asked.command());
        assertTrue(asked.interactive() && asked.terminal() && asked.remove());
        assertEquals(512L << 20, asked.memoryBytes());
        assertNull(asked.name());
    }

    @Test
    void valuesAreReadAsUsersWriteThem() throws IOException {
        Files.writeString(directory.resolve("env"), "# note\nX=from file\n\nHOME\n");
        RunRequest asked = parse("--env-file", directory + "/env", "-e", "Y=a=b", "-v", directory + ":/data:ro", "-w", "/w", "-u",
                "1000:5", "--timeout",
                "1m30s", "--clock", "virtual", "--seed", "42", "-p", "127.0.0.1:8080:80/udp", "--cpus", "1.5", "--restart", "on-failure:3",
                "i");
        assertEquals(List.of("X=from file", "HOME=" + System.getenv("HOME"), "Y=a=b"), asked.env());
        assertEquals(List.of(new RunRequest.Volume(directory, "/data", true)), asked.volumes());
        assertEquals(90_000_000_000L, asked.timeoutNanos());
        assertTrue(asked.virtualClock());
        assertEquals(42L, asked.seed());
        assertEquals(List.of(new RunRequest.Port("127.0.0.1", 8080, 80, "udp")), asked.ports());
        assertEquals(1.5, asked.cpus());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-m=lots", "--timeout=never", "--clock=sundial", "--seed=x", "-w=relative", "-p=99999:1", "--cpus=0",
            "--restart=sometimes",
        "--hostname=a b", "-v=.name:/x", "-v=/:x", "--tmpfs=x", "-e=", "--platform=linux/amd64", "--no-such-option"})
    void whatMakesNoSenseIsRefused(String option) {
        refused(option, "image");
    }

    @Test
    void anImageIsNeeded() {
        refused();
    }

    /** Prints its arguments as the run command would hand them to a guest. */
    public static void main(String[] args) {
        for (String each : new RawWords().tail(List.of(args))) {
            byte[] bytes = each.getBytes(StandardCharsets.ISO_8859_1);
            System.out.write(bytes, 0, bytes.length);
            System.out.write('\n');
        }
        System.out.flush();
    }

    @Test
    void argumentsWithEveryByteValueArriveExactly() throws Exception {
        StringBuilder octal = new StringBuilder();
        byte[] every = new byte[254];
        for (int i = 0, value = 1; value < 256; value++) {
            if (value != '\n') {
                every[i++] = (byte) value;
                octal.append(String.format("\\%03o", value));
            }
        }
        for (String locale : List.of("C", "C.UTF-8")) {
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "exec \"$0\" -cp \"$1\" " + RunOptionsTest.class.getName()
                    + " plain \"$(printf '" + octal + "')\"", java, System.getProperty("java.class.path"));
            builder.environment().put("LC_ALL", locale);
            Process process = builder.start();
            try (InputStream out = process.getInputStream()) {
                byte[] printed = out.readAllBytes();
                byte[] expected = new byte[6 + 255];
                System.arraycopy("plain\n".getBytes(StandardCharsets.US_ASCII), 0, expected, 0, 6);
                System.arraycopy(every, 0, expected, 6, 254);
                expected[260] = '\n';
                org.junit.jupiter.api.Assertions.assertArrayEquals(expected, printed, locale);
            }
        }
    }

    @Test
    void wordsThatDoNotMatchAreEncoded() {
        RawWords raw = new RawWords(List.of("java", "other"));
        assertEquals(List.of("\u00c3\u00a9"), raw.tail(List.of("é")));
        assertEquals(Map.of(), Map.of());
    }
}
