package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.abi.Cap;
import twofold.container.fs.event.RulesFile;
import twofold.container.kernel.Task;
import twofold.container.vfs.Domain;
import twofold.container.vfs.File;
import twofold.container.vfs.Landlock;
import twofold.container.vfs.Rules;
import twofold.image.overlay.FileError;

/** landlock_create_ruleset(2), landlock_add_rule(2) and landlock_restrict_self(2), the interface's version 6. */
final class LandlockCalls {
    private static final int VERSION = 6;
    private static final int GET_VERSION = 1;
    private static final int GET_ERRATA = 2;
    /** What was mended in version 6: only TCP's ports are meant, threads of a process may signal each other, directories out of reach. */
    private static final int ERRATA = 7;
    /** struct landlock_ruleset_attr, and the part of it that there always was. */
    private static final int ATTRIBUTES = 24;
    private static final int LEAST = 8;
    private static final int MOST = 4096;
    private static final int PORT_RIGHTS = 3;
    private static final int SCOPES = 3;
    private static final int PATH_BENEATH = 1;
    private static final int NET_PORT = 2;
    private static final int MOST_PORT = 65535;

    private LandlockCalls() {
    }

    static long createRuleset(Task t) {
        long size = t.arg(1);
        if (t.argInt(2) != 0) {
            boolean asks = t.argInt(2) == GET_VERSION || t.argInt(2) == GET_ERRATA;
            return !asks || t.arg(0) != 0 || size != 0 ? -EINVAL : t.argInt(2) == GET_VERSION ? VERSION : ERRATA;
        }
        if (t.arg(0) == 0) {
            return -EFAULT;
        }
        if (Long.compareUnsigned(size, LEAST) < 0) {
            return -EINVAL;
        }
        if (Long.compareUnsigned(size, MOST) > 0) {
            return -E2BIG;
        }
        if (size > ATTRIBUTES) {
            Files.requireZeros(t, t.arg(0) + ATTRIBUTES, (int) size - ATTRIBUTES);
        }
        byte[] given = new byte[ATTRIBUTES];
        byte[] read = t.mm.read(t.arg(0), (int) Math.min(size, ATTRIBUTES));
        System.arraycopy(read, 0, given, 0, read.length);
        ByteBuffer b = ByteBuffer.wrap(given).order(ByteOrder.LITTLE_ENDIAN);
        long files = b.getLong();
        long ports = b.getLong();
        long scopes = b.getLong();
        if ((files & ~Landlock.ALL) != 0 || (ports & ~PORT_RIGHTS) != 0 || (scopes & ~SCOPES) != 0) {
            return -EINVAL;
        }
        if ((files | ports | scopes) == 0) {
            return -ENOMSG;
        }
        return Files.add(t, RulesFile.create(t, new Rules((int) files, (int) ports, (int) scopes)), true);
    }

    private static RulesFile rules(Task t) {
        if (t.files.usable(t.argInt(0)) instanceof RulesFile rules) {
            return rules;
        }
        throw FileError.of(EBADFD);
    }

    static long addRule(Task t) {
        if (t.argInt(3) != 0) {
            return -EINVAL;
        }
        RulesFile file = rules(t);
        return switch (t.argInt(1)) {
            case PATH_BENEATH -> beneath(t, file, t.mm.getLong(t.arg(2)), t.mm.getInt(t.arg(2) + 8));
            case NET_PORT -> port(t, file, t.mm.getLong(t.arg(2)), t.mm.getLong(t.arg(2) + 8));
            default -> -EINVAL;
        };
    }

    private static long beneath(Task t, RulesFile file, long rights, int fd) {
        if (rights == 0) {
            return -ENOMSG;
        }
        if ((rights & ~file.rules.files()) != 0) {
            return -EINVAL;
        }
        File parent = t.files.get(fd);
        if (parent instanceof RulesFile || parent.path() == null || parent.path().mount().number() == 0) {
            return -EBADFD;
        }
        if (!parent.inode().isDirectory() && (rights & ~Landlock.OF_FILES) != 0) {
            return -EINVAL;
        }
        file.allow(parent.inode(), (int) rights);
        return 0;
    }

    private static long port(Task t, RulesFile file, long rights, long port) {
        if (rights == 0) {
            return -ENOMSG;
        }
        if ((rights & ~file.rules.ports()) != 0 || port < 0 || port > MOST_PORT) {
            return -EINVAL;
        }
        file.allow((int) port, (int) rights);
        return 0;
    }

    static long restrictSelf(Task t) {
        if (!t.creds.noNewPrivileges && !t.creds.hasHere(Cap.CAP_SYS_ADMIN)) {
            return -EPERM;
        }
        if (t.argInt(1) != 0) {
            return -EINVAL;
        }
        Rules rules = rules(t).rules;
        if (t.creds.domain != null && t.creds.domain.depth() >= Domain.DEEPEST) {
            return -E2BIG;
        }
        t.creds.domain = new Domain(t.creds.domain, rules.copy());
        return 0;
    }
}
