package twofold.vm.boot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.overlay.Node;
import twofold.image.overlay.Overlay;
import twofold.toolkit.time.Clock;

class InitramfsTest {
    @TempDir
    Path directory;

    @Test
    void holdsTheTreeAndThePlan() throws Exception {
        try (Overlay tree = Overlay.open(List.of(), directory.resolve("upper"), Clock.virtualFrom(5))) {
            Node bin = tree.root().create("bin", 040755, 0, 0, 0);
            Node program = bin.create("run", 0104755, 7, 8, 0);
            program.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
            tree.root().symlink("sh", "bin/run", 0, 0);
            bin.link("same", program);
            byte[] plan = {9, 9};
            byte[] archive = Initramfs.of(tree.root(), plan);
            assertArrayEquals(archive, Initramfs.of(tree.root(), plan));
            Map<String, CpioArchiveEntry> entries = new LinkedHashMap<>();
            Map<String, byte[]> contents = new LinkedHashMap<>();
            try (CpioArchiveInputStream in = new CpioArchiveInputStream(new ByteArrayInputStream(archive))) {
                for (CpioArchiveEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
                    entries.put(each.getName(), each);
                    contents.put(each.getName(), in.readAllBytes());
                }
            }
            assertEquals(List.of("bin", "bin/run", "bin/same", "sh", ".twofold", ".twofold/plan"), List.copyOf(entries.keySet()));
            assertEquals(0104755, entries.get("bin/run").getMode());
            assertEquals(7, entries.get("bin/run").getUID());
            assertEquals(8, entries.get("bin/run").getGID());
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, contents.get("bin/run"));
            assertEquals(entries.get("bin/run").getInode(), entries.get("bin/same").getInode());
            assertArrayEquals("bin/run".getBytes(), contents.get("sh"));
            assertArrayEquals(plan, contents.get(".twofold/plan"));
        }
    }
}
