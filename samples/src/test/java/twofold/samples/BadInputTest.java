package twofold.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input gets one clear sentence and the right status from every tool, and never a stack trace. */
class BadInputTest {
    private static final List<String> RUNNERS = List.of("vm-runner", "container-runner");

    @TempDir
    Path folder;
    private Tools tools;

    @BeforeEach
    void store() throws IOException {
        tools = new Tools(folder.resolve("store"), Files.createDirectories(folder.resolve("files")));
    }

    private void refused(int status, String part, String tool, String... words) {
        Tools.Done done = tools.run(tool, words);
        assertEquals(status, done.status(), done.err());
        assertTrue(done.err().contains(part), done.err());
        assertFalse(done.err().contains("\tat ") || done.err().contains("Exception"), done.err());
        assertEquals("", done.out());
    }

    private void image(String recipe) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("context")).resolve("Recipe"), recipe);
        Tools.Done done = tools.run("image-tool", "build", "-q", "-t", "bad", folder.resolve("context").toString());
        assertEquals(0, done.status(), done.err());
    }

    @Test
    void aMissingImage() {
        RUNNERS.forEach(runner -> refused(125, "no image named \"nosuch\"", runner, "run", "nosuch"));
    }

    @Test
    void anUnknownFlag() {
        RUNNERS.forEach(runner -> refused(2, "--frobnicate", runner, "run", "--frobnicate", "image"));
        refused(2, "--frobnicate", "image-tool", "list", "--frobnicate");
        refused(2, "--frobnicate", "assembler", "--frobnicate");
        refused(2, "--frobnicate", "compare", "--frobnicate", "image");
    }

    @Test
    void operandsThatAreMissingOrTooMany() {
        for (String runner : RUNNERS) {
            String operand = runner.equals("vm-runner") ? "MACHINE" : "CONTAINER";
            for (String command : List.of("inspect", "wait", "rm", "diff", "commit")) {
                refused(2, command + " takes " + operand, runner, command);
            }
            refused(2, "takes " + operand + " NAME[:TAG], not 1 operands", runner, "commit", "one");
            refused(2, "not 3 operands", runner, "commit", "one", "two", "three");
            refused(2, "not 2 operands", runner, "diff", "one", "two");
            refused(2, "'two'", runner, "ps", "two");
            refused(2, "run --help", runner, "run");
            refused(1, "no instance named \"nosuch\"", runner, "inspect", "nosuch");
        }
        refused(2, "batch takes FILE|-, not nothing", "container-runner", "batch");
        refused(2, "compare takes IMAGE [COMMAND [ARG...]], not nothing", "compare");
        refused(2, "disassemble takes FILE, not nothing", "assembler", "disassemble");
        refused(2, "inspect takes FILE, not 2 operands", "assembler", "inspect", "one", "two");
        refused(2, "diff takes A B, not nothing", "image-tool", "diff");
    }

    @Test
    void whatThereIsNotYetSaysWhy() {
        refused(125, "takes no orders", "vm-runner", "exec", "one", "--flag");
        refused(125, "prints is not kept", "vm-runner", "logs", "-f", "one");
        refused(125, "state cannot be saved", "vm-runner", "snapshot", "one");
    }

    @Test
    void programsThatAreNone() throws IOException {
        Path context = Files.createDirectories(folder.resolve("context"));
        byte[] x86 = new byte[64];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, x86, 0, 7);
        x86[16] = 2;
        x86[18] = 62;
        x86[20] = 1;
        Files.write(context.resolve("x86"), x86);
        Tools.Done built = tools.run("assembler", "-o", folder.resolve("hello").toString(),
                Tools.PROJECT.resolve("samples/programs/hello.s").toString());
        assertEquals(0, built.status(), built.err());
        Files.write(context.resolve("truncated"), Arrays.copyOf(Files.readAllBytes(folder.resolve("hello")), 100));
        image("FROM scratch\nCOPY --chmod=755 x86 truncated /\n");
        for (String runner : RUNNERS) {
            refused(126, "", runner, "run", "--rm", "bad", "/x86");
            refused(126, "", runner, "run", "--rm", "bad", "/truncated");
            refused(127, "", runner, "run", "--rm", "bad", "/nosuch");
        }
    }

    @Test
    void aCorruptBlob() throws IOException {
        image("FROM scratch\nCOPY Recipe /\n");
        try (Stream<Path> blobs = Files.list(folder.resolve("store/blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                byte[] bytes = Files.readAllBytes(blob);
                bytes[bytes.length / 2] ^= 1;
                Files.write(blob, bytes);
            }
        }
        RUNNERS.forEach(runner -> refused(125, "is corrupt", runner, "run", "--rm", "bad", "/x"));
        assertEquals(1, tools.run("image-tool", "verify").status());
    }

    @Test
    void anUnknownInstructionIsShownWhereItStands() throws IOException {
        Path source = folder.resolve("x.s");
        Files.writeString(source, "        li a0, 1\n        frobnicate a0\n");
        refused(1, "x.s:2:9: error: ", "assembler", "-o", folder.resolve("x").toString(), source.toString());
        Tools.Done done = tools.run("assembler", "-o", folder.resolve("x").toString(), source.toString());
        assertTrue(done.err().matches("(?s).*frobnicate a0\n +\\^~*\n.*"), done.err());
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void aRecipeWithABadLine() throws IOException {
        Path context = Files.createDirectories(folder.resolve("context"));
        Files.writeString(context.resolve("Recipe"), "FROM scratch\nCOPPY a b\n");
        refused(1, "Recipe:2:1", "image-tool", "build", context.toString());
    }

    @Test
    void anArchiveThatReachesOutside() throws IOException {
        Path archive = folder.resolve("evil.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            byte[] header = new byte[512];
            byte[] name = "../../etc/passwd".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(name, 0, header, 0, name.length);
            System.arraycopy("0000644\0".getBytes(StandardCharsets.US_ASCII), 0, header, 100, 8);
            System.arraycopy("00000000000\0".getBytes(StandardCharsets.US_ASCII), 0, header, 124, 12);
            System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 8);
            header[156] = '0';
            Arrays.fill(header, 148, 156, (byte) ' ');
            int sum = 0;
            for (byte each : header) {
                sum += each & 0xff;
            }
            System.arraycopy(String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII), 0, header, 148, 8);
            out.write(header);
            out.write(new byte[1024]);
        }
        refused(1, "../../etc/passwd", "image-tool", "import", archive.toString(), "evil");
    }

    @Test
    void aKernelThatIsNoneAndMemoryThatIsNot() throws IOException {
        image("FROM scratch\nCOPY Recipe /\n");
        Path kernel = folder.resolve("kernel");
        Files.writeString(kernel, "no kernel at all");
        refused(125, "nothing that this machine can run", "vm-runner", "run", "--rm", "--kernel", kernel.toString(), "bad", "/x");
        refused(125, "no kernel image", "vm-runner", "run", "--rm", "--kernel", "bad", "bad", "/x");
        refused(125, "memory", "vm-runner", "run", "--rm", "-m", "100t", "bad", "/x");
        refused(125, "memory", "vm-runner", "run", "--rm", "-m", "1", "bad", "/x");
    }

    @Test
    void aBareProgramThatIsNoneAndWhatDoesNotGoWithIt() throws IOException {
        Path program = folder.resolve("program");
        Files.writeString(program, "no program at all");
        refused(125, "nothing that this machine can run", "vm-runner", "run", "--bare", program.toString());
        refused(2, "an image", "vm-runner", "run", "--bare", program.toString(), "bad");
        refused(2, "-t", "vm-runner", "run", "-t", "--bare", program.toString());
        refused(2, "--firmware", "vm-runner", "run", "--firmware", "bad", "--bare", program.toString());
        refused(125, "no image named", "vm-runner", "run", "--kernel", "bad", "--bare", program.toString());
        refused(125, "initial file system", "vm-runner", "run", "--initrd", folder.resolve("none").toString(), "--bare", program.toString());
        refused(125, "-d", "vm-runner", "run", "-d", "--bare", program.toString());
    }

    @Test
    void anImageForAnotherPlatform() throws IOException {
        refused(2, "linux/amd64", "image-tool", "build", "--platform", "linux/amd64", folder.toString());
    }
}
