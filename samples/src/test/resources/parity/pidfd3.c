/* pidfd_send_signal(2) to a thread, a process and a group; requeueing of fewer than none. */
#include "parity.h"

#define S(...) syscall(__VA_ARGS__)

static volatile sig_atomic_t got;
static void on(int n) { got++; }

int main(void) {
    int word = 0;
    signal(SIGUSR1, on);
    pid_t leader = fork();
    if (!leader) {
        setpgid(0, 0);
        if (!fork()) pause(), _exit(0);
        pause(), _exit(0);
    }
    setpgid(leader, leader), usleep(100000);
    int fd = S(SYS_pidfd_open, leader, 0), self = S(SYS_pidfd_open, getpid(), 0), s = 0;
    siginfo_t i = {.si_signo = SIGUSR1, .si_code = SI_QUEUE};
    T(S(SYS_pidfd_send_signal, fd, 0, NULL, 8));
    T(S(SYS_pidfd_send_signal, fd, 0, NULL, 3));
    T(S(SYS_pidfd_send_signal, fd, 0, NULL, 1));
    T(S(SYS_pidfd_send_signal, fd, 0, NULL, 2));
    T(S(SYS_pidfd_send_signal, fd, 0, NULL, 4));
    T(S(SYS_pidfd_send_signal, self, SIGUSR1, NULL, 1));
    T(S(SYS_pidfd_send_signal, self, SIGUSR1, NULL, 2));
    T(S(SYS_pidfd_send_signal, self, SIGUSR1, &i, 0));
    i.si_code = SI_USER;
    T(S(SYS_pidfd_send_signal, self, SIGUSR1, &i, 0));
    T(S(SYS_pidfd_send_signal, fd, SIGUSR1, &i, 4));
    T(S(SYS_pidfd_send_signal, fd, SIGUSR1, &i, 0));
    printf("%d\n", (int)got);
    T(S(SYS_pidfd_send_signal, fd, SIGTERM, NULL, 4));
    T(waitpid(leader, &s, 0) == leader);
    printf("%x\n", s);
    T(S(SYS_futex, &word, FUTEX_CMP_REQUEUE, 1, -1, &word, 0));
    T(S(SYS_futex, &word, FUTEX_CMP_REQUEUE, -1, 1, &word, 0));
    T(S(SYS_futex, &word, FUTEX_REQUEUE, 1, -1, &word));
    T(S(SYS_futex, &word, FUTEX_CMP_REQUEUE_PI, 1, -1, &word, 0));
    T(S(SYS_futex, &word, FUTEX_CMP_REQUEUE, 0, 0, &word, 0));
    return 0;
}
