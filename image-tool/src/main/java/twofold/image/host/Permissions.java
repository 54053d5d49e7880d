package twofold.image.host;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Permissions as the platform names them, and as bits of st_mode. */
final class Permissions {
    private Permissions() {
    }

    static int bits(Set<PosixFilePermission> permissions) {
        int bits = 0;
        for (PosixFilePermission each : permissions) {
            bits |= 0400 >> each.ordinal();
        }
        return bits;
    }

    /** What the host's owner needs to go on working with it. */
    static int hostBits(int mode, boolean isDirectory) {
        return mode & 0777 | (isDirectory ? 0700 : 0600);
    }

    static Set<PosixFilePermission> set(int bits) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission each : PosixFilePermission.values()) {
            if ((bits & 0400 >> each.ordinal()) != 0) {
                set.add(each);
            }
        }
        return set;
    }
}
