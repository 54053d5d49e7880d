package twofold.image.run;

import java.util.List;
import java.util.Locale;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** Linux signal numbers by name (signal(7)). */
public final class Signal {
    private static final List<String> NAMES = List.of("", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
            "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
            "PROF", "WINCH", "IO", "PWR", "SYS");

    private Signal() {
    }

    /** The number of {@code TERM}, {@code SIGTERM}, {@code SIGRTMIN+3} or {@code 15}. */
    public static int number(String text) {
        String name = text.toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
        int number = NAMES.indexOf(name);
        if (name.matches("[0-9]{1,2}")) {
            number = Integer.parseInt(name);
        } else if (name.matches("RTMIN(\\+[0-9]{1,2})?")) {
            number = 34 + (name.length() > 6 ? Integer.parseInt(name.substring(6)) : 0);
        } else if (name.matches("RTMAX(-[0-9]{1,2})?")) {
            number = 64 - (name.length() > 6 ? Integer.parseInt(name.substring(6)) : 0);
        }
        if (number < 1 || number > 64) {
            throw new UserError(ExitStatus.USAGE, "\"" + text + "\" is not a signal; use a name such as TERM or a number from 1 to 64");
        }
        return number;
    }

    /** The name with SIG in front. */
    public static String name(int number) {
        return number > 0 && number < NAMES.size() ? "SIG" + NAMES.get(number) : "SIGRTMIN+" + (number - 34);
    }
}
