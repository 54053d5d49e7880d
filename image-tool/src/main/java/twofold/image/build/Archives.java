package twofold.image.build;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import twofold.image.layer.TarExtract;
import twofold.image.overlay.Node;
import twofold.image.store.Compression;
import twofold.image.store.ExpansionLimit;
import twofold.image.store.Layers;
import twofold.image.tar.TarEntry;
import twofold.image.tar.TarReader;
import twofold.toolkit.cli.UserError;

/** ADD's way with archives: a source that is a tar archive, compressed or not, is extracted and not copied. */
final class Archives {
    private Archives() {
    }

    /** Extracts the archives among the sources below {@code destination} and returns the rest. */
    static List<Sources.Match> extract(List<Sources.Match> sources, Node root, String destination) throws IOException {
        List<Sources.Match> rest = new ArrayList<>();
        for (Sources.Match each : sources) {
            if ((each.file().mode() & TarEntry.TYPE) != TarEntry.REGULAR || !isTar(each.file())) {
                rest.add(each);
                continue;
            }
            try (Layers.Counting raw = new Layers.Counting(each.file().data());
                    InputStream in = new ExpansionLimit(Compression.decompress(raw), raw::bytes, each.name())) {
                TarExtract.extract(in, each.name(), root, destination);
            }
        }
        return rest;
    }

    private static boolean isTar(SourceFile file) throws IOException {
        if (file.size() == 0) {
            return false;
        }
        byte[] start;
        try (InputStream in = Compression.decompress(new BufferedInputStream(file.data(), 1 << 16))) {
            start = in.readNBytes(512);
        } catch (IOException notCompressedAfterAll) {
            return false;
        }
        if (start.length < 512 || start[0] == 0) {
            return false;
        }
        try {
            new TarReader(new ByteArrayInputStream(start), file.toString()).next();
            return true;
        } catch (UserError error) {
            // a header that is right but damaging, such as a name outside the root, must be refused by the extraction and not be copied
            return error.getMessage().contains("entry");
        }
    }
}
