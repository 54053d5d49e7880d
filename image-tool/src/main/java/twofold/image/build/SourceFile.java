package twofold.image.build;

import java.io.IOException;
import java.io.InputStream;
import java.util.SortedMap;

/** A file that COPY may copy: one of the context's or of another stage's tree. Names and targets are bytes held one to a char. */
interface SourceFile {
    int mode();

    int uid();

    int gid();

    long modified();

    long size();

    /** A symbolic link's target. */
    String target();

    /** A device node's number. */
    long device();

    SortedMap<String, byte[]> attributes();

    /** What is in this directory, in byte order. */
    SortedMap<String, SourceFile> children() throws IOException;

    /** The bytes of a regular file. */
    InputStream data() throws IOException;

    /** What identifies a hard link, or 0. */
    default long identity() {
        return 0;
    }
}
