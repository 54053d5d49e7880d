#include "parity.h"
int main() {
    fresh("opath");
    close(file("f", "abc")); symlink("f", "l"); mkdir("d", 0755); char b[32]; struct stat st; memset(b, 0, 32);
    int p = open("f", O_PATH), l = open("l", O_PATH | O_NOFOLLOW), d = open("d", O_PATH | O_DIRECTORY);
    T(read(p, b, 1)); T(write(p, b, 1)); T(fchmod(p, 0600)); T(fchown(p, 0, 0)); T(ftruncate(p, 0)); T(lseek(p, 0, SEEK_SET)); T(fsync(p)); T(fgetxattr(p, "user.x", b, 1)); T(ioctl(p, FIONREAD, b)); T(mmap(0, 4096, PROT_READ, MAP_PRIVATE, p, 0) == MAP_FAILED); T(flock(p, LOCK_SH)); T(fallocate(p, 0, 0, 1)); T(futimens(p, 0));
    T(fstat(p, &st)); T(fcntl(p, F_GETFL) & ~0100000); T(fcntl(p, F_GETFD)); T(fcntl(p, F_SETFL, O_NONBLOCK)); T(fcntl(p, F_GETLK, &(struct flock){F_RDLCK})); T(dup(p) > 0); T(fchdir(d)); T(fchdir(p)); T(openat(d, "../f", O_RDONLY) > 0);
    T(readlinkat(l, "", b, 32)); puts(b); fstat(l, &st); T(S_ISLNK(st.st_mode)); T(open("../l", O_RDONLY | O_NOFOLLOW)); sprintf(b, "/proc/self/fd/%d", p); T(open(b, O_RDONLY) > 0); T(open(b, O_RDWR) > 0); sprintf(b, "/proc/self/fd/%d", l); T(open(b, O_RDONLY)); T(linkat(p, "", AT_FDCWD, "h", AT_EMPTY_PATH)); T(access("h", F_OK)); T(open("none", O_PATH | O_CREAT, 0600)); T(access("none", F_OK)); T(fstatfs(p, (void *)&(char[200]){0})); T(poll(&(struct pollfd){p, POLLIN}, 1, 0)); T(syscall(SYS_execveat, p, "", (char *[]){"x", 0}, 0, AT_EMPTY_PATH)); T(close(p));
}
