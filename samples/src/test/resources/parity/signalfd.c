#include "parity.h"
int main() {
    sigset_t m;
    sigemptyset(&m);
    sigaddset(&m, SIGUSR1);
    sigaddset(&m, SIGRTMIN + 2);
    sigprocmask(SIG_BLOCK, &m, 0);
    int s = signalfd(-1, &m, SFD_NONBLOCK | SFD_CLOEXEC);
    struct signalfd_siginfo i[4];
    T(s);
    T(read(s, i, sizeof i));
    T(events(s, POLLIN));
    T(raise(SIGUSR1));
    T(raise(SIGUSR1));
    T(sigqueue(getpid(), SIGRTMIN + 2, (union sigval){5}));
    T(sigqueue(getpid(), SIGRTMIN + 2, (union sigval){6}));
    T(events(s, POLLIN));
    T(read(s, i, 10));
    T(read(s, i, sizeof i));
    for (int k = 0; k < 3; k++) printf("%d %d %d %d\n", i[k].ssi_signo, i[k].ssi_code, i[k].ssi_int, i[k].ssi_pid == getpid());
    T(read(s, i, sizeof i));
    sigemptyset(&m);
    T(signalfd(s, &m, 0) == s);
    T(raise(SIGUSR1));
    T(events(s, POLLIN));
    T(signalfd(1, &m, 0));
    T(signalfd(-1, &m, 99));
}
