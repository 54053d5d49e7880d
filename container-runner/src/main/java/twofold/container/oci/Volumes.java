package twofold.container.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import twofold.image.build.Executor;
import twofold.image.host.HostTree;
import twofold.image.host.Ownership;
import twofold.image.overlay.FileTree;
import twofold.image.run.RunRequest;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * The host directories and named volumes of one container, or the mounts of a recipe's step, opened. Named ones are directories under {@code volumes/} of the root
 * directory.
 */
public final class Volumes implements AutoCloseable {
    /** No volumes. */
    public static final Volumes NONE = new Volumes(List.of());
    private final List<Opened> all;

    /**
     * One of them.
     *
     * @param tree     what is mounted; a directory, or a single file
     * @param guest    where, as bytes
     * @param readOnly whether the guest may only read
     */
    record Opened(FileTree tree, String guest, boolean readOnly) {
    }

    private Volumes(List<Opened> all) {
        this.all = all;
    }

    /** Opens what a request asks for; an error if something cannot be. Outer mount points come first. */
    public static Volumes open(Path root, List<RunRequest.Volume> wanted) throws IOException {
        if (wanted.isEmpty()) {
            return NONE;
        }
        List<Opened> opened = new ArrayList<>();
        Volumes volumes = new Volumes(opened);
        Path directory = Files.createDirectories(root.resolve("volumes"));
        try {
            for (RunRequest.Volume each : wanted.stream().sorted(Comparator.comparing(RunRequest.Volume::guest)).toList()) {
                Path host = each.host().isAbsolute() ? each.host() : Files.createDirectories(directory.resolve(each.host()).resolve("data"));
                opened.add(new Opened(open(host, Ownership.open(directory.resolve(".owners")), each.readOnly()), each.guest(), each.readOnly()));
            }
            return volumes;
        } catch (IOException | UserError failed) {
            volumes.close();
            throw failed;
        }
    }

    /** What a step of a recipe mounts: trees that were opened, outer mount points first. */
    static Volumes of(List<Executor.Mount> mounts) {
        return new Volumes(mounts.stream().map(each -> new Opened(each.tree(), each.guest(), each.readOnly())).toList());
    }

    private static HostTree open(Path host, Ownership ownership, boolean readOnly) throws IOException {
        try {
            return HostTree.open(host, ownership, readOnly);
        } catch (IOException refused) {
            ownership.close();
            throw new UserError(ExitStatus.CANNOT, "-v: " + host + " cannot be opened: " + refused.getClass().getSimpleName().replaceAll(
                    "(Exception|FileException)$", ""));
        }
    }

    List<Opened> all() {
        return all;
    }

    @Override
    public void close() throws IOException {
        for (Opened each : all) {
            each.tree.close();
        }
    }
}
