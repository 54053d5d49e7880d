package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.charset.StandardCharsets;
import twofold.container.abi.Cap;
import twofold.container.kernel.Process;
import twofold.container.kernel.Task;
import twofold.container.keys.Key;
import twofold.container.keys.KeyControl;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/** add_key(2), request_key(2) and keyctl(2). No program makes keys for the kernel, and nothing is computed with them. */
final class KeyCalls {
    private static final int LONGEST_TYPE = 32;
    private static final int LONGEST_DESCRIPTION = 4096;
    private static final int MOST_CONTENTS = (1 << 20) - 1;
    private static final int MOST_UPDATE = 4096;
    /** KEYCTL_CAPS0_ and KEYCTL_CAPS1_ bits: capabilities, persistent keyrings, invalidating, restricting, moving; names by namespace. */
    private static final byte[] ABILITIES = {(byte) 0xe3, 3};

    private KeyCalls() {
    }

    private static KeyControl control(Task t) {
        return new KeyControl(t.keys, t.creds, t.kernel.clock.realtimeNanos() / 1_000_000_000L);
    }

    /** A key type's name; EPERM for those that only the kernel makes. */
    private static String type(Task t, long at) {
        String type = string(t, at, LONGEST_TYPE);
        if (type.isEmpty()) {
            throw FileError.of(EINVAL);
        }
        if (type.charAt(0) == '.') {
            throw FileError.of(EPERM);
        }
        return type;
    }

    /** A string of less than {@code most} bytes; EINVAL if it is longer. */
    private static String string(Task t, long at, int most) {
        try {
            return t.mm.string(at, most);
        } catch (FileError failed) {
            throw FileError.of(failed.errno() == EFAULT ? EFAULT : EINVAL);
        }
    }

    private static byte[] bytes(Task t, long at, long length, int most) {
        if (length < 0 || length > most) {
            throw FileError.of(EINVAL);
        }
        return length == 0 ? new byte[0] : t.mm.read(at, (int) length);
    }

    static long addKey(Task t) {
        if (t.arg(3) < 0 || t.arg(3) > MOST_CONTENTS) {
            return -EINVAL;
        }
        String type = type(t, t.arg(0));
        String description = t.arg(1) == 0 ? "" : string(t, t.arg(1), LONGEST_DESCRIPTION);
        if (description.startsWith(".") && type.startsWith("keyring")) {
            return -EPERM;
        }
        return control(t).add(type, description, bytes(t, t.arg(2), t.arg(3), MOST_CONTENTS), t.argInt(4));
    }

    static long requestKey(Task t) {
        String type = type(t, t.arg(0));
        String description = string(t, t.arg(1), LONGEST_DESCRIPTION);
        boolean makes = t.arg(2) != 0;
        if (makes) {
            string(t, t.arg(2), LONGEST_DESCRIPTION);
        }
        return control(t).request(type, description, makes, t.argInt(3));
    }

