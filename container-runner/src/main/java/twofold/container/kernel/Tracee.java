package twofold.container.kernel;

/** What a tracer has asked of a thread, and the stop that the thread is in, ptrace(2). */
public final class Tracee {
    /** Where a tracee has stopped. */
    public enum Stop { NONE, SIGNAL, GROUP, ENTRY, EXIT, EVENT }

    /** A traced thread that has ended and was not waited for. */
    public record Dead(int tid, int shown, int status, int uid) {
    }

    /** The thread that traces. */
    public final Task tracer;
    /** By PTRACE_SEIZE, not by PTRACE_ATTACH or PTRACE_TRACEME. */
    public final boolean seized;
    /** PTRACE_O_ bits. */
    public int options;
    /** The stop it is in. */
    public Stop stop = Stop.NONE;
    /** What wait(2) says of the stop: a signal, with 0x80 or an event's number above it. */
    int code;
    /** Whether that was said. */
    boolean reported;
    /** The signal it has stopped for; null in a group stop. */
    public SignalInfo info;
    /** PTRACE_GETEVENTMSG. */
    public long message;
    /** PTRACE_LISTEN: in a group stop, but not for its tracer to change. */
    public boolean listening;
    /** Whether it has still to tell of a SIGCONT. */
    boolean news;
    /** It is to go on to the next entry to or exit from a system call. */
    public boolean calls;
    /** It is to stop as soon as it can: PTRACE_INTERRUPT, or its group has stopped. */
    boolean trap;
    /** What has to follow the stop it is in: an event, or the stop at the exit from a call. */
    int eventDue;
    boolean exitDue;
    /** The signal its tracer lets through. */
    SignalInfo injected;

    Tracee(Task tracer, boolean seized, int options) {
        this.tracer = tracer;
        this.seized = seized;
        this.options = options;
    }

    /** Whether its tracer has asked for an event. */
    boolean wants(int event) {
        return (options >>> event & 1) != 0;
    }

    /** Whether its tracer may look at it and change it now. */
    public boolean stopped() {
        return stop != Stop.NONE && !listening;
    }
}
