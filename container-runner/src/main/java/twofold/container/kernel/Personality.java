package twofold.container.kernel;

import twofold.container.namespace.UtsNamespace;
import twofold.container.vfs.Credentials;

/** What personality(2) changes here: what uname(2) tells. */
public final class Personality {
    private static final int MASK = 0xff;
    private static final int LINUX32 = 8;
    private static final int UNAME26 = 0x20000;
    /** READ_IMPLIES_EXEC, ADDR_COMPAT_LAYOUT, MMAP_PAGE_ZERO and ADDR_NO_RANDOMIZE: nobody may have them for a program with more rights. */
    private static final int UNSAFE = 0x740000;

    private Personality() {
    }

    /** The kernel's release; for programs that expect a third number after 2.6, one of that kind. */
    public static String release(int personality) {
        String release = UtsNamespace.RELEASE;
        if ((personality & UNAME26) == 0) {
            return release;
        }
        String[] numbers = release.split("[^0-9]", 4);
        return "2.6." + (Integer.parseInt(numbers[1]) + 60) + release.substring(String.join(".", numbers[0], numbers[1], numbers[2]).length());
    }

    /** The machine's name. */
    public static String machine(int personality) {
        return (personality & MASK) == LINUX32 ? "riscv32" : "riscv64";
    }

    /** What is left of a personality when a program is executed. */
    static int executed(int personality, Credentials before, Credentials after) {
        boolean gains = before.euid != after.euid || before.egid != after.egid || (after.permitted & ~before.permitted) != 0;
        return personality & ~MASK & (gains ? ~UNSAFE : -1);
    }
}
