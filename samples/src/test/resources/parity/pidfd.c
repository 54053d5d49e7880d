#include "parity.h"
#define P_PIDFD_ 3
int main() {
    int pid = fork();
    if (!pid) {
        pause();
        _exit(0);
    }
    int f = syscall(SYS_pidfd_open, pid, 0);
    T(f >= 0);
    T(fcntl(f, F_GETFD));
    T(events(f, POLLIN));
    T(syscall(SYS_pidfd_open, -1, 0));
    T(syscall(SYS_pidfd_open, 999999, 0));
    T(syscall(SYS_pidfd_send_signal, f, 0, 0, 0));
    T(syscall(SYS_pidfd_send_signal, f, SIGTERM, 0, 0));
    siginfo_t i = {0};
    T(waitid(P_PIDFD_, f, &i, WEXITED | WNOWAIT));
    printf("%d %d %d\n", i.si_code, i.si_status, i.si_pid == pid);
    T(events(f, POLLIN));
    T(waitid(P_PIDFD_, f, &i, WEXITED));
    T(waitid(P_PIDFD_, f, &i, WEXITED));
    T(syscall(SYS_pidfd_send_signal, f, SIGTERM, 0, 0));
    T(syscall(SYS_pidfd_send_signal, 1, SIGTERM, 0, 0));
    int p[2];
    pipe(p);
    pid = fork();
    if (!pid) {
        dup2(p[1], 50);
        pause();
    }
    usleep(50000);
    f = syscall(SYS_pidfd_open, pid, 0);
    int g = syscall(SYS_pidfd_getfd, f, 50, 0);
    T(write(g, "hi", 2));
    char b[4];
    T(read(p[0], b, 4));
    T(syscall(SYS_pidfd_getfd, f, 77, 0));
    kill(pid, 9);
    T(wait(0) == pid);
}
