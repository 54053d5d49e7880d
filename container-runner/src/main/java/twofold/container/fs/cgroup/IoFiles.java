package twofold.container.fs.cgroup;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENODEV;

import java.util.List;
import java.util.Locale;
import twofold.container.kernel.Cgroup;
import twofold.container.kernel.Cgroup.Controller;
import twofold.container.kernel.IoGroup;
import twofold.container.vfs.Mount;
import twofold.image.overlay.FileError;

/** The files of the controller io. Devices are the numbers that stat(2) shows of files. */
final class IoFiles {
    private IoFiles() {
    }

    static List<Control> rows() {
        return List.of(Control.set("io.max", Controller.IO, IoFiles::limits, IoFiles::limit), Control.shown("io.stat", Controller.IO, IoFiles::statistics));
    }

    private static String number(long device) {
        return (device >>> 8 & 0xfff) + ":" + (device & 0xff | device >>> 12 & 0xfff00);
    }

    private static String limits(Cgroup group) {
        StringBuilder text = new StringBuilder();
        group.io().devices().forEach((device, entry) -> {
            if (!entry.unlimited()) {
                text.append(number(device));
                for (IoGroup.Kind kind : IoGroup.Kind.values()) {
                    long limit = entry.limits[kind.ordinal()];
                    text.append(' ').append(kind.name().toLowerCase(Locale.ROOT)).append('=').append(limit == Long.MAX_VALUE ? "max" : Long.toString(limit));
                }
                text.append('\n');
            }
        });
        return text.toString();
    }

    private static String statistics(Cgroup group) {
        StringBuilder text = new StringBuilder();
        group.io().devices().forEach((device, entry) -> {
            if (entry.done[2] + entry.done[3] > 0) {
                text.append("%s rbytes=%d wbytes=%d rios=%d wios=%d dbytes=0 dios=0\n".formatted(number(device), entry.done[0], entry.done[1], entry.done[2],
                        entry.done[3]));
            }
        });
        return text.toString();
    }

    private static void limit(Cgroup group, String text) {
        String[] words = text.split("[ \t]+");
        long device = device(group, words[0]);
        long[] limits = group.io().device(device).limits.clone();
        for (int i = 1; i < words.length; i++) {
            String[] parts = words[i].split("=", 2);
            IoGroup.Kind kind = kind(parts[0]);
            if (kind == null || parts.length < 2) {
                throw FileError.of(EINVAL);
            }
            limits[kind.ordinal()] = parts[1].equals("max") ? Long.MAX_VALUE : Control.number(parts[1], 1, Long.MAX_VALUE);
        }
        for (IoGroup.Kind kind : IoGroup.Kind.values()) {
            group.io().limit(device, kind, limits[kind.ordinal()]);
        }
    }

    private static IoGroup.Kind kind(String name) {
        for (IoGroup.Kind each : IoGroup.Kind.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        return null;
    }

    private static long device(Cgroup group, String text) {
        if (!text.matches("[0-9]{1,4}:[0-9]{1,7}")) {
            throw FileError.of(EINVAL);
        }
        for (Mount mount : group.container.mounts.all()) {
            if (number(mount.fileSystem().device()).equals(text)) {
                return mount.fileSystem().device();
            }
        }
        throw FileError.of(ENODEV);
    }
}
