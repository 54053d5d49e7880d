/* Signals: actions, masks, alternate stacks, waiting for them, faults, timers, and what a handler sees. */
#include "parity.h"
#include <ucontext.h>
static volatile int got;
static siginfo_t last;
static volatile int depth, onstack;
static char *stackarea;
static void h(int n) { got++; }
static void hs(int n, siginfo_t *i, void *u) {
    char x;
    got++;
    last = *i;
    onstack = &x >= stackarea && &x < stackarea + 65536;
    ucontext_t *c = u;
}
static void show(void) {
    printf("signo %d code %d pid %d uid %d value %d err %d\n", last.si_signo, last.si_code, last.si_pid == getpid(), last.si_uid,
           last.si_int, last.si_errno);
    fflush(stdout);
}
static void skip(int n, siginfo_t *i, void *u) {
    ucontext_t *c = u;
    printf("fault %d code %d addr %lx\n", n, i->si_code, (long)i->si_addr & 0xfff);
    fflush(stdout);
    c->uc_mcontext.__gregs[0] += 4;
    got++;
}
struct ksa {
    void *h;
    unsigned long f;
    unsigned long m;
};
int main() {
    struct ksa k, o;
    sigset_t s, q;
    struct timespec z = {0, 0}, ms = {0, 20000000};
    T(syscall(SYS_rt_sigaction, SIGKILL, &k, 0, 8));
    T(syscall(SYS_rt_sigaction, SIGKILL, 0, &o, 8));
    T(syscall(SYS_rt_sigaction, SIGSTOP, &k, 0, 8));
    T(syscall(SYS_rt_sigaction, 0, 0, 0, 8));
    T(syscall(SYS_rt_sigaction, 65, 0, 0, 8));
    T(syscall(SYS_rt_sigaction, 64, 0, 0, 8));
    T(syscall(SYS_rt_sigaction, 5, 0, 0, 4));
    T(syscall(SYS_rt_sigaction, 5, 0, 8, 8));
    T(syscall(SYS_rt_sigaction, 5, 8, 0, 8));
    k = (struct ksa){h, ~0ul, ~0ul};
    T(syscall(SYS_rt_sigaction, 10, &k, 0, 8));
    T(syscall(SYS_rt_sigaction, 10, 0, &o, 8));
    printf("%lx %lx\n", o.f, o.m);
    k.h = 0;
    k.f = 0;
    syscall(SYS_rt_sigaction, 10, &k, 0, 8);
    T(syscall(SYS_rt_sigprocmask, 9, &s, 0, 8));
    T(syscall(SYS_rt_sigprocmask, 9, 0, 0, 8));
    T(syscall(SYS_rt_sigprocmask, 0, 0, &q, 4));
    T(syscall(SYS_rt_sigprocmask, 0, 8, 0, 8));
    sigfillset(&s);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &s, 0, 8);
    syscall(SYS_rt_sigprocmask, 0, 0, &q, 8);
    printf("%lx\n", *(long *)&q);
    *(long *)&s = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &s, 0, 8);
    T(syscall(SYS_rt_sigpending, &q, 4));
    T(syscall(SYS_rt_sigpending, &q, 9));
    T(syscall(SYS_rt_sigpending, 8, 8));
    T(syscall(SYS_rt_sigsuspend, &q, 7));
    T(syscall(SYS_rt_sigsuspend, 8, 8));
    // sigtimedwait
    struct sigaction sa = {.sa_sigaction = hs, .sa_flags = SA_SIGINFO};
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    sigaddset(&s, SIGRTMIN);
    siginfo_t si;
    sigprocmask(SIG_BLOCK, &s, 0);
    T(sigtimedwait(&s, &si, &z));
    T(sigtimedwait(&s, &si, &ms));
    struct timespec bad = {0, 1000000000}, neg = {-1, 0};
    T(sigtimedwait(&s, &si, &bad));
    T(sigtimedwait(&s, &si, &neg));
    raise(SIGUSR1);
    T(sigtimedwait(&s, &si, &z));
    last = si;
    show();
    T(syscall(SYS_rt_sigtimedwait, &s, &si, &z, 4));
    T(syscall(SYS_rt_sigtimedwait, 8, &si, &z, 8));
    kill(getpid(), SIGUSR1);
    T(syscall(SYS_rt_sigtimedwait, &s, 8, &z, 8));
    T(sigtimedwait(&s, &si, &z));
    for (int i = 0; i < 3; i++)
        sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = i});
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 9});
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 10});
    for (int i = 0; i < 5; i++) {
        T(sigtimedwait(&s, &si, &z));
        last = si;
        if (errno == 0)
            show();
    }
    CHILD(sa.sa_flags |= SA_RESTART; sigaction(SIGALRM, &sa, 0); struct itimerval it = {{0, 0}, {0, 20000}}; setitimer(0, &it, 0);
          T(sigwaitinfo(&s, &si)));
    CHILD(sigset_t a; sigemptyset(&a); sigaddset(&a, SIGALRM); sigprocmask(SIG_BLOCK, &a, 0); signal(SIGALRM, SIG_IGN); alarm(1);
          struct timespec two = {2, 0}; T(sigtimedwait(&a, &si, &two)));
    CHILD(sigset_t a; sigfillset(&a); raise(SIGUSR1); T(sigtimedwait(&a, &si, &z)));
    CHILD(sigset_t a; sigemptyset(&a); sigaddset(&a, SIGCHLD); sigprocmask(SIG_BLOCK, &a, 0); int q = fork(); if (!q) _exit(4);
          T(sigwaitinfo(&a, &si)); printf("%d %d %d\n", si.si_code, si.si_status, si.si_pid == q));
    // rt_sigqueueinfo rights
    memset(&si, 0, sizeof si);
    si.si_code = SI_USER;
    T(syscall(SYS_rt_sigqueueinfo, getppid(), 0, &si));
    si.si_code = SI_TKILL;
    T(syscall(SYS_rt_sigqueueinfo, getppid(), 0, &si));
    si.si_code = SI_QUEUE;
    T(syscall(SYS_rt_sigqueueinfo, getppid(), 0, &si));
    si.si_code = 1;
    T(syscall(SYS_rt_sigqueueinfo, getpid(), 0, &si));
    T(syscall(SYS_rt_sigqueueinfo, getpid(), 66, &si));
    T(syscall(SYS_rt_sigqueueinfo, getpid(), 0, 8));
    T(syscall(SYS_rt_tgsigqueueinfo, getpid(), getpid(), 0, &si));
    T(syscall(SYS_rt_tgsigqueueinfo, -1, getpid(), 0, &si));
    // altstack
    stackarea = mmap(0, 65536, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t st = {stackarea, 0, 65536}, old;
    T(sigaltstack(&st, &old));
    printf("%x\n", old.ss_flags);
    sa.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGUSR2, &sa, 0);
    raise(SIGUSR2);
    T(onstack);
    T(sigaltstack(0, &old));
    printf("%x %d %ld\n", old.ss_flags, old.ss_sp == stackarea, old.ss_size);
    st.ss_size = 100;
    T(sigaltstack(&st, 0));
    st.ss_size = 2047;
    T(sigaltstack(&st, 0));
    st.ss_size = 2048;
    T(sigaltstack(&st, 0));
    st.ss_flags = 99;
    T(sigaltstack(&st, 0));
    st.ss_flags = SS_ONSTACK;
    T(sigaltstack(&st, 0));
    st.ss_flags = SS_DISABLE;
    st.ss_size = 1;
    T(sigaltstack(&st, &old));
    T(sigaltstack(0, &old));
    printf("%x %p %ld\n", old.ss_flags, old.ss_sp, old.ss_size);
    T(sigaltstack((void *)8, 0));
    T(sigaltstack(0, (void *)8));
    sa.sa_flags = SA_SIGINFO;
    sigaction(SIGUSR2, &sa, 0);
    // a handler that cannot be entered
    CHILD(stack_t b = {(void *)4096, 0, 8192}; sigaltstack(&b, 0); struct sigaction a = {.sa_handler = h, .sa_flags = SA_ONSTACK};
          sigaction(SIGUSR1, &a, 0); sigprocmask(SIG_UNBLOCK, &s, 0); raise(SIGUSR1));
    CHILD(signal(SIGUSR1, (void *)8); sigprocmask(SIG_UNBLOCK, &s, 0); raise(SIGUSR1));
    CHILD(k = (struct ksa){h, 0, 0}; signal(SIGSEGV, SIG_IGN); *(volatile int *)8 = 1);
    CHILD(sigset_t a; sigemptyset(&a); sigaddset(&a, SIGSEGV); sigprocmask(SIG_BLOCK, &a, 0); signal(SIGSEGV, h); *(volatile int *)8 = 1);
    CHILD(sigset_t a; sigemptyset(&a); sigaddset(&a, SIGSEGV); sigprocmask(SIG_BLOCK, &a, 0); signal(SIGSEGV, h); raise(SIGSEGV); T(1);
          sigprocmask(SIG_UNBLOCK, &a, 0); T(got > 0));
    // faults
    sa.sa_sigaction = skip;
    sigaction(SIGSEGV, &sa, 0);
    sigaction(SIGBUS, &sa, 0);
    sigaction(SIGILL, &sa, 0);
    sigaction(SIGTRAP, &sa, 0);
    sigaction(SIGFPE, &sa, 0);
    asm volatile(".option push\n.option norvc\nli t0, 8\nsw zero, 0(t0)\n.option pop" ::: "t0", "memory");
    char *ro = mmap(0, 4096, 1, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    asm volatile(".option push\n.option norvc\nsw zero, 0x10(%0)\n.option pop" ::"r"(ro) : "memory");
    fresh("gsig");
    int fd = file("x", "abc");
    char *m = mmap(0, 8192, 3, MAP_SHARED, fd, 0);
    asm volatile(".option push\n.option norvc\nsw zero, 0x20(%0)\n.option pop" ::"r"(m + 4096) : "memory");
    asm volatile(".option push\n.option norvc\n.word 0\n.option pop");
    asm volatile(".option push\n.option norvc\nebreak\n.option pop");
    asm volatile(".option push\n.option norvc\nli t0, -8\nlw t1, 0(t0)\n.option pop" ::: "t0", "t1");
    T(got);
    volatile long d = 0, n = 5;
    printf("%ld %ld\n", n / d, n % d);
    CHILD(signal(SIGSEGV, SIG_DFL); ((void (*)(void))ro)());
    CHILD(signal(SIGILL, SIG_DFL); asm volatile(".word 0"));
    CHILD(abort());
    CHILD(kill(getpid(), SIGSTKFLT));
    CHILD(raise(SIGRTMAX));
    CHILD(raise(SIGURG); T(1));
    CHILD(raise(SIGWINCH); T(1));
    CHILD(raise(SIGPWR));
    CHILD(raise(SIGXCPU));
    CHILD(raise(SIGSYS));
    // masks while handling; nesting; SA_NODEFER; SA_RESETHAND
    CHILD(struct sigaction a = {.sa_handler = h, .sa_flags = SA_RESETHAND | SA_NODEFER}; sigaction(SIGUSR2, &a, &a); T(raise(SIGUSR2));
          struct sigaction b; sigaction(SIGUSR2, 0, &b); printf("%d %x\n", b.sa_handler == SIG_DFL, b.sa_flags); raise(SIGUSR2));
    // interruption
    signal(SIGALRM, h);
    struct sigaction r = {.sa_handler = h};
#define INT(call)                                                                                                                          \
    do {                                                                                                                                   \
        got = 0;                                                                                                                           \
        struct itimerval it = {{0, 0}, {0, 30000}};                                                                                        \
        sigaction(SIGALRM, &r, 0);                                                                                                         \
        setitimer(0, &it, 0);                                                                                                              \
        T(call);                                                                                                                           \
        printf("got %d\n", got);                                                                                                           \
    } while (0)
    int p[2], sv[2];
    pipe(p);
    socketpair(AF_UNIX, SOCK_STREAM, 0, sv);
    char c;
    struct pollfd pf = {p[0], POLLIN};
    struct epoll_event ev;
    int ep = epoll_create1(0);
    fd_set fs;
    FD_ZERO(&fs);
    FD_SET(p[0], &fs);
    struct timeval tv = {1, 0};
    struct timespec ts = {1, 0}, rem;
    int fut = 0;
    struct sembuf sb = {0, -1, 0};
    int sem = semget(IPC_PRIVATE, 1, 0600), mq = msgget(IPC_PRIVATE, 0600), ti = timerfd_create(0, 0), ev2 = eventfd(0, 0);
    struct mmsghdr mm = {0};
    union {
        char b[40];
        long l;
    } buf;
    for (int i = 0; i < 2; i++) {
        r.sa_flags = i ? SA_RESTART : 0;
        INT(poll(&pf, 1, 100));
        INT(ppoll(&pf, 1, &ts, 0));
        INT(select(p[0] + 1, &fs, 0, 0, &tv));
        FD_SET(p[0], &fs);
        INT(pselect(p[0] + 1, &fs, 0, 0, &ts, 0));
        FD_SET(p[0], &fs);
        INT(epoll_wait(ep, &ev, 1, 100));
        INT(nanosleep(&(struct timespec){0, 100000000}, &rem));
        INT(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){0, 100000000}, &rem));
        INT(pause());
        INT(sigsuspend(&s));
        INT(semtimedop(sem, &sb, 1, &(struct timespec){0, 100000000}));
        INT(syscall(SYS_futex, &fut, FUTEX_WAIT, 0, &(struct timespec){0, 100000000}));
        INT(usleep(100000));
        INT(sleep(1));
        if (!i) {
            INT(read(p[0], &c, 1));
            INT(recv(sv[0], &c, 1, 0));
            INT(msgrcv(mq, &buf, 8, 0, 0));
            INT(semop(sem, &sb, 1));
            INT(read(ti, &buf, 8));
            INT(read(ev2, &buf, 8));
            INT(syscall(SYS_futex, &fut, FUTEX_WAIT, 0, 0));
            INT(wait(0));
            int ch = fork();
            if (!ch) {
                pause();
            }
            INT(waitpid(ch, 0, 0));
            kill(ch, 9);
            waitpid(ch, 0, 0);
            int l = open("lk", O_CREAT | O_RDWR, 0600), l2 = open("lk", O_RDWR);
            flock(l, LOCK_EX);
            INT(flock(l2, LOCK_EX));
            INT(accept(sv[0], 0, 0));
            INT(sigwaitinfo(&s, &si));
        }
    }
    semctl(sem, 0, IPC_RMID);
    msgctl(mq, IPC_RMID, 0);
    // job control stops
    CHILD(signal(SIGTSTP, h); got = 0; raise(SIGTSTP); T(got); sigset_t a; sigemptyset(&a); sigaddset(&a, SIGTSTP);
          sigprocmask(SIG_BLOCK, &a, 0); raise(SIGTSTP); kill(getpid(), SIGCONT); sigpending(&a); T(sigismember(&a, SIGTSTP)));
    CHILD(signal(SIGCONT, h); sigset_t a; sigemptyset(&a); sigaddset(&a, SIGCONT); sigprocmask(SIG_BLOCK, &a, 0); kill(getpid(), SIGCONT);
          sigpending(&a); T(sigismember(&a, SIGCONT)); int q = fork(); if (!q) {
              usleep(30000);
              kill(getppid(), SIGCONT);
              _exit(0);
          } raise(SIGSTOP);
          sigpending(&a); T(sigismember(&a, SIGCONT)); T(wait(0) > 0));
    // signalfd
    T(signalfd(-1, &s, 99));
    T(syscall(SYS_signalfd4, -1, &s, 4, 0));
    T(signalfd(0, &s, 0));
    T(signalfd(99, &s, 0));
    int sf = signalfd(-1, &s, SFD_NONBLOCK);
    struct signalfd_siginfo fi;
    T(read(sf, &fi, 128));
    raise(SIGUSR1);
    T(read(sf, &fi, 127));
    T(read(sf, &fi, 128));
    printf("%d %d %d\n", fi.ssi_signo, fi.ssi_code, fi.ssi_pid == getpid());
    sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 5});
    T(poll(&(struct pollfd){sf, POLLIN}, 1, 0));
    CHILD(T(poll(&(struct pollfd){sf, POLLIN}, 1, 0)); T(read(sf, &fi, 128)));
    struct signalfd_siginfo two[3];
    sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 6});
    T(read(sf, two, sizeof two));
    printf("%d %d\n", two[0].ssi_int, two[1].ssi_int);
    T(write(sf, two, 8));
    T(lseek(sf, 0, 0));
    sigaddset(&s, SIGKILL);
    T(signalfd(sf, &s, 0) == sf);
    T(ioctl(sf, FIONREAD, &n));
    T(pread(sf, two, 128, 0));
}
