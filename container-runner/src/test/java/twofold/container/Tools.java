package twofold.container;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The tools as processes of their own, on a store made for a test. */
final class Tools {
    private static final String RUNNER = "twofold.container.cli.Main";
    private static final String IMAGES = "twofold.image.cli.Main";
    private static final String LINKS = "yes tail sh cat echo ls sed sleep kill mkdir rm ln touch chmod hostname stty tty date ps id test true false head md5sum dd free wc nc tr sort seq awk mount";
    private final Path directory;

    /** What a tool printed and its status. */
    record Result(String out, String err, int status) {
    }

    Tools(Path directory) {
        this.directory = directory;
    }

    /** A store in {@code directory} with Debian's busybox as the image "busybox"; skips the test without it. */
    static Tools withBusybox(Path directory) throws IOException, InterruptedException {
        byte[] busybox = Files.readAllBytes(Debian.file("busybox-static", "usr/bin/busybox"));
        Path archive = directory.resolve("root.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            for (String name : new String[] {"bin/", "tmp/"}) {
                tar.putArchiveEntry(new TarArchiveEntry(name));
                tar.closeArchiveEntry();
            }
            TarArchiveEntry file = new TarArchiveEntry("bin/busybox");
            file.setSize(busybox.length);
            file.setMode(0100755);
            tar.putArchiveEntry(file);
            tar.write(busybox);
            tar.closeArchiveEntry();
            for (String name : LINKS.split(" ")) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + name, TarArchiveEntry.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
        }
        Tools tools = new Tools(directory);
        Result made = tools.image("import", archive.toString(), "busybox");
        if (made.status() != 0) {
            throw new IOException(made.err());
        }
        return tools;
    }

    /** Runs container-runner. */
    Result runner(String... words) throws IOException, InterruptedException {
        return process(command(RUNNER, words), "");
    }

    /** Runs image-tool. */
    Result image(String... words) throws IOException, InterruptedException {
        return process(command(IMAGES, words), "");
    }

    /** The command line of container-runner with these words. */
    List<String> runnerCommand(String... words) {
        return command(RUNNER, words);
    }

    static List<String> command(String main, String... words) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), main));
        command.addAll(List.of(words));
        return command;
    }

    /** Runs a command to its end, which is its test's when that takes too long; what it has started may live on. */
    Result process(List<String> command, String input) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("TWOFOLD_HOME", directory.resolve("home").toString());
        Process process = builder.start();
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException ended) {
                // It did not read its input
            }
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        return new Result(text(out), text(err), process.exitValue());
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
