package twofold.image.build;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.ServiceLoader;
import twofold.image.overlay.FileTree;
import twofold.image.run.ProcessPlan;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;

/** Runs a recipe's RUN step. A provider is found by {@link ServiceLoader}. */
public interface Executor {
    /**
     * One step. Standard input is empty.
     *
     * @param root    the root file system, changed by the step
     * @param mounts  what else it sees, outer ones first; the mount points are there
     * @param plan    the process to start
     * @param clock   its time: virtual, so that a step gives equal files on every machine
     * @param entropy its entropy
     * @param out     where its standard output goes
     * @param err     where its standard error goes
     */
    record Step(FileTree root, List<Mount> mounts, ProcessPlan plan, Clock clock, Entropy entropy, OutputStream out, OutputStream err) {
    }

    /**
     * Something to mount; the step's starter closes it.
     *
     * @param tree     its files; the root may be a regular file
     * @param guest    where, absolute, as bytes
     * @param readOnly whether the step may only read
     */
    record Mount(FileTree tree, String guest, boolean readOnly) {
    }

    /** Runs the step and returns its exit status as a shell would see it (126, 127, 128 plus the signal). */
    int run(Step step) throws IOException;

    /** The provider, or null where there is none. */
    static Executor find() {
        return ServiceLoader.load(Executor.class).findFirst().orElse(null);
    }
}
