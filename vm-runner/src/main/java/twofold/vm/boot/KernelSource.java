package twofold.vm.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;
import twofold.image.overlay.Overlay;
import twofold.image.overlay.PathWalk;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.vm.hypervisor.Board;

/** Finds the kernel a run asks for: a file, an image that has one in /boot, or the sample kernel that comes with the tools. */
public final class KernelSource {
    private static final String SAMPLE = "/twofold/vm/guest/kernel.elf";

    private KernelSource() {
    }

    /**
     * Reads and recognises the kernel.
     *
     * @param asked a file or an image, or null for $TWOFOLD_KERNEL or the sample kernel
     */
    public static KernelImage find(Store store, String asked) throws IOException {
        String name = asked != null ? asked : System.getenv("TWOFOLD_KERNEL");
        if (name == null || name.isEmpty()) {
            return sample();
        }
        Path file = Path.of(name);
        if (Files.isRegularFile(file)) {
            if (Files.size(file) > KernelImage.MOST) {
                throw new UserError(ExitStatus.CANNOT, "\"" + name + "\" is nothing that this machine can run: it is larger than 128 MiB");
            }
            return KernelImage.of(name, Files.readAllBytes(file), Board.RAM);
        }
        if (name.contains("/") && (name.startsWith("/") || name.startsWith("."))) {
            throw new UserError(ExitStatus.CANNOT, "there is no kernel file \"" + name + "\"");
        }
        try (Overlay tree = Overlay.readOnly(store, store.resolve(name))) {
            return fromTree(name, tree.root());
        }
    }

    private static KernelImage fromTree(String name, Node root) {
        Node boot = PathWalk.find(root, "/boot");
        String best = null;
        for (long cookie = 0; boot != null;) {
            List<Node.Entry> entries = boot.entries(cookie, 256);
            if (entries.isEmpty()) {
                break;
            }
            for (Node.Entry each : entries) {
                boolean kernel = each.name().startsWith("vmlinu") || each.name().equals("Image");
                if (kernel && (best == null || each.name().compareTo(best) > 0)) {
                    best = each.name();
                }
                cookie = each.cookie();
            }
        }
        if (best == null) {
            throw new UserError(ExitStatus.CANNOT, "image \"" + name + "\" has no /boot/vmlinu* and no /boot/Image: it is no kernel image");
        }
        try {
            return KernelImage.of(name + ":/boot/" + best, PathWalk.read(root, "/boot/" + best, KernelImage.MOST), Board.RAM);
        } catch (FileError unreadable) {
            throw new UserError(ExitStatus.CANNOT, "the kernel /boot/" + best + " in image \"" + name + "\" cannot be read");
        }
    }

    private static KernelImage sample() throws IOException {
        try (InputStream in = KernelSource.class.getResourceAsStream(SAMPLE)) {
            if (in == null) {
                throw new UserError(ExitStatus.CANNOT, "these tools were built without the sample kernel: name one with --kernel");
            }
            return KernelImage.of("sample kernel", in.readAllBytes(), Board.RAM);
        }
    }
}
