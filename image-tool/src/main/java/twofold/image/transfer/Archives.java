package twofold.image.transfer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import twofold.image.store.Compression;
import twofold.image.store.ExpansionLimit;
import twofold.image.store.Layers;
import twofold.image.tar.EntryName;
import twofold.image.tar.TarEntry;
import twofold.image.tar.TarReader;
import twofold.image.tar.TarWriter;
import twofold.toolkit.cli.UserError;

/** Layouts and Docker's image archives as single tar files. */
final class Archives {
    private Archives() {
    }

    /** Unpacks the regular files of an archive whose names {@code wanted} accepts, below a fresh directory. */
    static void unpack(Path file, Path into, Predicate<String> wanted) throws IOException {
        String what = file.toString();
        try (InputStream opened = Files.newInputStream(file);
                Layers.Counting raw = new Layers.Counting(opened);
                InputStream in = new ExpansionLimit(Compression.decompress(raw), raw::bytes, what)) {
            TarReader reader = new TarReader(new BufferedInputStream(in, 1 << 16), what);
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry.type() == TarEntry.REGULAR && wanted.test(entry.name())) {
                    Path target = into.resolve(entry.name()).normalize();
                    if (!target.startsWith(into)) {
                        throw new UserError(what + ": the entry \"" + EntryName.printable(entry.name()) + "\" points outside the archive");
                    }
                    Files.createDirectories(target.getParent());
                    Files.copy(reader.data(), target, StandardCopyOption.REPLACE_EXISTING);
                } else if (entry.hardLink() || entry.type() == TarEntry.SYMLINK) {
                    link(entry, into, wanted, what);
                }
            }
        } catch (NoSuchFileException missing) {
            throw new UserError("there is no file " + file);
        }
    }

    /** Older archives of Docker's name one layer by a link to another: the same bytes under both names. */
    private static void link(TarEntry entry, Path into, Predicate<String> wanted, String what) throws IOException {
        if (!wanted.test(entry.name())) {
            return;
        }
        Path target = into.resolve(entry.name()).normalize();
        Path source = (entry.hardLink() ? into.resolve(entry.target()) : target.resolveSibling(entry.target())).normalize();
        if (!source.startsWith(into) || !target.startsWith(into) || !Files.isRegularFile(source)) {
            throw new UserError(what + ": the entry \"" + EntryName.printable(entry.name())
                    + "\" is a link to something that is not in the archive");
        }
        Files.createDirectories(target.getParent());
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Packs all files below a directory, sorted, with fixed metadata; the file appears whole or not at all. */
    static void pack(Path directory, Path file) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(directory)) {
            all.filter(Files::isRegularFile).filter(each -> !each.endsWith("index.lock")).sorted().forEach(files::add);
        }
        Path absolute = file.toAbsolutePath();
        Path unfinished = Files.createTempFile(absolute.getParent(), ".archive", ".tar");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16)) {
                TarWriter tar = new TarWriter(out);
                for (Path each : files) {
                    String name = directory.relativize(each).toString();
                    TarEntry entry = new TarEntry(name, TarEntry.REGULAR | 0644, 0, 0, 0, Files.size(each), null, 0,
                            Collections.emptySortedMap(), 0);
                    try (InputStream in = Files.newInputStream(each)) {
                        tar.add(entry, in);
                    }
                }
                tar.finish();
            }
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
