/* mq_notify: SIGEV_THREAD tells by a netlink socket; who sent; who waits to receive comes first; closing takes the notice back. */
#include "parity.h"
#include <linux/netlink.h>
static int pid, uid, code, value, n;
static void on(int s, siginfo_t *i, void *c) {
    pid = i->si_pid;
    uid = i->si_uid;
    code = i->si_code;
    value = i->si_int;
    n++;
}
static void look(int s) {
    char b[64] = {0};
    struct sockaddr_nl from = {0};
    socklen_t length = sizeof from;
    T(recvfrom(s, b, 64, MSG_DONTWAIT, (struct sockaddr *)&from, &length));
    printf("%d %d %d, from %d %d %d\n", b[0], b[1], b[31], from.nl_family, from.nl_pid, from.nl_groups);
}
int main() {
    struct mq_attr a = {.mq_maxmsg = 2, .mq_msgsize = 6};
    mqd_t m = mq_open("/mqthread", O_RDWR | O_CREAT | O_EXCL, 0600, &a), again = mq_open("/mqthread", O_RDWR);
    int s = socket(AF_NETLINK, SOCK_RAW, 0), u = socket(AF_UNIX, SOCK_DGRAM, 0);
    char c[32] = {1, 2, 3}, b[64];
    c[31] = 77;
    struct sigevent e = {.sigev_notify = SIGEV_THREAD, .sigev_signo = s, .sigev_value.sival_ptr = c};
    T(syscall(SYS_mq_notify, m, &e));
    T(syscall(SYS_mq_notify, m, &e));
    T(syscall(SYS_mq_notify, m, 0));
    look(s);
    T(syscall(SYS_mq_notify, m, &e));
    T(mq_send(m, "hello", 6, 1));
    T(mq_send(m, "hello", 6, 1));
    look(s);
    look(s);
    e.sigev_signo = 99;
    T(syscall(SYS_mq_notify, m, &e));
    e.sigev_signo = u;
    T(syscall(SYS_mq_notify, m, &e));
    e.sigev_signo = m;
    T(syscall(SYS_mq_notify, m, &e));
    e.sigev_signo = s;
    T(syscall(SYS_mq_notify, s, &e));
    T(syscall(SYS_mq_notify, 99, &e));
    e.sigev_value.sival_ptr = (void *)8;
    T(syscall(SYS_mq_notify, m, &e));
    e.sigev_value.sival_ptr = c;
    T(syscall(SYS_mq_notify, m, &e));
    close(again);
    look(s);
    T(syscall(SYS_mq_notify, m, &e));
    again = mq_open("/mqthread", O_RDWR);
    dup2(u, again);
    look(s);
    T(syscall(SYS_mq_notify, m, &e));
    close(s);
    T(syscall(SYS_mq_notify, m, 0));
    mq_receive(m, b, 6, 0);
    mq_receive(m, b, 6, 0);

    struct sigaction sa = {.sa_sigaction = on, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigaction(SIGUSR1, &sa, 0);
    struct sigevent g = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 11};
    T(syscall(SYS_mq_notify, m, &g));
    int child = fork();
    if (child == 0) {
        setuid(7);
        mq_send(m, "a", 1, 0);
        _exit(0);
    }
    waitpid(child, 0, 0);
    printf("%d %d %d %d %d\n", n, pid == child, uid, code, value);
    mq_receive(m, b, 6, 0);
    T(syscall(SYS_mq_notify, m, &g));
    child = fork();
    if (child == 0) {
        usleep(20000);
        mq_send(m, "b", 1, 0);
        _exit(0);
    }
    T(mq_receive(m, b, 6, 0));
    waitpid(child, 0, 0);
    T(n);
    T(syscall(SYS_mq_notify, m, &g));
    T(mq_send(m, "c", 1, 0));
    T(n);
    mq_receive(m, b, 6, 0);
    child = fork();
    if (child == 0) {
        T(syscall(SYS_mq_notify, m, &g));
        _exit(0);
    }
    waitpid(child, 0, 0);
    T(syscall(SYS_mq_notify, m, &g));
    child = fork();
    if (child == 0) {
        close(m);
        _exit(0);
    }
    waitpid(child, 0, 0);
    T(mq_send(m, "d", 1, 0));
    T(n);
    mq_unlink("/mqthread");
}
