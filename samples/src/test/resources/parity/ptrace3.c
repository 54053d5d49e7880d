/* ptrace(2): execve by a thread that does not lead, vfork with its end, exit events, stops of groups of threads, yama's exceptions. */
#include "parity.h"
#include <linux/ptrace.h>
#include <stdarg.h>

static long pt(long request, pid_t pid, unsigned long addr, unsigned long data) { return syscall(SYS_ptrace, request, pid, addr, data); }

static pid_t leader, other;
static const char *who(pid_t pid) {
    return pid == leader ? "leader" : pid == other ? "other" : pid > 0 ? "another" : pid == 0 ? "nobody" : "error";
}

static int next(pid_t which, int flags) {
    int s = 0;
    pid_t pid = waitpid(which, &s, flags);
    printf("%s %x %s\n", who(pid), pid > 0 ? s : 0, pid < 0 ? strerrorname_np(errno) : ""), fflush(stdout);
    return s;
}

static unsigned long message(pid_t pid) {
    unsigned long m = -1;
    pt(PTRACE_GETEVENTMSG, pid, 0, (unsigned long)&m);
    return m;
}

static void *runs(void *argv) {
    execv("/proc/self/exe", argv);
    return NULL;
}

static void threads(char *self) {
    for (int traced = 0; traced < 2; traced++) {
        printf("-- execve by another thread, %d\n", traced);
        if ((leader = fork()) == 0) {
            char *argv[] = {self, "exit", NULL};
            pthread_t t;
            pt(PTRACE_TRACEME, 0, 0, 0), raise(SIGSTOP);
            pthread_create(&t, NULL, runs, argv), pthread_join(t, NULL), _exit(9);
        }
        next(leader, 0);
        T(pt(PTRACE_SETOPTIONS, leader, 0, PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXIT | (traced ? PTRACE_O_TRACEEXEC : 0)));
        T(pt(PTRACE_CONT, leader, 0, 0)), next(leader, 0), other = message(leader);
        next(other, __WCLONE), T(pt(PTRACE_CONT, leader, 0, 0)), T(pt(PTRACE_CONT, other, 0, 0));
        next(leader, 0), printf("message %lx\n", message(leader)), next(other, __WCLONE | WNOHANG);
        T(pt(PTRACE_CONT, leader, 0, 0)), next(leader, 0);
        if (traced)
            printf("message %d\n", message(leader) == other);
        T(kill(other, 0)), T(kill(leader, SIGKILL)), next(leader, 0), printf("message %lx\n", message(leader));
        T(pt(PTRACE_CONT, leader, 0, 0)), next(leader, 0);
    }
}

static void forks(void) {
    printf("-- vfork\n");
    if ((leader = fork()) == 0) {
        sigset_t set;
        sigemptyset(&set), sigaddset(&set, SIGCHLD), sigprocmask(SIG_SETMASK, &set, NULL);
        pt(PTRACE_TRACEME, 0, 0, 0), raise(SIGSTOP);
        pid_t pid = vfork();
        if (pid == 0)
            _exit(99);
        int s;
        _exit(wait4(pid, &s, 0, NULL) == pid && s == 99 << 8 ? 0 : 1);
    }
    other = 0, next(leader, 0);
    T(pt(PTRACE_SETOPTIONS, leader, 0, PTRACE_O_TRACEVFORK | PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACESYSGOOD));
    T(pt(PTRACE_CONT, leader, 0, 0)), next(leader, 0), other = message(leader), next(other, 0);
    T(pt(PTRACE_SYSCALL, leader, 0, 0)), usleep(200000), next(leader, WNOHANG), T(pt(PTRACE_CONT, other, 0, 0));
    siginfo_t info = {0};
    T(waitid(P_PID, other, &info, WEXITED | WNOWAIT)),
        printf("%d %d %d %d\n", info.si_signo, info.si_code, info.si_status, info.si_pid == other);
    next(leader, 0), printf("message %d\n", message(leader) == other);
    T(pt(PTRACE_SYSCALL, leader, 0, 0)), next(leader, 0), T(pt(PTRACE_GETSIGINFO, leader, 0, (long)&info)), printf("%x\n", info.si_code);
    T(pt(PTRACE_SYSCALL, leader, 0, 0)), next(leader, 0), T(pt(PTRACE_SYSCALL, leader, 0, 0)), usleep(200000), next(leader, WNOHANG);
    next(other, 0), next(leader, 0), T(pt(PTRACE_DETACH, leader, 0, 0)), next(leader, 0);
}

