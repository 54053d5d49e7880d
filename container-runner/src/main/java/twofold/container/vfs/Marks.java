package twofold.container.vfs;

import static twofold.container.abi.Errno.EPERM;
import static twofold.container.vfs.Mark.*;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import twofold.image.overlay.FileError;

/**
 * Finds the groups of fanotify(7) that have to hear of something, by their marks on the inode, the directory it is named in, the mount it was reached by and its
 * file system; and asks those that decide. Nothing is looked for while there is no mark anywhere.
 */
public final class Marks {
    private static final AtomicInteger ANYWHERE = new AtomicInteger();

    /** By which of its marks a group hears of something. */
    public enum Place {
        INODE, PARENT, MOUNT, FILE_SYSTEM, SECOND_DIRECTORY;

        /** Its bit in a set of places. */
        public int bit() {
            return 1 << ordinal();
        }
    }

    /**
     * Something that happened.
     *
     * @param mask      FAN_ bits, with FAN_ONDIR if it happened to a directory
     * @param path      how it was reached, or null
     * @param directory where it is named, or null
     * @param toDirectory where a name moved, or null
     */
    public record Event(long mask, VfsPath path, Inode target, Inode directory, String name, Inode toDirectory, String toName) {
    }

    private Marks() {
    }

    static List<Mark> with(List<Mark> marks, Mark more) {
        ANYWHERE.incrementAndGet();
        List<Mark> made = marks == null ? new ArrayList<>(1) : new ArrayList<>(marks);
        made.add(more);
        return made;
    }

    static List<Mark> without(List<Mark> marks, Mark gone) {
        if (marks == null || !marks.contains(gone)) {
            return marks;
        }
        ANYWHERE.decrementAndGet();
        List<Mark> made = new ArrayList<>(marks);
        made.remove(gone);
        return made.isEmpty() ? null : made;
    }

    /** Whether there is any mark. */
    static boolean any() {
        return ANYWHERE.get() > 0;
    }

    /** What marks were on is gone. */
    static void gone(List<Mark> marks) {
        for (Mark each : marks == null ? List.<Mark>of() : List.copyOf(marks)) {
            each.group.forget(each);
        }
    }

    /** Something happened to what is at a place. @param reached whether it was done by way of the mount */
    static void at(VfsPath path, long mask, boolean reached) {
        Dentry parent = path.dentry().parent();
        Inode inode = path.inode();
        tell(new Event(mask | ondir(inode), reached ? path : null, inode, parent == null ? null : parent.inode(), path.dentry().name(), null, null));
    }

    /** Something happened to an inode, by whichever name. */
    static void on(Inode inode, long mask) {
        tell(new Event(mask | ondir(inode), null, inode, null, null, null, null));
    }

    /** A directory's names changed. */
    static void in(Inode directory, long mask, String name, Inode target) {
        tell(new Event(mask | ondir(target), null, target, directory, name, null, null));
    }

    /** A name moved. */
    static void moved(Inode from, String fromName, Inode to, String toName, Inode target) {
        tell(new Event(FAN_RENAME | ondir(target), null, target, from, fromName, to, toName));
    }

    private static long ondir(Inode inode) {
        return inode.isDirectory() ? FAN_ONDIR : 0;
    }

    private static void tell(Event event) {
        boolean directory = (event.mask & FAN_ONDIR) != 0;
        Map<FanGroup, Mark[]> found = found(event, (event.mask & DIRENTS) != 0);
        if ((event.mask & FAN_MODIFY) != 0 && !directory) {
            found.values().forEach(Marks::modified);
        }
        for (FanGroup group : ordered(found)) {
            int reports = group.reports();
            if (reports == 0 && (event.path == null || !event.target.isRegular() && !directory)
                    || reports != 0 && (reports & FanGroup.REPORT_FID) == 0 && event.directory == null && !directory) {
                continue;
            }
            long[] wanted = wanted(found.get(group), directory);
            long mask = event.mask & wanted[0];
            if ((mask & ~FLAGS) != 0) {
                group.happened(event, reports == 0 ? mask & ~FLAGS : mask & ~FAN_EVENT_ON_CHILD, (int) wanted[1]);
            }
        }
    }

