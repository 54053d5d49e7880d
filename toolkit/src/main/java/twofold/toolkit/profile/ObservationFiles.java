package twofold.toolkit.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import twofold.toolkit.file.TextSink;

/**
 * The files that {@code --trace} and {@code --profile} name: the trace grows while the guest runs, the profile is written at its end.
 */
public final class ObservationFiles implements AutoCloseable {
    private final TextSink trace;
    private final Path profile;

    /**
     * Opens what was asked for.
     *
     * @param trace   the trace's file, {@code -} for standard error, or null for none
     * @param profile the profile's file, or null for none
     * @throws twofold.toolkit.cli.UserError if the trace cannot be written
     */
    public ObservationFiles(String trace, Path profile) {
        this.trace = trace == null ? null : new TextSink("--trace", trace);
        this.profile = profile;
    }

    /** Takes the trace's lines, or null if none was asked for. */
    public TextSink trace() {
        return trace;
    }

    /** Whether a profile was asked for. */
    public boolean profiled() {
        return profile != null;
    }

    /** Writes the profile if one was asked for. */
    public void write(Supplier<Profile> made, String name) throws IOException {
        if (profile != null) {
            ProfileFile.write(made.get(), name, profile);
        }
    }

    /** Ends the trace; an error if it could not be written. */
    @Override
    public void close() {
        if (trace != null) {
            trace.close();
        }
    }
}
