/* Signals: masks, order, defaults, who may send, what stays over fork and exec, interrupted calls. */
#include "parity.h"
static char order[200];
static int at;
static volatile int got, code, from, value;
static void on(int s, siginfo_t *i, void *u) {
    order[at++] = s < 32 ? 'a' + s : 'A' + s - 34;
    got = s;
    code = i->si_code;
    from = i->si_pid;
    value = i->si_value.sival_int;
}
static void set(int s, int flags) {
    struct sigaction a = {.sa_sigaction = on, .sa_flags = SA_SIGINFO | flags};
    sigaction(s, &a, 0);
}
static void show(void) {
    order[at] = 0;
    printf("order %s\n", order);
    fflush(stdout);
    at = 0;
}
struct ks {
    void *h;
    unsigned long f;
    unsigned long m;
};
int main(int n, char **v) {
    if (n > 1) {
        sigset_t m;
        sigprocmask(0, 0, &m);
        for (int i = 1; i < 65; i++) {
            struct sigaction a;
            if (!sigaction(i, 0, &a)) {
                if (a.sa_handler == SIG_IGN)
                    printf("ignored %d ", i);
                else if (a.sa_handler != SIG_DFL)
                    printf("caught %d ", i);
                if (sigismember(&m, i)) printf("masked %d ", i);
            }
        }
        sigpending(&m);
        for (int i = 1; i < 65; i++)
            if (sigismember(&m, i)) printf("pending %d ", i);
        puts("");
        return 0;
    }
    sigset_t m, o, p;
    struct sigaction a;
    struct ks k = {SIG_IGN};
    union sigval sv;
    siginfo_t si;
    for (int s = 0; s < 67; s += 1) {
        if (s > 1 && s < 9 || s > 10 && s < 19 || s > 20 && s < 63) continue;
        printf("%d\n", s);
        T(syscall(SYS_rt_sigaction, s, &k, 0, 8));
        T(syscall(SYS_rt_sigaction, s, 0, &k, 8));
        T(syscall(SYS_rt_sigaction, s, 0, 0, 8));
        T(syscall(SYS_rt_sigaction, s, 8, 0, 8));
        T(syscall(SYS_rt_sigaction, s, 0, 8, 8));
        T(syscall(SYS_rt_sigaction, s, 0, 0, 7));
        k.h = SIG_DFL;
        T(syscall(SYS_rt_sigaction, s, &k, 0, 8));
        k.h = SIG_IGN;
        T(syscall(SYS_kill, getpid(), s < 1 || s > 64 ? s : 0));
        T(syscall(SYS_tgkill, getpid(), gettid(), s < 1 || s > 64 ? s : 0));
        T(syscall(SYS_tkill, gettid(), s < 1 || s > 64 ? s : 0));
    }
    T(syscall(SYS_rt_sigprocmask, 9, &m, 0, 8));
    T(syscall(SYS_rt_sigprocmask, 9, 0, &m, 8));
    T(syscall(SYS_rt_sigprocmask, 0, 8, 0, 8));
    T(syscall(SYS_rt_sigprocmask, 0, 0, 8, 8));
    T(syscall(SYS_rt_sigprocmask, 0, &m, 0, 4));
    T(syscall(SYS_rt_sigpending, &m, 9));
    T(syscall(SYS_rt_sigpending, 8, 8));
    T(syscall(SYS_rt_sigpending, &m, 4));
    T(syscall(SYS_rt_sigsuspend, 8, 8));
    T(syscall(SYS_rt_sigsuspend, &m, 4));
    T(syscall(SYS_rt_sigtimedwait, 8, 0, 0, 8));
    T(syscall(SYS_rt_sigtimedwait, &m, 0, 8, 8));
    T(syscall(SYS_rt_sigtimedwait, &m, 0, 0, 4));
    sigemptyset(&m);
    T(syscall(SYS_rt_sigtimedwait, &m, 0, &(struct timespec){0, 0}, 8));
    T(syscall(SYS_rt_sigtimedwait, &m, 0, &(struct timespec){0, -1}, 8));
    T(syscall(SYS_rt_sigtimedwait, &m, 0, &(struct timespec){-1, 0}, 8));
    T(kill(999999, 0));
    T(kill(-999999, 0));
    T(kill(INT_MIN, 0));
    T(tgkill(getpid(), 999999, 0));
    T(tgkill(1, gettid(), 0));
    T(tgkill(-1, gettid(), 0));
    T(tgkill(getpid(), -1, 0));
    T(tgkill(getpid(), 0, 0));
    T(syscall(SYS_tkill, 0, 0));
    T(syscall(SYS_tkill, -1, 0));
    T(syscall(SYS_tkill, 999999, 0));
    T(killpg(-1, 0));
    T(killpg(999999, 0));
    memset(&si, 0, sizeof si);
    si.si_code = SI_QUEUE;
    si.si_value.sival_int = 5;
    set(SIGUSR1, 0);
    T(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &si));
    printf("%d %d\n", code, value);
    T(syscall(SYS_rt_sigqueueinfo, 999999, SIGUSR1, &si));
    T(syscall(SYS_rt_sigqueueinfo, getpid(), 65, &si));
    T(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, 8));
    si.si_code = 0;
    T(syscall(SYS_rt_sigqueueinfo, getppid(), 0, &si));
    si.si_code = SI_TKILL;
    T(syscall(SYS_rt_sigqueueinfo, getppid(), 0, &si));
    si.si_code = SI_QUEUE;
    T(syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), SIGUSR1, &si));
    T(code);
    T(syscall(SYS_rt_tgsigqueueinfo, getpid(), 0, SIGUSR1, &si));
    T(syscall(SYS_rt_tgsigqueueinfo, 1, gettid(), SIGUSR1, &si));
    T(syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), 0, &si));
    CHILD(setuid(1000); sv.sival_int = 1; T(sigqueue(1, 0, sv)); T(kill(1, SIGCONT)); T(kill(getppid(), SIGUSR1));
          T(sigqueue(getpid(), 0, sv)); T(kill(0, 0)); T(kill(-1, 0)));
    sigfillset(&m);
    sigprocmask(SIG_BLOCK, &m, &o);
    for (int i = 1; i < 65; i++)
        if (i != 9 && i != 19 && i != 32 && i != 33) set(i, 0);
    int list[] = {SIGRTMIN + 3, SIGUSR2, SIGRTMIN, SIGUSR1, SIGRTMIN + 3, SIGHUP, SIGSEGV, SIGRTMIN, SIGUSR2, SIGTERM, SIGRTMAX};
    for (int i = 0; i < 11; i++) {
        sv.sival_int = i;
        sigqueue(getpid(), list[i], sv);
    }
    sigpending(&p);
    T(sigismember(&p, SIGUSR1));
    T(sigismember(&p, SIGINT));
    sigprocmask(SIG_SETMASK, &o, 0);
    show();
    sigprocmask(SIG_BLOCK, &m, 0);
    for (int i = 0; i < 11; i++) raise(list[i]);
    kill(getpid(), SIGINT);
    struct timespec z = {0, 0};
    int r;
    while ((r = sigtimedwait(&m, &si, &z)) > 0) printf("%d %d ", r, si.si_code);
    puts("");
    sigprocmask(SIG_SETMASK, &o, 0);
    show();
    sigprocmask(SIG_BLOCK, &m, 0);
    raise(SIGUSR1);
    CHILD(sigpending(&p); T(sigismember(&p, SIGUSR1)); sigprocmask(0, 0, &p); T(sigismember(&p, SIGUSR1));
          execl("/proc/self/exe", "x", "1", NULL));
    signal(SIGUSR1, SIG_IGN);
    sigpending(&p);
    T(sigismember(&p, SIGUSR1));
    raise(SIGUSR1);
    sigpending(&p);
    T(sigismember(&p, SIGUSR1));
    raise(SIGCHLD);
    signal(SIGCHLD, SIG_DFL);
    sigpending(&p);
    T(sigismember(&p, SIGCHLD));
    raise(SIGSTOP + 1);
    raise(SIGCONT);
    sigpending(&p);
    T(sigismember(&p, SIGTSTP));
    T(sigismember(&p, SIGCONT));
    raise(SIGTSTP);
    sigpending(&p);
    T(sigismember(&p, SIGCONT));
    sigprocmask(SIG_SETMASK, &o, 0);
    at = 0;
    signal(SIGUSR2, SIG_IGN);
    signal(SIGHUP, SIG_DFL);
    sigemptyset(&p);
    sigaddset(&p, SIGINT);
    sigaddset(&p, SIGKILL);
    sigprocmask(SIG_BLOCK, &p, 0);
    raise(SIGINT);
    CHILD(execl("/proc/self/exe", "x", "1", NULL));
    sigprocmask(0, 0, &p);
    T(sigismember(&p, SIGKILL));
    sigprocmask(SIG_SETMASK, &o, 0);
    show();
    set(SIGUSR1, SA_RESETHAND | SA_NODEFER);
    raise(SIGUSR1);
    sigaction(SIGUSR1, 0, &a);
    T(a.sa_handler == SIG_DFL);
    printf("%x\n", a.sa_flags);
    set(SIGUSR1, SA_NODEFER | SA_ONSTACK | SA_RESTART | 0x400);
    sigaction(SIGUSR1, 0, &a);
    printf("%x\n", a.sa_flags);
    show();
    int pp[2];
    pipe(pp);
    char b[9];
    for (int f = 0; f < 2; f++) {
        set(SIGALRM, f ? SA_RESTART : 0);
        printf("restart %d\n", f);
        ualarm(1000, 0);
        if (!f) {
            T(read(pp[0], b, 1));
        } else {
            int c = fork();
            if (!c) {
                usleep(5000);
                write(pp[1], "x", 1);
                _exit(0);
            }
            T(read(pp[0], b, 1));
            waitpid(c, 0, 0);
        }
        ualarm(1000, 0);
        T(pause());
        ualarm(1000, 0);
        T(poll(0, 0, 5000));
        ualarm(1000, 0);
        T(select(0, 0, 0, 0, &(struct timeval){5, 0}));
        ualarm(1000, 0);
        int e = epoll_create1(0);
        T(epoll_wait(e, (void *)(char[100]){0}, 1, 5000));
        ualarm(1000, 0);
        T(usleep(1000000));
        ualarm(1000, 0);
        T(sigsuspend(&o));
        ualarm(1000, 0);
        int q = msgget(IPC_PRIVATE, 0600);
        T(msgrcv(q, b, 1, 0, 0));
        msgctl(q, IPC_RMID, 0);
        q = semget(IPC_PRIVATE, 1, 0600);
        ualarm(1000, 0);
        struct sembuf sb = {0, -1, 0};
        T(semop(q, &sb, 1));
        semctl(q, 0, IPC_RMID);
        ualarm(1000, 0);
        sigemptyset(&p);
        sigaddset(&p, SIGUSR2);
        T(sigtimedwait(&p, 0, &(struct timespec){5, 0}));
        if (!f) {
            ualarm(1000, 0);
            int w = 0;
            T(syscall(SYS_futex, &w, 0, 0, 0));
            ualarm(1000, 0);
            int c = fork();
            if (!c) pause();
            T(wait(0));
            kill(c, 9);
            wait(0);
            ualarm(1000, 0);
            int sp[2];
            socketpair(AF_UNIX, SOCK_STREAM, 0, sp);
            T(recv(sp[0], b, 1, 0));
            struct timeval tv = {5, 0};
            setsockopt(sp[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
            ualarm(1000, 0);
            T(recv(sp[0], b, 1, 0));
        }
    }
    at = 0;
}
