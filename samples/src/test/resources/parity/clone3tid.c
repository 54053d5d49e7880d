/* clone3: sizes, set_tid, exit signals, stacks. */
#include "parity.h"
#ifndef CLONE_CLEAR_SIGHAND
#define CLONE_CLEAR_SIGHAND 0x100000000UL
#endif
struct args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};
static long make(struct args *a, size_t size) {
    fflush(stdout);
    long r = syscall(SYS_clone3, a, size);
    if (r == 0) _exit(11);
    return r;
}
static void reap(const char *what, long r) {
    int e = errno, s = 0;
    if (r > 0) waitpid(r, &s, __WALL);
    printf("%s: %s %d\n", what, r > 0 ? "made" : strerrorname_np(e), WEXITSTATUS(s));
}
int main() {
    struct args a = {.exit_signal = SIGCHLD};
    reap("plain", make(&a, 64));
    reap("80", make(&a, 80));
    reap("88", make(&a, 88));
    reap("63", make(&a, 63));
    reap("0", make(&a, 0));
    reap("big", make(&a, 5000));
    reap("null", make((void *)8, 88));
    struct {
        struct args a;
        uint64_t more;
    } l = {a, 0};
    reap("longer", make((void *)&l, sizeof l));
    l.more = 1;
    reap("longer set", make((void *)&l, sizeof l));
    a.exit_signal = 65;
    reap("signal 65", make(&a, 88));
    a.exit_signal = 0;
    reap("no signal", make(&a, 88));
    a.exit_signal = 1L << 33;
    reap("huge signal", make(&a, 88));
    a.exit_signal = SIGCHLD;
    a.stack = 4096;
    reap("stack without size", make(&a, 88));
    a.stack = 0;
    a.stack_size = 4096;
    reap("size without stack", make(&a, 88));
    a.stack_size = 0;
    a.flags = CLONE_DETACHED;
    reap("detached", make(&a, 88));
    a.flags = 0xff;
    reap("signal in flags", make(&a, 88));
    a.flags = 1UL << 40;
    reap("unknown", make(&a, 88));
    a.flags = CLONE_THREAD;
    reap("thread", make(&a, 88));
    a.flags = 0;
    pid_t tid[3] = {30000, 1, 1};
    a.set_tid = (long)tid;
    a.set_tid_size = 1;
    CHILD(unshare(CLONE_NEWUSER); long r = make(&a, 88); reap("foreign set_tid", r));
    a.set_tid_size = 40;
    reap("many", make(&a, 88));
    a.set_tid_size = 1;
    a.set_tid = 0;
    reap("size, no tids", make(&a, 88));
    a.set_tid = (long)tid;
    a.set_tid_size = 0;
    reap("tids, no size", make(&a, 88));
    a.set_tid_size = 1;
    tid[0] = 0;
    reap("zero", make(&a, 88));
    tid[0] = -5;
    reap("negative", make(&a, 88));
    tid[0] = 1 << 30;
    reap("too high", make(&a, 88));
    a.set_tid_size = 3;
    tid[0] = 30000;
    reap("too deep", make(&a, 88));
    a.set_tid_size = 1;
    a.set_tid = 8;
    reap("fault", make(&a, 88));
    a.set_tid = (long)tid;
    CHILD(T(unshare(CLONE_NEWUSER | CLONE_NEWPID)); if (!fork()) {
        struct args b = {.exit_signal = SIGCHLD, .set_tid = (long)tid, .set_tid_size = 1};
        fflush(stdout);
        tid[0] = 77;
        long r = make(&b, 88);
        printf("%ld\n", r);
        reap("77", r);
        tid[0] = 1;
        reap("taken", make(&b, 88));
        tid[0] = 500;
        r = make(&b, 88);
        printf("%ld\n", r);
        reap("500", r);
        r = fork();
        if (!r) _exit(0);
        printf("next %ld\n", r);
        reap("next", r);
        fflush(stdout);
        _exit(0);
    } wait(0));
    CHILD(T(unshare(CLONE_NEWUSER | CLONE_NEWPID)); struct args b = {.exit_signal = SIGCHLD, .set_tid = (long)tid, .set_tid_size = 1};
          tid[0] = 5; long r = make(&b, 88); reap("first not 1", r); tid[0] = 1; r = make(&b, 88); reap("first 1", r));
    int fd = -1;
    a.flags = CLONE_PIDFD;
    a.pidfd = (long)&fd;
    a.set_tid = a.set_tid_size = 0;
    long r = make(&a, 88);
    T(fd >= 0);
    siginfo_t i;
    T(waitid(P_PIDFD, fd, &i, WEXITED));
    T(i.si_status);
    a.flags = CLONE_PIDFD;
    a.pidfd = 8;
    reap("pidfd fault", make(&a, 88));
    pid_t pt = 0;
    a.flags = CLONE_PARENT_SETTID;
    a.parent_tid = (long)&pt;
    r = make(&a, 88);
    T(pt == r);
    reap("settid", r);
    a.flags = CLONE_CLEAR_SIGHAND;
    signal(SIGUSR1, SIG_IGN);
    reap("clear", make(&a, 88));
    a.flags = CLONE_CLEAR_SIGHAND | CLONE_SIGHAND | CLONE_VM;
    reap("clear and share", make(&a, 88));
}
