/* dup, dup2, dup3, fcntl's commands and their corners. */
#include "parity.h"
int main() {
    fresh("dups"); int f = file("f", "hello"), g; char b[10];
    T(dup(-1)); T(dup(99)); T(dup2(f, -1)); T(dup2(-1, 5)); T(dup2(f, f) == f); T(dup2(99, 99)); T(dup3(f, f, 0)); T(dup3(f, 50, 1)); T(dup3(f, 50, O_CLOEXEC)); T(fcntl(50, F_GETFD)); T(dup2(f, 50)); T(fcntl(50, F_GETFD)); T(dup3(f, 1 << 20, 0)); T(dup2(f, 1024 * 1024 * 4));
    struct rlimit r; getrlimit(RLIMIT_NOFILE, &r); T(fcntl(f, F_DUPFD, r.rlim_cur)); T(fcntl(f, F_DUPFD, -1)); T(fcntl(f, F_DUPFD, 100)); T(fcntl(f, F_DUPFD, 100)); T(fcntl(f, F_DUPFD_CLOEXEC, 100)); T(fcntl(102, F_GETFD)); T(fcntl(100, F_GETFD)); T(fcntl(f, F_SETFD, 5)); T(fcntl(f, F_GETFD)); T(fcntl(f, F_SETFD, 4)); T(fcntl(f, F_GETFD));
    T(read(100, b, 2)); T(lseek(f, 0, SEEK_CUR)); T(lseek(101, 1, SEEK_SET)); T(lseek(f, 0, SEEK_CUR)); T(fcntl(100, F_SETFL, O_NONBLOCK)); T(fcntl(f, F_GETFL) & O_NONBLOCK); g = open("f", O_RDWR); T(lseek(g, 0, SEEK_CUR)); T(fcntl(g, F_GETFL) & O_NONBLOCK);
    T(fcntl(f, 9999)); T(fcntl(99, F_GETFL)); T(fcntl(f, F_GETOWN)); T(fcntl(f, F_SETOWN, getpid())); T(fcntl(f, F_GETOWN) == getpid()); T(fcntl(f, F_SETOWN, -getpgrp())); T(fcntl(f, F_GETSIG)); T(fcntl(f, F_SETSIG, 70)); T(fcntl(f, F_SETSIG, SIGUSR1)); T(fcntl(f, F_GETSIG)); struct f_owner_ex o = {F_OWNER_PID, getpid()}; T(fcntl(f, F_SETOWN_EX, &o)); o.type = 9; T(fcntl(f, F_SETOWN_EX, &o)); T(fcntl(f, F_GETOWN_EX, &o)); T(o.type); T(o.pid == getpid());
    int p[2]; T(pipe2(p, O_NONBLOCK | O_CLOEXEC)); T(fcntl(p[0], F_GETFL)); T(fcntl(p[1], F_GETFL)); T(fcntl(p[0], F_GETFD)); T(pipe2(p, 1)); T(pipe((void *) 8)); T(pipe2(p, O_DIRECT)); T(fcntl(p[0], F_GETPIPE_SZ)); T(fcntl(p[0], F_SETPIPE_SZ, 5000)); T(fcntl(p[0], F_SETPIPE_SZ, 0)); T(fcntl(p[0], F_SETPIPE_SZ, -1)); T(fcntl(f, F_GETPIPE_SZ));
    T(fcntl(f, F_GETLEASE)); T(fcntl(f, F_SETLEASE, F_RDLCK)); T(fcntl(p[0], F_GETLEASE)); T(fcntl(f, F_GET_SEALS)); T(fcntl(f, 1024 + 11, 0)); uint64_t hint = 3; T(fcntl(f, F_SET_RW_HINT, &hint)); hint = 0; T(fcntl(f, F_GET_RW_HINT, &hint)); T(hint); hint = 99; T(fcntl(f, F_SET_RW_HINT, &hint));
    T(close(100)); T(close(100)); T(close(-1)); T(fcntl(100, F_GETFD)); T(syscall(SYS_close_range, 200, 100, 0)); T(syscall(SYS_close_range, 100, 200, 8)); T(syscall(SYS_close_range, 50, 60, 4)); T(fcntl(50, F_GETFD)); T(syscall(SYS_close_range, 50, -1, 0)); T(fcntl(50, F_GETFD)); T(fcntl(101, F_GETFD));
    CHILD(T(syscall(SYS_close_range, 3, -1, 2)); T(fcntl(f, F_GETFD)));
    T(fcntl(f, F_GETFD)); g = dup(f); close(f); T(write(g, "X", 1)); T(dup(g) == f);
}
