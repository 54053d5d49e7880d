package twofold.container.fs.sys;

import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFLNK;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import twofold.container.kernel.Task;
import twofold.container.net.LinkFiles;
import twofold.container.net.NetNamespace;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.ViewInode;

/** /sys/class/net or, behind its links, /sys/devices/virtual/net: the interfaces of the namespace of who looks. */
final class LinkClass extends ViewInode {
    private static final String DEVICES = "../../devices/virtual/net/";
    private final boolean links;
    private final long time;

    /** @param links whether it is the directory of links */
    LinkClass(FileSystem fileSystem, long number, boolean links, long time) {
        super(fileSystem, number, S_IFDIR | 0755, 0, 0, time);
        this.links = links;
        this.time = time;
    }

    private static NetNamespace net(Caller who) {
        return ((Task) who).net;
    }

    /** A number for what a path below names. */
    private static long place(String path) {
        return 1L << 32 | path.hashCode() & 0xffffffffL;
    }

    @Override
    public Inode lookup(Caller who, String name) {
        if (!LinkFiles.links(net(who)).contains(name)) {
            return null;
        }
        return links ? new Link(place(name), DEVICES + name) : new Device(net(who), name);
    }

    @Override
    public List<Entry> entries(Caller who, long cookie, int limit) {
        return list(LinkFiles.links(net(who)), (links ? S_IFLNK : S_IFDIR) >> 12, cookie, limit);
    }

    private final class Link extends ViewInode {
        private final String target;

        Link(long number, String target) {
            super(LinkClass.this.fileSystem(), number, S_IFLNK | 0777, 0, 0, time);
            this.target = target;
        }

        @Override
        public String target(Caller who) {
            return target;
        }
    }

    /** An interface, or the directory of its counts. */
    private final class Device extends ViewInode {
        private final NetNamespace net;
        private final String name;
        private final boolean counts;

        Device(NetNamespace net, String name) {
            this(net, name, false);
        }

        private Device(NetNamespace net, String name, boolean counts) {
            super(LinkClass.this.fileSystem(), place((counts ? "s/" : "d/") + name), S_IFDIR | 0755, 0, 0, time);
            this.net = net;
            this.name = name;
            this.counts = counts;
        }

        @Override
        public Inode lookup(Caller who, String asked) {
            if (counts) {
                return LinkFiles.STATISTICS.contains(asked) ? new Text(name + "/s/" + asked, () -> "0\n") : null;
            }
            return switch (asked) {
                case "statistics" -> new Device(net, name, true);
                case "subsystem" -> new Link(place(name + "/l"), "../../../../class/net");
                default -> LinkFiles.NAMES.contains(asked) ? new Text(name + "/" + asked, () -> LinkFiles.text(net, name, asked)) : null;
            };
        }

        @Override
        public List<Entry> entries(Caller who, long cookie, int limit) {
            List<String> names = new ArrayList<>(counts ? LinkFiles.STATISTICS : LinkFiles.NAMES);
            if (!counts) {
                names.addAll(List.of("statistics", "subsystem"));
            }
            return list(names, S_IFREG >> 12, cookie, limit).stream().map(each -> switch (each.name()) {
                case "statistics" -> new Entry(each.name(), each.number(), S_IFDIR >> 12, each.cookie());
                case "subsystem" -> new Entry(each.name(), each.number(), S_IFLNK >> 12, each.cookie());
                default -> each;
            }).toList();
        }
    }

    private final class Text extends ViewInode {
        private final Supplier<String> text;

        Text(String path, Supplier<String> text) {
            super(LinkClass.this.fileSystem(), place(path), S_IFREG | 0444, 0, 0, time);
            this.text = text;
        }

        @Override
        public File open(Caller who, int flags) {
            return new TextFile(this, flags, () -> text.get().getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
