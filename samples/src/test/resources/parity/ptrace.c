/* ptrace(2): attach, stops, events, registers, memory; what a debugger and strace rely on. */
#include "parity.h"
#include <elf.h>
#include <linux/ptrace.h>
#include <stdarg.h>
#include <sys/user.h>

static long pt(long request, pid_t pid, unsigned long addr, unsigned long data) {
    errno = 0;
    return syscall(SYS_ptrace, request, pid, addr, data);
}

static void say(const char *f, ...) {
    va_list a;
    va_start(a, f), vprintf(f, a), va_end(a), fflush(stdout);
}

static const char *err(long r) { return r < 0 ? strerrorname_np(errno) : "ok"; }

#define P(request, pid, addr, data) say("%s: %s\n", #request, err(pt(request, pid, (unsigned long)(addr), (unsigned long)(data))))

static pid_t kids[16];
static int known;
static int name(pid_t pid) {
    for (int i = 0; i < known; i++)
        if (kids[i] == pid) return i + 1;
    kids[known++] = pid;
    return known;
}

static int next(pid_t which, int flags) {
    int s = 0;
    pid_t pid = waitpid(which, &s, flags | __WALL);
    if (pid <= 0) return say("wait: %d %s\n", (int)pid, pid < 0 ? err(-1) : ""), -1;
    if (WIFSTOPPED(s))
        say("%d stopped %d%s event %d\n", name(pid), WSTOPSIG(s) & 0x7f, WSTOPSIG(s) & 0x80 ? "|80" : "", s >> 16);
    else if (WIFEXITED(s))
        say("%d exited %d\n", name(pid), WEXITSTATUS(s));
    else
        say("%d killed %d\n", name(pid), WTERMSIG(s));
    return s;
}

static void info(pid_t pid) {
    siginfo_t i = {0};
    long r = pt(PTRACE_GETSIGINFO, pid, 0, (unsigned long)&i);
    say("siginfo %s %d code %x pid %d\n", err(r), i.si_signo, i.si_code,
        i.si_signo == SIGTRAP && i.si_code == 1 ? 0
        : i.si_pid == pid                       ? 1
        : i.si_pid == getpid()                  ? 2
        : i.si_pid == 0                         ? 0
                                                : 3);
}

static void call(pid_t pid) {
    struct ptrace_syscall_info i;
    memset(&i, 0, sizeof i);
    long r = pt(PTRACE_GET_SYSCALL_INFO, pid, sizeof i, (unsigned long)&i);
    struct user_regs_struct regs;
    struct iovec v = {&regs, sizeof regs};
    long q = pt(PTRACE_GETREGSET, pid, NT_PRSTATUS, (unsigned long)&v);
    say("info %ld op %d arch %x pc %d sp %d", r, i.op, i.arch, i.instruction_pointer == regs.pc, i.stack_pointer == regs.sp);
    if (i.op == 1)
        say(" nr %llu %lld\n", i.entry.nr, i.entry.nr == SYS_close ? i.entry.args[0] : 0);
    else if (i.op == 2)
        say(" rval %lld error %d a7 %lu\n", i.exit.rval == pid ? 1 : i.exit.rval, i.exit.is_error, regs.a7);
    else
        say("\n");
}