static volatile int spins = 1;
static void listens(void) {
    printf("-- listen\n");
    if ((leader = fork()) == 0) {
        while (spins)
            usleep(100000);
        _exit(1);
    }
    T(pt(PTRACE_SEIZE, leader, 0, 0)), next(leader, WNOHANG), T(pt(PTRACE_INTERRUPT, leader, 0, 0)), next(leader, 0);
    T(pt(PTRACE_POKEDATA, leader, (long)&spins, 0)), T(kill(leader, SIGSTOP)), T(pt(PTRACE_CONT, leader, 0, 0)), next(leader, 0);
    T(pt(PTRACE_CONT, leader, 0, SIGSTOP)), next(leader, 0), T(pt(PTRACE_LISTEN, leader, 0, 0)), T(pt(PTRACE_CONT, leader, 0, 0));
    next(leader, WNOHANG), T(kill(leader, SIGTERM)), usleep(200000), next(leader, WNOHANG), T(kill(leader, SIGCONT)), next(leader, 0);
    T(pt(PTRACE_DETACH, leader, 0, 0)), next(leader, 0);
    printf("-- attach to what is stopped\n");
    if ((leader = fork()) == 0)
        for (;;)
            pause();
    siginfo_t info;
    T(kill(leader, SIGSTOP)), next(leader, WUNTRACED), T(pt(PTRACE_ATTACH, leader, 0, 0)), next(leader, 0),
        T(pt(PTRACE_SETOPTIONS, leader, 0, 0));
    T(pt(PTRACE_GETSIGINFO, leader, 0, (long)&info)), T(pt(PTRACE_DETACH, leader, 0, 0)), next(leader, WUNTRACED | WNOHANG);
    T(kill(leader, SIGCONT)), next(leader, WCONTINUED), T(kill(leader, SIGKILL)), next(leader, 0);
    printf("-- to kill in a call\n");
    if ((leader = fork()) == 0)
        for (;;)
            usleep(1000);
    T(pt(PTRACE_SEIZE, leader, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT)), T(pt(PTRACE_INTERRUPT, leader, 0, 0)), next(leader, 0);
    T(pt(PTRACE_SYSCALL, leader, 0, 0)), next(leader, 0), T(kill(leader, SIGKILL)), next(leader, 0),
        printf("message %lx\n", message(leader));
    T(pt(PTRACE_CONT, leader, 0, 0)), next(leader, 0);
}

static void all(void) {
    printf("-- each signal\n");
    for (int n = 1; n <= 64; n++) {
        if (n == 32 || n == 33)
            continue;
        pid_t pid = fork();
        int s = 0;
        if (pid == 0)
            pt(PTRACE_TRACEME, 0, 0, 0), kill(getpid(), n), _exit(0);
        waitpid(pid, &s, 0);
        printf(" %x", s);
        if (WIFSTOPPED(s))
            pt(PTRACE_KILL, pid, 0, 0), waitpid(pid, &s, 0), printf("/%x", s);
    }
    printf("\n");
    T(pt(PTRACE_ATTACH, 99999, 0, 0)), T(pt(PTRACE_GETREGSET, getpid(), 1, 0));
}

static int attach(pid_t pid) {
    int s;
    if (pt(PTRACE_ATTACH, pid, 0, 0) < 0)
        return -1;
    waitpid(pid, &s, __WALL);
    return pt(PTRACE_DETACH, pid, 0, 0);
}

