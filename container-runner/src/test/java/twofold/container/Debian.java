package twofold.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Files from Debian 13 riscv64 packages, through samples/debian/fetch.sh. */
final class Debian {
    private Debian() {
    }

    static Path file(String packageName, String path) throws IOException, InterruptedException {
        Path script = Path.of(System.getProperty("twofold.project", "..")).resolve("samples/debian/fetch.sh");
        Assumptions.assumeTrue(Files.isExecutable(script) && Guest.has("dpkg-deb"), "needs dpkg-deb and samples/debian/fetch.sh");
        Process fetch = new ProcessBuilder(script.toString(), packageName).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String deb = new String(fetch.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        Assumptions.assumeTrue(fetch.waitFor() == 0 && !deb.isEmpty(), "needs the Debian package " + packageName + " for riscv64");
        Path unpacked = Path.of("target", "debian", packageName).toAbsolutePath();
        if (!Files.exists(unpacked.resolve(path))) {
            Files.createDirectories(unpacked);
            new ProcessBuilder("dpkg-deb", "-x", deb, unpacked.toString()).inheritIO().start().waitFor();
        }
        return unpacked.resolve(path);
    }
}