static void basics(void) {
    say("-- traceme\n");
    pid_t pid = fork();
    if (pid == 0) {
        P(PTRACE_TRACEME, 0, 0, 0);
        P(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        syscall(SYS_getpid), syscall(SYS_close, 77), syscall(1000);
        raise(SIGUSR1), raise(SIGTERM);
        _exit(5);
    }
    name(pid);
    next(pid, 0), info(pid);
    char path[64], line[128];
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *f = fopen(path, "r");
    while (fgets(line, sizeof line, f)) {
        int n;
        if (sscanf(line, "TracerPid: %d", &n) == 1) say("TracerPid %d\n", n == getpid());
        if (!strncmp(line, "State", 5)) say("%s", line);
    }
    fclose(f);
    P(PTRACE_ATTACH, pid, 0, 0);
    P(PTRACE_SEIZE, pid, 0, 0);
    P(PTRACE_SEIZE, pid, 1, 0);
    P(PTRACE_SEIZE, pid, 0, 1 << 12);
    P(PTRACE_INTERRUPT, pid, 0, 0), P(PTRACE_LISTEN, pid, 0, 0);
    P(PTRACE_SINGLESTEP, pid, 0, 0), P(PTRACE_PEEKUSR, pid, 0, 0), P(12, pid, 0, 0), P(999, pid, 0, 0);
    P(PTRACE_SETOPTIONS, pid, 0, 1 << 15), P(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
    P(PTRACE_CONT, pid, 0, 65), P(PTRACE_CONT, pid, 0, -1);
    P(PTRACE_CONT, 1, 0, 0), P(PTRACE_CONT, getpid(), 0, 0), P(PTRACE_ATTACH, getpid(), 0, 0), P(PTRACE_CONT, 99999, 0, 0),
        P(PTRACE_ATTACH, -1, 0, 0);
    for (int i = 0; i < 8; i++) {
        P(PTRACE_SYSCALL, pid, 0, 0);
        next(pid, 0), call(pid);
        if (i == 0) info(pid);
    }
    while (1) {
        int s;
        P(PTRACE_CONT, pid, 0, 0);
        s = next(pid, 0);
        if (!WIFSTOPPED(s)) break;
        info(pid);
    }
    P(PTRACE_CONT, pid, 0, 0);
}

static volatile int handled;
static void on(int n) { handled = n; }

static void signals(void) {
    say("-- signals\n");
    pid_t pid = fork();
    if (pid == 0) {
        pt(PTRACE_TRACEME, 0, 0, 0), signal(SIGUSR1, on), signal(SIGUSR2, on), signal(SIGHUP, SIG_IGN);
        raise(SIGUSR1), say("handled %d\n", handled), handled = 0;
        raise(SIGHUP), say("handled %d\n", handled);
        raise(SIGUSR1), say("handled %d\n", handled), handled = 0;
        raise(SIGWINCH), raise(SIGKILL), _exit(1);
    }
    next(pid, 0), info(pid), P(PTRACE_CONT, pid, 0, 0);
    next(pid, 0), P(PTRACE_CONT, pid, 0, SIGHUP);
    next(pid, 0), P(PTRACE_CONT, pid, 0, SIGUSR2);
    next(pid, 0), P(PTRACE_CONT, pid, 0, 0);
    next(pid, 0);
    pid = fork();
    if (pid == 0) {
        pt(PTRACE_TRACEME, 0, 0, 0);
        sigset_t s;
        sigemptyset(&s), sigaddset(&s, SIGUSR1), sigprocmask(SIG_BLOCK, &s, NULL);
        raise(SIGUSR1), raise(SIGSTOP), _exit(2);
    }
    uint64_t mask = 0;
    siginfo_t many[4];
    struct ptrace_peeksiginfo_args args = {0, 0, 4};
    next(pid, 0), P(PTRACE_GETSIGMASK, pid, 8, &mask), say("mask %lx\n", mask), P(PTRACE_GETSIGMASK, pid, 4, &mask);
    say("queued %ld", pt(PTRACE_PEEKSIGINFO, pid, (unsigned long)&args, (unsigned long)many)), say(" %d\n", many[0].si_signo);
    args.flags = 1, say("queued %ld\n", pt(PTRACE_PEEKSIGINFO, pid, (unsigned long)&args, (unsigned long)many));
    mask = 0, P(PTRACE_SETSIGMASK, pid, 8, &mask), P(PTRACE_CONT, pid, 0, 0);
    next(pid, 0), many[0].si_signo = SIGUSR1, many[0].si_code = 5;
    P(PTRACE_SETSIGINFO, pid, 0, many), info(pid);
    P(PTRACE_CONT, pid, 0, SIGUSR1), next(pid, 0);
}

static int target(int a, int b) { return a * 10 + b; }
__attribute__((noinline, noclone)) static long function(long a, long b) {
    asm volatile("" ::: "memory");
    return target(a, b);
}

static void memory(void) {
    say("-- memory\n");
    static long word = 0x1122334455667788;
    pid_t pid = fork();
    if (pid == 0) {
        pt(PTRACE_TRACEME, 0, 0, 0), raise(SIGSTOP);
        say("function %ld word %lx\n", function(1, 2), word);
        say("function %ld\n", function(3, 4));
        double d = 1.5;
        asm volatile("fld fs0, %0\n li t3, 77\n ebreak\n mv %1, t3" : "+m"(d), "=r"(word)::"t3", "fs0");
        say("t3 %ld\n", word);
        *(volatile int *)8 = 1;
        _exit(0);
    }
    next(pid, 0);
    long got = 0;
    P(PTRACE_PEEKDATA, pid, &word, &got), say("%lx\n", got);
    P(PTRACE_PEEKDATA, pid, 8, &got), P(PTRACE_POKEDATA, pid, 8, 1), P(PTRACE_PEEKDATA, pid, &word, 8);
    P(PTRACE_POKEDATA, pid, &word, 0xabc);
    unsigned long at = (unsigned long)function & ~7UL, shift = ((unsigned long)function & 7) * 8;
    long code, old;
    P(PTRACE_PEEKTEXT, pid, at, &old);
    code = old & ~(0xffffUL << shift) | 0x9002UL << shift;
    P(PTRACE_POKETEXT, pid, at, code), P(PTRACE_PEEKTEXT, pid, at, &got), say("%d\n", got == code);
    P(PTRACE_CONT, pid, 0, 0), next(pid, 0), info(pid);
    struct user_regs_struct r;
    struct iovec v = {&r, sizeof r};
    P(PTRACE_GETREGSET, pid, NT_PRSTATUS, &v), say("at %d len %zu a0 %lu a1 %lu\n", r.pc == (unsigned long)function, v.iov_len, r.a0, r.a1);
    r.a0 = 7, P(PTRACE_SETREGSET, pid, NT_PRSTATUS, &v), P(PTRACE_POKETEXT, pid, at, old);
    v.iov_len = 1000, P(PTRACE_GETREGSET, pid, NT_PRSTATUS, &v), say("len %zu\n", v.iov_len);
    v.iov_len = 12, P(PTRACE_GETREGSET, pid, NT_PRSTATUS, &v), v.iov_len = 16, P(PTRACE_GETREGSET, pid, NT_PRSTATUS, &v),
    say("len %zu\n", v.iov_len);
    P(PTRACE_GETREGSET, pid, 12345, &v);
    P(PTRACE_CONT, pid, 0, 0), next(pid, 0), info(pid);
    struct {
        double f[32];
        unsigned fcsr;
    } fp;
    v = (struct iovec){&fp, sizeof fp}, P(PTRACE_GETREGSET, pid, NT_PRFPREG, &v), say("len %zu fs0 %g\n", v.iov_len, fp.f[8]);
    v = (struct iovec){&r, sizeof r}, P(PTRACE_GETREGSET, pid, NT_PRSTATUS, &v), say("t3 %lu\n", r.t3);
    P(PTRACE_PEEKTEXT, pid, r.pc & ~7, &got);
    r.t3 = 78, r.pc += (got >> (r.pc & 7) * 8 & 3) == 3 ? 4 : 2, P(PTRACE_SETREGSET, pid, NT_PRSTATUS, &v);
    P(PTRACE_CONT, pid, 0, 0), next(pid, 0);
    siginfo_t i;
    P(PTRACE_GETSIGINFO, pid, 0, &i), say("%d %d %lx\n", i.si_signo, i.si_code, (long)i.si_addr);
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    int fd = open(path, O_RDWR);
    say("mem %zd %lx", pread(fd, &got, 8, (off_t)&word), got), say(" %zd", pwrite(fd, "hello!!!", 8, (off_t)&word));
    say(" %zd %.8s %zd %s\n", pread(fd, &got, 8, (off_t)&word), (char *)&got, pread(fd, &got, 8, 8), strerrorname_np(errno));
    P(PTRACE_KILL, pid, 0, 0), next(pid, 0);
    say("after %zd\n", pread(fd, &got, 8, (off_t)&word)), close(fd);
}

static void *thread(void *arg) {
    syscall(SYS_getpid);
    return NULL;
}

static void events_(void) {
    say("-- events\n");
    char *argv[] = {"/proc/self/exe", "exit", NULL};
    pid_t pid = fork();
    if (pid == 0) {
        pt(PTRACE_TRACEME, 0, 0, 0), raise(SIGSTOP);
        if (fork() == 0) _exit(3);
        wait(NULL);
        if (vfork() == 0) _exit(4);
        wait(NULL);
        pthread_t t;
        pthread_create(&t, NULL, thread, NULL), pthread_join(t, NULL);
        execv(argv[0], argv), _exit(9);
    }
    known = 0, name(pid), next(pid, 0);
    P(PTRACE_SETOPTIONS, pid, 0,
      PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT | PTRACE_O_TRACEVFORKDONE);
    P(PTRACE_CONT, pid, 0, 0);
    for (int alive = 1; alive;) {
        int s;
        pid_t who = waitpid(-1, &s, __WALL | WNOWAIT * 0);
        if (who < 0) break;
        unsigned long m = 0;
        if (!WIFSTOPPED(s)) {
            if (who == pid) alive = 0;
            static int ends;
            if (who == pid) say("ended %x\n", s);
            continue;
        }
        int e = s >> 16;
        if (e) {
            pt(PTRACE_GETEVENTMSG, who, 0, (unsigned long)&m);
            if (who == pid)
                say("event %d message %lx\n", e, e == PTRACE_EVENT_EXIT ? m : e == PTRACE_EVENT_EXEC ? m == pid : m != pid && m > 0);
            if (e == PTRACE_EVENT_FORK || e == PTRACE_EVENT_VFORK || e == PTRACE_EVENT_CLONE) {
                int t;
                pid_t child = waitpid(m, &t, __WALL);
                say("child %d stop %x\n", child == (pid_t)m, t);
                pt(PTRACE_CONT, child, 0, 0);
            }
            pt(PTRACE_CONT, who, 0, 0);
        } else {
            if (who == pid) say("signal %d\n", WSTOPSIG(s));
            pt(PTRACE_CONT, who, 0, WSTOPSIG(s));
        }
    }
    say("-- exec without option\n");
    pid = fork();
    if (pid == 0) pt(PTRACE_TRACEME, 0, 0, 0), execv(argv[0], argv), _exit(9);
    known = 0, name(pid), next(pid, 0), info(pid), P(PTRACE_CONT, pid, 0, 0), next(pid, 0);
}

static void seizing(void) {
    say("-- seize\n");
    int p[2];
    char c;
    pipe(p);
    pid_t pid = fork();
    if (pid == 0) {
        write(p[1], "x", 1);
        signal(SIGUSR1, on);
        for (;;) pause();
    }
    read(p[0], &c, 1), usleep(150000), known = 0, name(pid);
    P(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACESYSGOOD), P(PTRACE_GETEVENTMSG, pid, 0, &c);
    P(PTRACE_INTERRUPT, pid, 0, 0), next(pid, 0), info(pid);
    P(PTRACE_LISTEN, pid, 0, 0), P(PTRACE_CONT, pid, 0, 0);
    P(PTRACE_INTERRUPT, pid, 0, 0), next(pid, 0), P(PTRACE_CONT, pid, 0, 0);
    kill(pid, SIGSTOP), next(pid, 0), info(pid), P(PTRACE_CONT, pid, 0, SIGSTOP);
    next(pid, 0), info(pid), P(PTRACE_LISTEN, pid, 0, 0), usleep(100000), next(pid, WNOHANG);
    kill(pid, SIGCONT), next(pid, 0), info(pid), P(PTRACE_CONT, pid, 0, 0);
    next(pid, 0), P(PTRACE_CONT, pid, 0, SIGCONT);
    usleep(150000), next(pid, WNOHANG);
    P(PTRACE_INTERRUPT, pid, 0, 0), next(pid, 0), call(pid), P(PTRACE_SYSCALL, pid, 0, 0), next(pid, 0), call(pid);
    kill(pid, SIGUSR1), P(PTRACE_SYSCALL, pid, 0, 0), next(pid, 0), call(pid);
    P(PTRACE_SYSCALL, pid, 0, 0), next(pid, 0), P(PTRACE_SYSCALL, pid, 0, SIGUSR1), next(pid, 0), call(pid);
    P(PTRACE_DETACH, pid, 0, 0), P(PTRACE_CONT, pid, 0, 0);
    kill(pid, SIGSTOP), say("wuntraced %d\n", waitpid(pid, NULL, WUNTRACED) == pid);
    P(PTRACE_ATTACH, pid, 0, 0), next(pid, 0), P(PTRACE_CONT, pid, 0, 0), usleep(100000), next(pid, WNOHANG);
    kill(pid, SIGCONT), usleep(100000), next(pid, WNOHANG), kill(pid, SIGKILL), next(pid, 0);
    say("-- tracer's end\n");
    for (int kill_ = 0; kill_ < 2; kill_++) {
        pid = fork();
        if (pid == 0)
            for (;;) pause();
        pid_t tracer = fork();
        if (tracer == 0) { say("seize %ld\n", pt(PTRACE_SEIZE, pid, 0, kill_ ? PTRACE_O_EXITKILL : 0)), _exit(0); }
        waitpid(tracer, NULL, 0), usleep(150000);
        int s = 0;
        say("then %d\n", waitpid(pid, &s, WNOHANG) == pid), say("%x\n", s);
        if (!kill_) kill(pid, SIGKILL), waitpid(pid, NULL, 0);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
    }
}

static void others(void) {
    say("-- another's child\n");
    int p[2];
    char c;
    pipe(p);
    pid_t pid = fork();
    if (pid == 0) read(p[0], &c, 1), _exit(6);
    pid_t tracer = fork();
    if (tracer == 0) {
        known = 0, name(pid);
        P(PTRACE_ATTACH, pid, 0, 0), next(pid, 0), P(PTRACE_CONT, pid, 0, 0);
        write(p[1], "x", 1), usleep(400000), next(pid, 0), next(pid, 0), _exit(0);
    }
    int s = 0;
    usleep(150000), say("early %d\n", waitpid(pid, &s, WNOHANG));
    waitpid(tracer, NULL, 0), say("parent %d", waitpid(pid, &s, 0) == pid), say(" %x\n", s);
    pid = fork();
    if (pid == 0) {
        setuid(1000);
        for (;;) pause();
    }
    if (fork() == 0) setuid(1001), usleep(100000), P(PTRACE_ATTACH, pid, 0, 0), P(PTRACE_SEIZE, getppid(), 0, 0), _exit(0);
    wait(NULL), kill(pid, SIGKILL), wait(NULL);
}

int main(int argc, char **argv) {
    if (argc > 1) return 7;
    basics(), signals(), memory(), events_(), seizing(), others();
    return 0;
}