static void ability(int has) {
    struct {
        unsigned version;
        int pid;
    } h = {0x20080522, 0};
    unsigned data[6];
    syscall(SYS_capget, &h, data);
    data[0] = has ? data[0] | data[1] & 1 << 19 : data[0] & ~(1 << 19);
    syscall(SYS_capset, &h, data);
}

static int scope(const char *text) {
    int fd = open("/proc/sys/kernel/yama/ptrace_scope", O_RDWR), r = write(fd, text, strlen(text));
    close(fd);
    return r;
}

static void *allows(void *x) {
    T(prctl(PR_SET_PTRACER, (long)x, 0, 0, 0));
    return NULL;
}

static int go[2], came[2];
static char letter;
#define TELL write(came[1], "x", 1)
#define TOLD read(came[0], &letter, 1)

/* A child that does something, tells, and waits to be killed. */
#define TARGET(...)                                                                                                                        \
    ({                                                                                                                                     \
        fflush(stdout);                                                                                                                    \
        pid_t target_ = fork();                                                                                                            \
        if (!target_) {                                                                                                                    \
            __VA_ARGS__;                                                                                                                   \
            TELL;                                                                                                                          \
            for (;;)                                                                                                                       \
                pause();                                                                                                                   \
        }                                                                                                                                  \
        TOLD;                                                                                                                              \
        target_;                                                                                                                           \
    })
#define GONE(pid) (kill(pid, SIGKILL), waitpid(pid, NULL, 0))

static void yama(char *self) {
    printf("-- exceptions\n");
    pipe(go), pipe(came);
    T(scope("1\n")), T(prctl(PR_SET_PTRACER, 123456789, 0, 0, 0)), T(prctl(PR_SET_PTRACER, 0, 0, 0, 0)),
        T(prctl(PR_SET_PTRACER, -1, 0, 0, 0));
    T(prctl(PR_SET_PTRACER, 0, 0, 0, 0)), ability(0);
    CHILD(T(attach(getppid())));
    pid_t a = TARGET();
    T(attach(a));
    CHILD(T(attach(a)));
    GONE(a), a = TARGET(allows((void *)(long)getppid()));
    CHILD(T(attach(a)); T(attach(getppid())));
    GONE(a), a = TARGET(allows((void *)-1L));
    CHILD(T(attach(a)); T(attach(getppid())));
    CHILD(char path[40]; sprintf(path, "/proc/%d/mem", a); T(open(path, O_RDONLY) > 0); sprintf(path, "/proc/%d/maps", a);
          T(open(path, O_RDONLY) > 0));
    GONE(a), a = TARGET();
    CHILD(char path[40]; sprintf(path, "/proc/%d/mem", a); T(open(path, O_RDONLY) > 0); sprintf(path, "/proc/%d/maps", a);
          T(open(path, O_RDONLY) > 0));
    GONE(a), a = TARGET(allows((void *)-1L); T(prctl(PR_SET_PTRACER, 0, 0, 0, 0)));
    CHILD(T(attach(a)));
    GONE(a), T(prctl(PR_SET_PTRACER, -1, 0, 0, 0)), a = TARGET();
    CHILD(T(attach(a)); T(attach(getppid())));
    GONE(a), a = TARGET(pthread_t t; pthread_create(&t, NULL, allows, (void *)-1L); pthread_join(t, NULL));
    CHILD(T(attach(a)));
    GONE(a), a = TARGET(allows((void *)-1L); char fd[9]; sprintf(fd, "%d", came[1]); execl("/proc/self/exe", self, "tell", fd, NULL));
    CHILD(T(attach(a)));
    GONE(a), ability(1);
    CHILD(pid_t b = TARGET(); pid_t c = fork(); if (!c) T(attach(b)), _exit(0); waitpid(c, NULL, 0); GONE(b));
    T(scope("0")), ability(0);
    CHILD(T(attach(getppid())));
    ability(1);
}

int main(int argc, char **argv) {
    if (argc > 2)
        for (write(atoi(argv[2]), "x", 1);;)
            pause();
    if (argc > 1)
        return 7;
    threads(argv[0]), forks(), listens(), all(), yama(argv[0]);
    return 0;
}
