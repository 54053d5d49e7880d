/* Signals that process 1 of a namespace has blocked wait for it, whether it has a handler or not; by default they do nothing once they come. */
#include "parity.h"

static sigset_t set;

static void pending(const char *what) {
    sigset_t now;
    sigpending(&now);
    printf("%s: HUP %d, TERM %d, USR1 %d, CHLD %d\n", what, sigismember(&now, SIGHUP), sigismember(&now, SIGTERM), sigismember(&now, SIGUSR1),
            sigismember(&now, SIGCHLD));
}

static void by_child(int signal) {
    if (fork() == 0) {
        _exit(kill(1, signal));
    }
    int status;
    wait(&status);
    printf("sent %d: %d\n", signal, status);
}

static int first(void *unused) {
    struct timespec soon = {5};
    siginfo_t info;
    printf("number %d\n", getpid());
    by_child(SIGTERM);
    sigemptyset(&set), sigaddset(&set, SIGHUP), sigaddset(&set, SIGTERM), sigaddset(&set, SIGUSR1);
    pending("not blocked");
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGHUP), kill(1, SIGTERM);
    pending("own");
    T(sigtimedwait(&set, &info, &soon) == SIGHUP);
    T(sigtimedwait(&set, &info, &soon) == SIGTERM);
    by_child(SIGTERM);
    pending("of a child");
    int fd = signalfd(-1, &set, 0);
    struct signalfd_siginfo told;
    T(read(fd, &told, sizeof told) == sizeof told);
    printf("told of %d\n", told.ssi_signo);
    by_child(SIGTERM), by_child(SIGUSR1), raise(SIGHUP);
    pending("again");
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    pending("let through");
    by_child(SIGKILL);
    by_child(SIGSTOP);
    printf("still there\n");
    fflush(stdout);
    *(volatile int *) 8 = 1;
    return 0;
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    static char stack[65536] __attribute__((aligned(16)));
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    int pid = clone(first, stack + sizeof stack, CLONE_NEWPID | SIGCHLD, NULL);
    int status;
    T(waitpid(pid, &status, 0) == pid);
    printf("ended by %d\n", WTERMSIG(status));
    return 0;
}
