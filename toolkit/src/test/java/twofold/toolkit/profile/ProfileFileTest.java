package twofold.toolkit.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileFileTest {
    @TempDir
    Path folder;

    private static Profile profile() {
        Profile profile = new Profile();
        profile.add(List.of("sh", "libc.so.6", "memcpy"), 3);
        profile.add(List.of("a", "b"), 1);
        profile.add(List.of("sh", "libc.so.6", "memcpy"), 4);
        profile.add(List.of("evil;name\n", ""), 2);
        return profile;
    }

    @Test
    void foldedStacksAreSortedLinesWithTheirSamples() throws IOException {
        Path file = folder.resolve("out.folded");
        ProfileFile.write(profile(), "x", file);
        assertEquals("a;b 1\nevil_name_;? 2\nsh;libc.so.6;memcpy 7\n", Files.readString(file));
    }

    @Test
    void aJsonFileIsSpeedscopes() throws IOException {
        Path file = folder.resolve("out.json");
        ProfileFile.write(profile(), "x", file);
        assertEquals("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"exporter\":\"twofold\",\"name\":\"x\","
                + "\"shared\":{\"frames\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"evil_name_\"},{\"name\":\"?\"},{\"name\":\"sh\"},"
                + "{\"name\":\"libc.so.6\"},{\"name\":\"memcpy\"}]},\"profiles\":[{\"type\":\"sampled\",\"name\":\"x\",\"unit\":\"none\","
                + "\"startValue\":0,\"endValue\":10,\"samples\":[[0,1],[2,3],[4,5,6]],\"weights\":[1,2,7]}]}\n",
                Files.readString(file, StandardCharsets.UTF_8));
    }

    @Test
    void anEmptyProfileIsAnEmptyFile() throws IOException {
        Path file = folder.resolve("none");
        ProfileFile.write(new Profile(), "x", file);
        assertEquals("", Files.readString(file));
    }
}
