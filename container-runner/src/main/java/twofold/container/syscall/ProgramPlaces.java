package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Limits.RLIMIT_DATA;

import java.util.Arrays;
import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.mm.Mm;
import twofold.container.mm.ProgramLayout;
import twofold.container.vfs.File;
import twofold.container.vfs.Mount;
import twofold.image.overlay.FileError;

/** PR_SET_MM of prctl(2), PR_SET_MM(2const): where a program says that its text, data, heap, stack, arguments and environment are, and what it is called. */
final class ProgramPlaces {
    private static final int EXECUTABLE = 13;
    private static final int AUXILIARY = 12;
    private static final int MAP = 14;
    private static final int MAP_SIZE = 15;
    /** The places of a {@link ProgramLayout} in the order of a struct prctl_mm_map. */
    private static final int CODE_START = 0;
    private static final int CODE_END = 1;
    private static final int DATA_START = 2;
    private static final int DATA_END = 3;
    private static final int HEAP_START = 4;
    private static final int HEAP_END = 5;
    private static final int STACK_START = 6;
    private static final int ARG_START = 7;
    private static final int ARG_END = 8;
    private static final int ENV_START = 9;
    private static final int ENV_END = 10;
    /** Which of them each option sets, from 1 on. */
    private static final int[] OPTIONS = {CODE_START, CODE_END, DATA_START, DATA_END, STACK_START, HEAP_START, HEAP_END, ARG_START, ARG_END, ENV_START, ENV_END};
    private static final int RECORD = 104;
    /** What an auxiliary vector may be at most: 33 pairs. */
    private static final int MOST_AUXILIARY = 528;
    private static final int NO_FILE = -1;

    private ProgramPlaces() {
    }

    static long set(Task t) {
        int option = t.argInt(1);
        boolean map = option == MAP || option == MAP_SIZE;
        if (t.arg(4) != 0 || t.arg(3) != 0 && option != AUXILIARY && !map) {
            return -EINVAL;
        }
        if (option == MAP_SIZE) {
            t.mm.putInt(t.arg(2), RECORD);
            return 0;
        }
        if (map) {
            return t.arg(3) == RECORD ? all(t, t.arg(2)) : -EINVAL;
        }
        if (!t.creds.has(Cap.CAP_SYS_RESOURCE)) {
            return -EPERM;
        }
        return option == EXECUTABLE ? executable(t, t.argInt(2)) : option == AUXILIARY ? auxiliary(t, t.arg(2), t.arg(3)) : one(t, option, t.arg(2));
    }

    private static long one(Task t, int option, long address) {
        if (isNowhere(t, address) || option < 1 || option > OPTIONS.length) {
            return -EINVAL;
        }
        int place = OPTIONS[option - 1];
        long[] places = t.mm.layout.places();
        places[place] = address;
        requireOrder(t, places);
        if (place >= STACK_START && t.mm.areas(address, Mm.TASK_SIZE).isEmpty()) {
            return -EFAULT;
        }
        t.mm.layout.place(places);
        return 0;
    }

    private static long all(Task t, long record) {
        long[] places = new long[ENV_END + 1];
        for (int i = 0; i < places.length; i++) {
            places[i] = t.mm.getLong(record + 8L * i);
        }
        long vector = t.mm.getLong(record + 88);
        int length = t.mm.getInt(record + 96);
        int executable = t.mm.getInt(record + 100);
        requireOrder(t, places);
        if (length != 0 && (vector == 0 || Integer.compareUnsigned(length, MOST_AUXILIARY) > 0)) {
            return -EINVAL;
        }
        byte[] read = length == 0 ? null : t.mm.read(vector, length);
        if (executable != NO_FILE) {
            if (!t.creds.has(Cap.CAP_CHECKPOINT_RESTORE, t.creds.user) && !t.creds.has(Cap.CAP_SYS_ADMIN, t.creds.user)) {
                return -EPERM;
            }
            long refused = executable(t, executable);
            if (refused != 0) {
                return refused;
            }
        }
        t.mm.layout.place(places);
        if (read != null) {
            t.mm.layout.auxiliary = ended(read);
        }
        return 0;
    }

    private static long auxiliary(Task t, long address, long length) {
        if (Long.compareUnsigned(length, MOST_AUXILIARY) > 0) {
            return -EINVAL;
        }
        byte[] given = t.mm.read(address, (int) length);
        byte[] vector = Arrays.copyOf(t.mm.layout.auxiliary, Math.max(t.mm.layout.auxiliary.length, given.length));
        System.arraycopy(given, 0, vector, 0, given.length);
        t.mm.layout.auxiliary = vector;
        return 0;
    }

    /** A vector with an end, AT_NULL, where it has the room for one. */
    private static byte[] ended(byte[] vector) {
        byte[] whole = Arrays.copyOf(vector, MOST_AUXILIARY);
        Arrays.fill(whole, MOST_AUXILIARY - 16, MOST_AUXILIARY, (byte) 0);
        return whole;
    }

    /** /proc/PID/exe is another file from now on: one that may be executed, once nothing of the former is mapped any more. */
    private static long executable(Task t, int fd) {
        File file = t.files.usable(fd);
        if (file.path() == null || !file.inode().isRegular() || file.path().mount().has(Mount.NO_EXEC)) {
            return -EACCES;
        }
        t.creds.through(file.path().mount()).require(file.inode(), 1);
        String before = t.process.executablePath;
        if (t.mm.areas(0, Mm.TASK_SIZE).stream().anyMatch(area -> area.source() != null && area.source().path().equals(before))) {
            return -EBUSY;
        }
        t.process.executable = file.path();
        t.process.executablePath = file.path().text(t.fs.root);
        return 0;
    }

    private static boolean isNowhere(Task t, long address) {
        return Long.compareUnsigned(address, Mm.TASK_SIZE) >= 0 || address < t.container().settings.number("vm/mmap_min_addr");
    }

    /** EINVAL for addresses that are none, for ends before their starts, and for more data than RLIMIT_DATA lets it have. */
    private static void requireOrder(Task t, long[] places) {
        boolean wrong = places[CODE_START] >= places[CODE_END] || places[DATA_START] > places[DATA_END] || places[HEAP_START] > places[HEAP_END]
                || places[ARG_START] > places[ARG_END] || places[ENV_START] > places[ENV_END];
        for (long each : places) {
            wrong |= isNowhere(t, each);
        }
        long data = places[HEAP_END] - places[HEAP_START] + places[DATA_END] - places[DATA_START];
        if (wrong || Long.compareUnsigned(data, t.process.softLimits[RLIMIT_DATA]) > 0) {
            throw FileError.of(EINVAL);
        }
    }
}
