/* When a watched file ends: at its last close; what is told of files without names. */
#include "parity.h"

static void read_all(int in, const char *what) {
    char b[4096] __attribute__((aligned(8)));
    printf("-- %s\n", what);
    int n = read(in, b, sizeof b);
    for (char *p = b; p < b + n;) {
        struct inotify_event *e = (void *)p;
        printf("%d %x %s\n", e->wd, e->mask, e->len ? e->name : "");
        p += sizeof *e + e->len;
    }
}

int main(void) {
    mkdir("/tmp/ie", 0755);
    chdir("/tmp/ie");
    int in = inotify_init1(IN_NONBLOCK);
    close(creat("file", 0644));
    T(inotify_add_watch(in, "file", IN_ALL_EVENTS));
    T(inotify_add_watch(in, ".", IN_ALL_EVENTS));
    int fd = open("file", O_RDWR), more = dup(fd);
    unlink("file");
    read_all(in, "unlinked while open");
    write(fd, "x", 1);
    close(fd);
    read_all(in, "closed once");
    close(more);
    read_all(in, "closed");
    close(creat("file", 0644));
    close(creat("other", 0644));
    fd = open("other", O_RDONLY);
    T(inotify_add_watch(in, "other", IN_DELETE_SELF | IN_ATTRIB));
    read_all(in, "before");
    rename("file", "other");
    read_all(in, "replaced while open");
    close(fd);
    read_all(in, "closed");
    link("other", "second");
    T(inotify_add_watch(in, "second", IN_DELETE_SELF | IN_ATTRIB));
    unlink("other");
    read_all(in, "one of two names");
    unlink("second");
    read_all(in, "the other");
    T(inotify_add_watch(in, ".", IN_MODIFY | IN_CLOSE | IN_OPEN | IN_EXCL_UNLINK));
    fd = open("gone", O_CREAT | O_RDWR, 0600);
    int fd2 = open("stays", O_CREAT | O_RDWR, 0600);
    read_all(in, "made");
    unlink("gone");
    write(fd, "x", 1);
    write(fd2, "x", 1);
    close(fd);
    close(fd2);
    read_all(in, "written without and with a name");
    mkdir("dir", 0755);
    T(inotify_add_watch(in, "dir", IN_DELETE_SELF));
    fd = open("dir", O_RDONLY);
    rmdir("dir");
    read_all(in, "a directory while open");
    close(fd);
    read_all(in, "closed");
    return 0;
}
