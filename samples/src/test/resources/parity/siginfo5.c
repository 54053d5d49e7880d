/* What siginfo_t carries as it was given: rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal; kill of a thread's number. */
#include "parity.h"
static sigset_t all;
static void look(const char *what) {
    unsigned char b[128];
    memset(b, 0x77, sizeof b);
    struct timespec no = {0, 0};
    int got = sigtimedwait(&all, (siginfo_t *)b, &no);
    printf("%s: %d", what, got);
    for (int i = 0; got > 0 && i < 56; i += 4) {
        int v;
        memcpy(&v, b + i, 4);
        printf(v == getpid() ? " me" : " %x", v);
    }
    puts("");
}
static int tid;
static void *thread(void *p) {
    tid = gettid();
    pause();
    return 0;
}
int main() {
    pthread_t other;
    unsigned char b[128];
    int *w = (int *)b;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, 0);
    pthread_create(&other, 0, thread, 0);
    usleep(10000);
    for (int i = 0; i < 128; i++) {
        b[i] = i;
    }
    int me = getpid(), fd = syscall(SYS_pidfd_open, me, 0);
    w[0] = SIGUSR1;
    T(syscall(SYS_rt_sigqueueinfo, me, SIGUSR1, b));
    look("all given");
    memset(b + 48, 0, 80);
    T(syscall(SYS_rt_sigqueueinfo, me, SIGUSR1, b));
    look("48 given");
    int codes[] = {-1, -2, -3, -4, -5, -6, -7, -60, -1000, 0, 1, 2, 3, 5, 7, 0x80, 0x7fffffff};
    for (int i = 0; i < sizeof codes / sizeof *codes; i++) {
        w[2] = codes[i];
        w[0] = SIGCHLD;
        T(syscall(SYS_rt_sigqueueinfo, me, SIGUSR2, b));
        look("code");
        T(syscall(SYS_rt_tgsigqueueinfo, me, me, SIGSEGV, b));
        look("thread");
        w[0] = SIGUSR2;
        T(syscall(SYS_pidfd_send_signal, fd, SIGUSR2, b, 0));
        look("pidfd");
    }
    w[2] = -1;
    memset(b + 48, 1, 80);
    T(syscall(SYS_rt_sigqueueinfo, me, SIGUSR2, b));
    look("tail");
    w[2] = 1;
    T(syscall(SYS_rt_sigqueueinfo, me, SIGUSR2, b));
    look("tail");
    T(syscall(SYS_rt_tgsigqueueinfo, me, me, SIGUSR2, b));
    look("tail");
    w[0] = SIGUSR2;
    T(syscall(SYS_pidfd_send_signal, fd, SIGUSR2, b, 0));
    look("tail");
    T(syscall(SYS_rt_sigqueueinfo, me, SIGUSR2, 8));
    T(syscall(SYS_rt_sigqueueinfo, me, 65, b));
    T(syscall(SYS_rt_sigqueueinfo, me, 0, b));
    T(syscall(SYS_rt_sigqueueinfo, 0, SIGUSR2, b));
    w[2] = -1;
    memset(b + 48, 0, 80);
    T(syscall(SYS_rt_sigqueueinfo, 0, SIGUSR2, b));
    T(syscall(SYS_rt_sigqueueinfo, -1, SIGUSR2, b));
    T(kill(tid, SIGUSR2));
    look("by thread");
    T(kill(tid, 0));
    T(syscall(SYS_rt_sigqueueinfo, tid, SIGUSR2, b));
    look("by thread");
    T(kill(-tid, 0));
    T(getpgid(tid) == getpgid(0));
    T(getsid(tid) == getsid(0));
    T(setpgid(tid, 0));
    T(syscall(SYS_pidfd_open, tid, 0));
    T(syscall(SYS_tgkill, tid, tid, SIGUSR2));
    T(getpriority(PRIO_PROCESS, tid));
    T(sched_getscheduler(tid));
    int p[2];
    pipe(p);
    if (fork() == 0) {
        w[2] = -1;
        w[4] = 12345;
        w[5] = 678;
        T(syscall(SYS_rt_sigqueueinfo, me, SIGUSR1, b));
        w[2] = 1;
        T(syscall(SYS_rt_sigqueueinfo, me, SIGUSR1, b));
        w[2] = 0;
        T(syscall(SYS_rt_sigqueueinfo, me, SIGUSR1, b));
        w[2] = SI_TKILL;
        T(syscall(SYS_rt_sigqueueinfo, me, SIGUSR1, b));
        _exit(0);
    }
    wait(0);
    look("child");
    memset(b, 0, 128);
    w[2] = -1;
    w[1] = 99;
    w[6] = 5;
    T(syscall(SYS_rt_sigqueueinfo, me, SIGUSR1, b));
    int s = signalfd(-1, &all, SFD_NONBLOCK);
    struct signalfd_siginfo si;
    T(read(s, &si, sizeof si));
    printf("%d %d %d %d %d %d\n", si.ssi_signo, si.ssi_errno, si.ssi_code, si.ssi_pid, si.ssi_uid, si.ssi_int);
}
