/* fcntl: owners, signals, leases, locks of open file descriptions, limits. */
#include "parity.h"
static volatile int got, code, band, gotfd;
static void io(int s, siginfo_t *i, void *u) { got = s; code = i->si_code; gotfd = i->si_fd; }
int main() {
    fresh("fcntl2"); int f = file("f", "0123456789"), p[2]; pipe(p);
    struct f_owner_ex o = {F_OWNER_TID, 0}; T(fcntl(p[0], F_GETOWN)); T(fcntl(p[0], F_GETOWN_EX, &o)); T(o.type); T(o.pid);
    T(fcntl(p[0], F_SETOWN, getpid())); T(fcntl(p[0], F_GETOWN) == getpid()); T(fcntl(p[0], F_SETOWN, -getpgrp())); T(fcntl(p[0], F_GETOWN_EX, &o)); T(o.type); T(o.pid == getpgrp()); T(fcntl(p[0], F_SETOWN, 999999)); T(fcntl(p[0], F_SETOWN, INT_MIN));
    o.type = F_OWNER_TID; o.pid = gettid(); T(fcntl(p[0], F_SETOWN_EX, &o)); o.type = 9; T(fcntl(p[0], F_SETOWN_EX, &o)); o.pid = 0; T(fcntl(p[0], F_GETOWN_EX, &o)); T(o.type); T(o.pid == gettid()); o.pid = 999999; o.type = F_OWNER_PID; T(fcntl(p[0], F_SETOWN_EX, &o)); T(fcntl(p[0], F_SETOWN_EX, 8)); T(fcntl(p[0], F_GETOWN_EX, 8));
    T(fcntl(p[0], F_SETSIG, 65)); T(fcntl(p[0], F_SETSIG, -1)); T(fcntl(p[0], F_SETSIG, SIGRTMIN + 2)); T(fcntl(p[0], F_GETSIG) - SIGRTMIN); T(fcntl(99, F_GETSIG));
    struct sigaction a = {.sa_sigaction = io, .sa_flags = SA_SIGINFO}; sigaction(SIGRTMIN + 2, &a, 0); sigaction(SIGIO, &a, 0); T(fcntl(p[0], F_SETOWN, getpid())); T(fcntl(p[0], F_SETFL, O_ASYNC)); T(fcntl(p[0], F_GETFL)); write(p[1], "x", 1); T(got - SIGRTMIN); T(code); T(gotfd == p[0]); got = 0; T(fcntl(p[0], F_SETSIG, 0)); write(p[1], "y", 1); T(got); T(code); T(fcntl(p[0], F_SETFL, 0)); got = 0; write(p[1], "z", 1); T(got);
    T(fcntl(f, F_GETLEASE)); T(fcntl(f, F_SETLEASE, F_RDLCK)); T(fcntl(f, F_SETLEASE, 99)); T(fcntl(p[0], F_SETLEASE, F_RDLCK)); T(fcntl(f, F_SETLEASE, F_UNLCK)); int d = open(".", O_RDONLY); T(fcntl(d, F_SETLEASE, F_RDLCK));
    T(fcntl(f, F_DUPFD, -1)); T(fcntl(f, F_DUPFD, 1 << 20)); int n = fcntl(f, F_DUPFD, 50); T(n); n = fcntl(f, F_DUPFD_CLOEXEC, 50); T(n); T(fcntl(n, F_GETFD)); T(fcntl(n, F_SETFD, 0)); T(fcntl(n, F_GETFD)); T(fcntl(n, F_SETFD, 0xfe)); T(fcntl(n, F_GETFD)); T(fcntl(f, 9999, 0)); T(fcntl(-1, F_GETFD)); T(syscall(SYS_fcntl, f, 1027, n)); 
    T(fcntl(f, F_SETFL, O_RDONLY | O_APPEND | O_CREAT | O_TRUNC)); T(fcntl(f, F_GETFL) & ~O_LARGEFILE & 0xfffff); T(fcntl(f, F_SETFL, O_NONBLOCK)); T(fcntl(f, F_GETFL) & 0x6c00); int op = open("f", O_PATH); T(fcntl(op, F_SETFL, 0)); T(fcntl(op, F_GETFL) & 0x200000); T(fcntl(op, F_GETFD)); T(fcntl(op, F_GETLK, 8)); T(fcntl(op, F_SETOWN, 1)); T(fcntl(op, F_DUPFD, 70));
}
