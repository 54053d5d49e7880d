package twofold.container.fs.proc;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EPERM;

import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/**
 * /proc/PID/loginuid and sessionid, pam_loginuid(8): who logged in stays known whoever it becomes. A task without a login says one of its own
 * free will; changing it takes CAP_AUDIT_CONTROL. Each login gets a new session number. Children inherit both.
 */
final class LoginSession {
    private static final int NONE = -1;

    private LoginSession() {
    }

    /** The user's number as a reader knows it, 4294967295 for none. */
    static String user(Task task, Task reader) {
        int shown = task.loginUid == NONE ? NONE : reader.creds.user.own(new UserNamespace.Extent(0, 0, task.loginUid, 1), true);
        return Integer.toUnsignedString(shown);
    }

    /** The session's number, 4294967295 for none. */
    static String number(Task task) {
        return Integer.toUnsignedString(task.loginSession);
    }

    /** EPERM for another's or without the right to change it, EINVAL for what is no user of the opener's namespace. */
    static void set(Task task, Credentials opener, Task writer, String value) {
        if (writer != task) {
            throw FileError.of(EPERM);
        }
        int wanted = parsed(value);
        int user = wanted == NONE ? NONE : opener.user.uid(wanted);
        if (task.loginUid != NONE && !writer.creds.has(Cap.CAP_AUDIT_CONTROL, UserNamespace.INITIAL)) {
            throw FileError.of(EPERM);
        }
        task.loginUid = user;
        task.loginSession = user == NONE ? NONE : ++task.container().logins;
    }

    private static int parsed(String value) {
        try {
            return Integer.parseUnsignedInt(value);
        } catch (NumberFormatException wrong) {
            throw FileError.of(EINVAL);
        }
    }
}