    static long keyctl(Task t) {
        KeyControl control = control(t);
        int key = t.argInt(1);
        switch (t.argInt(0)) {
            case 0 -> {
                return control.id(key, t.argInt(2) != 0);
            }
            case 1 -> {
                return join(t, control);
            }
            case 2 -> control.update(key, bytes(t, t.arg(2), t.arg(3), MOST_UPDATE));
            case 3 -> control.revoke(key);
            case 4 -> {
                if (t.argInt(2) != -1 || t.argInt(3) != -1) {
                    Credentials c = t.creds;
                    control.own(key, t.argInt(2) == -1 ? -1 : c.user.uid(t.argInt(2)), t.argInt(3) == -1 ? -1 : c.user.gid(t.argInt(3)));
                }
            }
            case 5 -> control.allow(key, t.argInt(2));
            case 6 -> {
                return give(t, described(t, control.view(key)), t.arg(2), t.arg(3));
            }
            case 7 -> control.clear(key);
            case 8 -> control.link(key, t.argInt(2));
            case 9 -> control.unlink(key, t.argInt(2));
            case 10 -> {
                return control.search(key, type(t, t.arg(2)), string(t, t.arg(3), LONGEST_DESCRIPTION), t.argInt(4));
            }
            case 11 -> {
                return give(t, control.read(key), t.arg(2), t.arg(3));
            }
            case 12, 20 -> {
                return t.arg(3) < 0 || t.arg(3) > MOST_CONTENTS ? -EINVAL : -EPERM; // Nobody is asked to make a key
            }
            case 13 -> {
                return -EPERM;
            }
            case 19 -> {
                int error = t.argInt(3);
                return error <= 0 || error > 4095 || error >= ERESTARTSYS && error <= ERESTARTNOHAND || error == 516 ? -EINVAL : -EPERM;
            }
            case 14 -> {
                return control.setDestination(key);
            }
            case 15 -> control.expire(key, t.argInt(2));
            case 16 -> {
                return key < 0 ? -EINVAL : key == 0 ? 0 : -ENOKEY;
            }
            case 17 -> {
                control.view(key);
                return give(t, new byte[1], t.arg(2), t.arg(3));
            }
            case 18 -> {
                return passSession(t, control);
            }
            case 21 -> control.invalidate(key);
            case 22 -> {
                return persistent(t, control, key);
            }
            case 29 -> {
                if (t.arg(2) == 0 && t.arg(3) != 0) {
                    return -EINVAL;
                }
                control.close(key, t.arg(2) == 0 ? null : type(t, t.arg(2)));
            }
            case 30 -> {
                if ((t.argInt(4) & ~1) != 0) {
                    return -EINVAL;
                }
                control.move(key, t.argInt(2), t.argInt(3), t.argInt(4) != 0);
            }
            case 31 -> {
                return abilities(t);
            }
            default -> {
                return -EOPNOTSUPP;
            }
        }
        return 0;
    }

    private static long join(Task t, KeyControl control) {
        String name = t.arg(1) == 0 ? null : string(t, t.arg(1), LONGEST_DESCRIPTION);
        return name != null && name.startsWith(".") ? -EPERM : control.join(name);
    }

    private static byte[] described(Task t, Key key) {
        String text = "%s;%d;%d;%08x;%s\0".formatted(key.type().label(), t.creds.user.shownUid(key.uid()), key.gid() == -1 ? UserNamespace.OVERFLOW : t.creds.user.shownGid(key.gid()),
                key.rights(), key.description());
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Gives bytes out if all of them have room; says how many there are. */
    private static long give(Task t, byte[] bytes, long at, long room) {
        if (at != 0 && room >= bytes.length && t.mm.copyOut(at, bytes, 0, bytes.length) < bytes.length) {
            return -EFAULT;
        }
        return bytes.length;
    }

    private static long persistent(Task t, KeyControl control, int number) {
        Credentials c = t.creds;
        int uid = number == -1 ? c.uid : c.user.uid(number);
        if (uid != c.uid && uid != c.euid && !c.hasHere(Cap.CAP_SETUID)) {
            return -EPERM;
        }
        return control.persistent(uid, t.argInt(2));
    }

    /** KEYCTL_CAPABILITIES: what of the bytes has room, zeros behind them. */
    private static long abilities(Task t) {
        long room = t.arg(2);
        if (room < 0 || room > MOST_CONTENTS) {
            return -EINVAL;
        }
        if (room > 0) {
            byte[] bytes = new byte[(int) room];
            System.arraycopy(ABILITIES, 0, bytes, 0, Math.min(bytes.length, ABILITIES.length));
            t.mm.write(t.arg(1), bytes);
        }
        return ABILITIES.length;
    }

    /** KEYCTL_SESSION_TO_PARENT: a parent with one thread and the same ids gets this task's session. */
    private static long passSession(Task t, KeyControl control) {
        Process parent = t.process.parent;
        if (parent == null || parent.isInit() || parent.threads.size() != 1) {
            return -EPERM;
        }
        Task other = parent.threads.getFirst();
        Credentials a = t.creds;
        Credentials b = other.creds;
        boolean same = a.uid == b.uid && a.euid == b.euid && a.suid == b.suid && a.euid == a.uid && a.suid == a.uid
                && a.gid == b.gid && a.egid == b.egid && a.sgid == b.sgid && a.egid == a.gid && a.sgid == a.gid;
        if (!same) {
            return -EPERM;
        }
        control.passSession(other.keys);
        return 0;
    }
}
