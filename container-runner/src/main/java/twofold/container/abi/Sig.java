package twofold.container.abi;

/** Signal numbers, sigaction flags and siginfo codes, signal(7). */
public final class Sig {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGQUIT = 3;
    public static final int SIGILL = 4;
    public static final int SIGTRAP = 5;
    public static final int SIGABRT = 6;
    public static final int SIGBUS = 7;
    public static final int SIGFPE = 8;
    public static final int SIGKILL = 9;
    public static final int SIGUSR1 = 10;
    public static final int SIGSEGV = 11;
    public static final int SIGUSR2 = 12;
    public static final int SIGPIPE = 13;
    public static final int SIGALRM = 14;
    public static final int SIGTERM = 15;
    public static final int SIGSTKFLT = 16;
    public static final int SIGCHLD = 17;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;
    public static final int SIGTSTP = 20;
    public static final int SIGTTIN = 21;
    public static final int SIGTTOU = 22;
    public static final int SIGURG = 23;
    public static final int SIGXCPU = 24;
    public static final int SIGXFSZ = 25;
    public static final int SIGVTALRM = 26;
    public static final int SIGPROF = 27;
    public static final int SIGWINCH = 28;
    public static final int SIGIO = 29;
    public static final int SIGPWR = 30;
    public static final int SIGSYS = 31;
    public static final int SIGRTMIN = 32;
    public static final int SIGRTMAX = 64;
    public static final long SIG_DFL = 0;
    public static final long SIG_IGN = 1;
    public static final int SA_NOCLDSTOP = 1;
    public static final int SA_NOCLDWAIT = 2;
    public static final int SA_SIGINFO = 4;
    public static final int SA_ONSTACK = 0x08000000;
    public static final int SA_RESTART = 0x10000000;
    public static final int SA_NODEFER = 0x40000000;
    public static final int SA_RESETHAND = 0x80000000;
    public static final int SIG_BLOCK = 0;
    public static final int SIG_UNBLOCK = 1;
    public static final int SIG_SETMASK = 2;
    public static final int SS_ONSTACK = 1;
    public static final int SS_DISABLE = 2;
    public static final int MINSIGSTKSZ = 2048;
    public static final int SI_USER = 0;
    public static final int SI_KERNEL = 0x80;
    public static final int SI_QUEUE = -1;
    public static final int SI_TIMER = -2;
    public static final int SI_MESGQ = -3;
    public static final int SI_TKILL = -6;
    public static final int SI_SIGIO = -5;
    public static final int CLD_EXITED = 1;
    public static final int CLD_KILLED = 2;
    public static final int CLD_DUMPED = 3;
    public static final int CLD_TRAPPED = 4;
    public static final int CLD_STOPPED = 5;
    public static final int CLD_CONTINUED = 6;
    public static final int SEGV_MAPERR = 1;
    public static final int SEGV_ACCERR = 2;
    public static final int BUS_ADRALN = 1;
    public static final int BUS_ADRERR = 2;
    public static final int ILL_ILLOPC = 1;
    public static final int TRAP_BRKPT = 1;

    private static final String[] NAMES = ("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP"
            + " TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS").split(" ");

    /** A signal's name such as "SIGINT", or "SIGRT5" for a real-time one. */
    public static String name(int signal) {
        return signal >= 1 && signal <= NAMES.length ? "SIG" + NAMES[signal - 1] : "SIGRT" + (signal - SIGRTMIN);
    }

    /** The number for "INT", "SIGINT" or "2", or -1. */
    public static int number(String text) {
        String bare = text.startsWith("SIG") ? text.substring(3) : text;
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].equals(bare)) {
                return i + 1;
            }
        }
        boolean digits = !bare.isEmpty() && bare.length() < 3 && bare.chars().allMatch(c -> c >= '0' && c <= '9');
        int value = digits ? Integer.parseInt(bare) : -1;
        return value >= 1 && value <= SIGRTMAX ? value : -1;
    }

    private Sig() {
    }
}
