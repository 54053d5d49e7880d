package twofold.vm.boot;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;
import twofold.image.overlay.Overlay;
import twofold.image.overlay.PathWalk;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.vm.hypervisor.Board;

/** Finds the kernel a run asks for: a file, an image that has one in /boot or beside its modules, or the sample kernel that comes with the tools. */
public final class KernelSource {
    /** Where distributions put kernels that are copied to /boot only when they are installed. */
    private static final String MODULES = "/usr/lib/modules";
    /** Between a number and what is none. */
    private static final String NUMBERS = "(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)";
    private static final int AT_ONCE = 256;
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
        List<String> known = new ArrayList<>();
        for (String each : names(root, "/boot")) {
            if ((each.startsWith("vmlinu") || each.equals("Image")) && isThere(root, "/boot/" + each)) {
                known.add("/boot/" + each);
            }
        }
        if (known.isEmpty()) {
            for (String each : names(root, MODULES)) {
                if (isThere(root, MODULES + "/" + each + "/vmlinuz")) {
                    known.add(MODULES + "/" + each + "/vmlinuz");
                }
            }
        }
        if (known.isEmpty()) {
            throw new UserError(ExitStatus.CANNOT, "image \"" + name + "\" has no /boot/vmlinu*, no /boot/Image and no " + MODULES
                    + "/*/vmlinuz: it is no kernel image");
        }
        String best = Collections.max(known, KernelSource::compareVersions);
        byte[] bytes = PathWalk.read(root, best, KernelImage.MOST);
        if (bytes == null) {
            throw new UserError(ExitStatus.CANNOT, "the kernel " + best + " in image \"" + name + "\" is larger than 128 MiB or no file that can be read");
        }
        return KernelImage.of(name + ":" + best, bytes, Board.RAM);
    }

    /** Whether a path, links followed, leads to something. */
    private static boolean isThere(Node root, String path) {
        try {
            return PathWalk.find(root, path) != null;
        } catch (FileError no) {
            return false;
        }
    }

    /** The names in a directory; none if it is no directory. */
    private static List<String> names(Node root, String path) {
        List<String> names = new ArrayList<>();
        try {
            Node directory = PathWalk.find(root, path);
            List<Node.Entry> some = directory == null ? List.of() : directory.entries(0, AT_ONCE);
            while (!some.isEmpty()) {
                some.forEach(each -> names.add(each.name()));
                some = directory.entries(some.getLast().cookie(), AT_ONCE);
            }
        } catch (FileError none) {
            return List.of();
        }
        return names;
    }

    /** By characters, but digits in a row as one number, so that 6.12 is behind 6.9. */
    static int compareVersions(String one, String other) {
        String[] left = one.split(NUMBERS);
        String[] right = other.split(NUMBERS);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            boolean numbers = left[i].matches("\\d+") && right[i].matches("\\d+");
            int order = numbers ? new BigInteger(left[i]).compareTo(new BigInteger(right[i])) : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
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
