package twofold.image.build;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What to build.
 *
 * @param context   the directory whose files can be copied
 * @param recipe    the recipe's file, or null for the first of Recipe, Containerfile, Dockerfile in the context
 * @param arguments values for ARG, by name
 * @param secrets   what RUN's mounts of type secret show, by id
 * @param target    the stage to build, or null for the last
 * @param useCache  whether earlier results may be used
 * @param epoch     seconds since the epoch: every date in the image
 * @param progress  where the steps are told
 * @param output    where RUN's output goes
 */
public record BuildRequest(Path context, Path recipe, Map<String, String> arguments, Map<String, byte[]> secrets, String target,
        boolean useCache, long epoch, PrintStream progress, OutputStream output) {
}