    /** What a group's marks want, and which of them. */
    private static long[] wanted(Mark[] marks, boolean directory) {
        long mask = 0;
        long ignored = 0;
        long places = 0;
        for (Place place : Place.values()) {
            Mark mark = marks[place.ordinal()];
            if (mark != null) {
                ignored |= mark.ignores(directory, place);
                if (applies(mark.mask, directory, place)) {
                    mask |= mark.mask;
                    places |= place.bit();
                }
            }
        }
        return new long[] {mask & ~ignored, places};
    }

    private static void modified(Mark[] marks) {
        for (Mark each : marks) {
            if (each != null && !each.survives) {
                each.ignored = 0;
            }
        }
    }

    private static Map<FanGroup, Mark[]> found(Event event, boolean dirent) {
        Map<FanGroup, Mark[]> found = new LinkedHashMap<>();
        add(found, event.target.fileSystem().marks, Place.FILE_SYSTEM);
        add(found, event.path == null ? null : event.path.mount().marks, Place.MOUNT);
        add(found, dirent ? event.directory.marks : event.target.marks, Place.INODE);
        add(found, dirent || event.directory == null ? null : event.directory.marks, Place.PARENT);
        add(found, event.toDirectory == null ? null : event.toDirectory.marks, Place.SECOND_DIRECTORY);
        return found;
    }

    private static void add(Map<FanGroup, Mark[]> found, List<Mark> marks, Place place) {
        for (Mark each : marks == null ? List.<Mark>of() : marks) {
            found.computeIfAbsent(each.group, _ -> new Mark[Place.values().length])[place.ordinal()] = each;
        }
    }

    private static List<FanGroup> ordered(Map<FanGroup, Mark[]> found) {
        List<FanGroup> groups = new ArrayList<>(found.keySet());
        groups.sort(Comparator.comparingInt(group -> -group.priority()));
        return groups;
    }

    /** EPERM if a group does not allow an open file to be read. */
    public static void requireRead(Caller who, File file) {
        if (any() && file.path() != null && !file.isSilent()) {
            require(who, file.path(), FAN_ACCESS_PERM);
        }
    }

    /** EPERM if a group does not allow that a file is opened. @param executes to run it */
    public static void requireOpen(Caller who, VfsPath path, boolean executes) {
        if (any()) {
            if (executes) {
                require(who, path, FAN_OPEN_EXEC_PERM);
            }
            require(who, path, FAN_OPEN_PERM);
        }
    }

    /** EPERM if a group does not allow something; a {@link Decision} is thrown if one has still to be made. */
    private static void require(Caller who, VfsPath path, long permission) {
        List<Decision> asked = who.asked();
        Inode inode = path.inode();
        boolean directory = inode.isDirectory();
        if (asked == null || !inode.isRegular() && !directory) {
            return;
        }
        Dentry parent = path.dentry().parent();
        Map<FanGroup, Mark[]> found = found(new Event(permission, path, inode, parent == null ? null : parent.inode(), null, null, null), false);
        for (FanGroup group : ordered(found)) {
            if ((wanted(found.get(group), directory)[0] & permission) != 0) {
                require(who, asked, group, path, permission);
            }
        }
    }

    private static void require(Caller who, List<Decision> asked, FanGroup group, VfsPath path, long permission) {
        Decision decision = null;
        for (Decision each : asked) {
            decision = each.group == group && each.inode == path.inode() && each.mask == permission ? each : decision;
        }
        if (decision == null) {
            decision = group.ask(who, path, permission);
            asked.add(decision);
        }
        if (decision.state() == Decision.State.DENIED) {
            throw FileError.of(EPERM);
        }
        if (decision.state() == Decision.State.OPEN) {
            throw decision;
        }
    }
}
