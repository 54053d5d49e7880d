#include "parity.h"
static void show(int n) {
    char b[4096] __attribute__((aligned(8)));
    long got = read(n, b, sizeof b);
    for (char *p = b; p < b + got;) {
        struct inotify_event *e = (void *)p;
        printf("%d %x %s %d\n", e->wd, e->mask, e->len ? e->name : "-", e->cookie != 0);
        p += sizeof *e + e->len;
    }
    puts("--");
}
int main() {
    system("rm -rf /tmp/watched");
    mkdir("/tmp/watched", 0700);
    int n = inotify_init1(IN_NONBLOCK);
    T(inotify_add_watch(n, "/tmp/watched", IN_ALL_EVENTS));
    T(inotify_add_watch(n, "/tmp/nothing", IN_ALL_EVENTS));
    T(inotify_add_watch(n, "/tmp/watched", 0));
    int f = open("/tmp/watched/a", O_CREAT | O_RDWR, 0600);
    show(n);
    T(write(f, "x", 1));
    T(fchmod(f, 0644));
    T(ftruncate(f, 0));
    T(close(f));
    show(n);
    T(rename("/tmp/watched/a", "/tmp/watched/b"));
    T(mkdir("/tmp/watched/d", 0700));
    T(symlink("b", "/tmp/watched/s"));
    show(n);
    T(inotify_add_watch(n, "/tmp/watched/b", IN_MODIFY | IN_DELETE_SELF | IN_ATTRIB));
    T(unlink("/tmp/watched/b"));
    show(n);
    T(inotify_add_watch(n, "/tmp/watched/d", IN_ACCESS | IN_ISDIR));
    f = open("/tmp/watched/d", O_RDONLY);
    char entries[1000];
    T(syscall(SYS_getdents64, f, entries, sizeof entries));
    show(n);
    T(syscall(SYS_getdents64, f, entries, sizeof entries));
    T(syscall(SYS_getdents64, f, entries, 1));
    close(f);
    show(n);
    T(rmdir("/tmp/watched/d"));
    T(unlink("/tmp/watched/s"));
    show(n);
    T(rmdir("/tmp/watched"));
    show(n);
    T(inotify_rm_watch(n, 1));
    T(events(n, POLLIN));
}
