package twofold.assembler.source;

import java.io.IOException;

/** Where a unit's files come from. */
public interface SourceFiles {
    /**
     * Reads a file that a source names.
     *
     * @param name as written
     * @param from the file that names it; its folder is searched first
     * @throws IOException with a message for the user
     */
    byte[] read(String name, String from) throws IOException;

    /** The path that {@link #read} would take, for messages. */
    String locate(String name, String from) throws IOException;
}
