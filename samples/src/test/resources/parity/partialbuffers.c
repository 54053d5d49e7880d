/* Buffers of which only the beginning is there: what is moved, and what stays where it was. */
#include "parity.h"
#include <sys/uio.h>
static void partial(void) {
    // a page followed by nothing
    char *m = mmap(0, 8192, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(m + 4096, 4096);
    char *bad = m + 4096 - 4;
    fresh("part");
    int f = file("f", "0123456789"), p[2], s[2];
    T(read(f, bad, 10));
    T(lseek(f, 0, SEEK_CUR));
    T(pread(f, bad, 10, 2));
    T(pread(f, m + 4096, 10, 2));
    T(write(f, bad, 10));
    T(pwrite(f, bad, 10, 0));
    T(pwrite(f, m + 4096, 10, 0));
    struct iovec v[2] = {{m, 2}, {m + 4096, 4}};
    T(preadv(f, v, 2, 0));
    T(pwritev(f, v, 2, 0));
    T(readv(f, v, 2));
    v[0].iov_base = m + 4096;
    v[1].iov_base = m;
    T(preadv(f, v, 2, 0));
    T(pwritev(f, v, 2, 0));
    struct iovec w[1] = {{bad, 10}};
    T(preadv(f, w, 1, 0));
    T(preadv2(f, w, 1, 0, 0));
    T(pwritev2(f, w, 1, 0, 0));
    pipe(p);
    T(write(p[1], bad, 10));
    T(write(p[1], "0123456789", 10));
    T(read(p[0], bad, 10));
    char q[99];
    T(read(p[0], q, 99));
    T(write(p[1], m + 4096, 1));
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    T(write(s[0], bad, 10));
    T(write(s[0], "0123456789", 10));
    T(read(s[1], bad, 10));
    T(recv(s[1], q, 99, MSG_DONTWAIT));
    T(send(s[0], bad, 10, 0));
    T(recv(s[1], bad, 10, MSG_DONTWAIT));
    T(sendto(s[0], m + 4096, 1, 0, 0, 0));
    int d = open(".", O_RDONLY);
    T(syscall(SYS_getdents64, d, bad, 100));
    T(syscall(SYS_getdents64, d, m + 4096, 100));
    T(syscall(SYS_getcwd, bad, 100));
    T(readlink("/proc/self/exe", bad, 100));
    strcpy(bad, "abc");
    T(open(bad, O_RDONLY));
    T(stat("f", (void *)bad));
    T(syscall(SYS_getrandom, bad, 10, 0));
    T(syscall(SYS_uname, bad));
    T(syscall(SYS_gettimeofday, bad, 0));
    T(syscall(SYS_clock_gettime, 0, bad));
    T(syscall(SYS_pipe2, bad, 0) < 0);
    T(syscall(SYS_getitimer, 0, bad));
    struct mmsghdr mm;
    T(recvmmsg(s[0], (void *)bad, 1, MSG_DONTWAIT, 0));
    T(syscall(SYS_execve, bad, 0, 0));
    char *av[] = {"x", bad, 0};
    T(execve("/nowhere", av, 0));
    T(execve("/bin/true", (void *)8, 0));
    T(execve("/bin/true", av, (void *)8));
    T(readlink("f", q, 0));
    T(readlink("f", q, -1));
    T(readlink("f", q, 9));
}
int main() {
    signal(SIGPIPE, SIG_IGN);
    partial();
}
