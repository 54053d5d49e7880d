package twofold.vm.boot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import twofold.image.overlay.Node;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * An initial file system for a kernel that has no virtio-fs: everything in a tree as a cpio archive of the "newc" format (Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst), sorted by name, and the plan as {@code .twofold/plan}.
 */
public final class Initramfs {
    private static final int MOST = 1 << 30;
    private static final long SECOND = 1_000_000_000L;
    private static final int S_IFMT = 0xf000;
    private static final int S_IFDIR = 0x4000;
    private static final int S_IFREG = 0x8000;
    private static final int S_IFLNK = 0xa000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CpioArchiveOutputStream archive = new CpioArchiveOutputStream(bytes, CpioConstants.FORMAT_NEW);
    private final Map<Node, Long> numbers = new IdentityHashMap<>();

    private Initramfs() {
    }

    /** The archive. */
    public static byte[] of(Node root, byte[] plan) throws IOException {
        Initramfs made = new Initramfs();
        made.children(root, "");
        made.entry(".twofold", S_IFDIR | 0500, 0, 0, 0, 0, 1L << 30, new byte[0]);
        made.entry(".twofold/plan", S_IFREG | 0400, 0, 0, 0, 0, (1L << 30) + 1, plan);
        made.archive.close();
        return made.bytes.toByteArray();
    }

    private void children(Node directory, String prefix) throws IOException {
        for (long cookie = 0;;) {
            List<Node.Entry> entries = directory.entries(cookie, 1024);
            if (entries.isEmpty()) {
                return;
            }
            for (Node.Entry each : entries) {
                cookie = each.cookie();
                add(prefix + each.name(), each.node());
                if ((each.node().mode() & S_IFMT) == S_IFDIR) {
                    children(each.node(), prefix + each.name() + "/");
                }
            }
        }
    }

    private void add(String path, Node node) throws IOException {
        byte[] data = switch (node.mode() & S_IFMT) {
            case S_IFREG -> numbers.containsKey(node) ? new byte[0] : contents(path, node);
            case S_IFLNK -> node.target().getBytes(StandardCharsets.ISO_8859_1);
            default -> new byte[0];
        };
        long number = numbers.computeIfAbsent(node, unseen -> (long) numbers.size() + 1);
        entry(path, node.mode(), node.uid(), node.gid(), Math.floorDiv(node.modified(), SECOND), node.device(), number, data);
    }

    private byte[] contents(String path, Node node) {
        if (node.size() > MOST - bytes.size()) {
            throw new UserError(ExitStatus.CANNOT, "the image is too large for an initial file system (at " + path
                    + "): use a kernel with virtio-fs");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) node.size());
        while (buffer.hasRemaining() && node.read(buffer.position(), buffer) > 0) {
            continue;
        }
        return buffer.array();
    }

    private void entry(String path, int mode, int uid, int gid, long seconds, long device, long number, byte[] data) throws IOException {
        CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, path, data.length);
        entry.setMode(mode & 0xffff);
        entry.setUID(uid & 0xffff_ffffL);
        entry.setGID(gid & 0xffff_ffffL);
        entry.setTime(Math.clamp(seconds, 0, 0xffff_ffffL));
        entry.setInode(number);
        entry.setNumberOfLinks(1);
        entry.setRemoteDeviceMaj(device >>> 8 & 0xfff);
        entry.setRemoteDeviceMin(device & 0xff | device >>> 12 & 0xfff00);
        archive.putArchiveEntry(entry);
        archive.write(data);
        archive.closeArchiveEntry();
    }
}
