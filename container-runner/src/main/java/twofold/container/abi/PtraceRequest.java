package twofold.container.abi;

/** Requests, options and events of ptrace(2). */
public final class PtraceRequest {
    public static final int PTRACE_TRACEME = 0;
    public static final int PTRACE_PEEKTEXT = 1;
    public static final int PTRACE_PEEKDATA = 2;
    public static final int PTRACE_POKETEXT = 4;
    public static final int PTRACE_POKEDATA = 5;
    public static final int PTRACE_CONT = 7;
    public static final int PTRACE_KILL = 8;
    public static final int PTRACE_ATTACH = 16;
    public static final int PTRACE_DETACH = 17;
    public static final int PTRACE_SYSCALL = 24;
    public static final int PTRACE_SETOPTIONS = 0x4200;
    public static final int PTRACE_GETEVENTMSG = 0x4201;
    public static final int PTRACE_GETSIGINFO = 0x4202;
    public static final int PTRACE_SETSIGINFO = 0x4203;
    public static final int PTRACE_GETREGSET = 0x4204;
    public static final int PTRACE_SETREGSET = 0x4205;
    public static final int PTRACE_SEIZE = 0x4206;
    public static final int PTRACE_INTERRUPT = 0x4207;
    public static final int PTRACE_LISTEN = 0x4208;
    public static final int PTRACE_PEEKSIGINFO = 0x4209;
    public static final int PTRACE_GETSIGMASK = 0x420a;
    public static final int PTRACE_SETSIGMASK = 0x420b;
    public static final int PTRACE_SECCOMP_GET_FILTER = 0x420c;
    public static final int PTRACE_SECCOMP_GET_METADATA = 0x420d;
    public static final int PTRACE_GET_SYSCALL_INFO = 0x420e;
    public static final int PTRACE_GET_RSEQ_CONFIGURATION = 0x420f;
    public static final int PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG = 0x4210;
    public static final int PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG = 0x4211;
    public static final int PTRACE_O_TRACESYSGOOD = 1;
    public static final int PTRACE_O_EXITKILL = 1 << 20;
    public static final int PTRACE_O_SUSPEND_SECCOMP = 1 << 21;
    /** Every option there is; option {@code 1 << n} asks for event n. */
    public static final int PTRACE_O_MASK = 0xff | 3 << 20;
    public static final int PTRACE_EVENT_FORK = 1;
    public static final int PTRACE_EVENT_VFORK = 2;
    public static final int PTRACE_EVENT_CLONE = 3;
    public static final int PTRACE_EVENT_EXEC = 4;
    public static final int PTRACE_EVENT_VFORK_DONE = 5;
    public static final int PTRACE_EVENT_EXIT = 6;
    public static final int PTRACE_EVENT_SECCOMP = 7;
    public static final int PTRACE_EVENT_STOP = 128;
    public static final int NT_PRSTATUS = 1;
    public static final int NT_PRFPREG = 2;

    private PtraceRequest() {
    }
}
