/* Directories that were moved out of what a mount shows of their file system, and directories by handles. */
#include "parity.h"
#include <sys/mount.h>
static void show(const char *what, int fd) {
    char name[40], to[300];
    sprintf(name, "/proc/self/fd/%d", fd);
    int n = readlink(name, to, sizeof to - 1);
    to[n < 0 ? 0 : n] = 0;
    printf("%s: %s\n", what, to);
}
static char held[200], said[300];
static struct file_handle *h = (void *)held;
static int by_handle(int at, const char *name, int flags) {
    int id;
    h->handle_bytes = 128;
    if (name_to_handle_at(AT_FDCWD, name, h, &id, 0)) perror(name);
    return open_by_handle_at(at, h, flags);
}
int main() {
    fresh("escape");
    unshare(CLONE_NEWNS);
    mount(0, "/", 0, MS_REC | MS_PRIVATE, 0);
    mkdir("a", 0755); mkdir("a/b", 0755); mkdir("a/b/c", 0755); mkdir("m", 0755);
    close(file("a/b/f", "x"));
    mount("a/b", "m", 0, MS_BIND, 0);
    int c = open("m/c", O_RDONLY), f = open("m/f", O_RDONLY), top = open(".", O_RDONLY);
    show("c", c);
    T(rename("a/b/c", "a/c"));
    T(rename("a/b/f", "a/f"));
    show("c moved out", c);
    show("f moved out", f);
    T(fchdir(c));
    T(syscall(SYS_getcwd, said, sizeof said)); puts(said);
    int up = open("..", O_RDONLY);
    show("..", up);
    T(faccessat(c, "..", F_OK, 0));
    T(faccessat(c, "../f", F_OK, 0));
    T(open("../../..", O_RDONLY) >= 0);
    T(open("new", O_CREAT | O_RDWR, 0600) >= 0);
    T(fchdir(top));
    int m = open("m", O_RDONLY), s = open("/dev/shm", O_RDONLY), x;
    x = by_handle(s, "a", O_RDONLY); show("a", x);
    x = by_handle(s, "a/c", O_RDONLY); show("a/c", x);
    T(faccessat(x, "../f", F_OK, 0));
    x = by_handle(m, "a", O_RDONLY); show("a by m", x);
    x = by_handle(m, "a/c", O_RDONLY); show("a/c by m", x);
    x = by_handle(m, "/dev/shm", O_RDONLY); show("top by m", x);
    x = by_handle(s, "/dev/shm", O_RDONLY); show("top", x);
    mkdir("gone", 0755); int g = open("gone", O_RDONLY); int id;
    h->handle_bytes = 128; T(name_to_handle_at(AT_FDCWD, "gone", h, &id, 0));
    rename("gone", "went"); x = open_by_handle_at(s, h, O_RDONLY); show("renamed", x);
    T(fchdir(x)); T(syscall(SYS_getcwd, said, sizeof said)); puts(said); T(fchdir(top));
    rmdir("went"); x = open_by_handle_at(s, h, O_RDONLY); T(x >= 0); show("gone", x); T(errno);
}
