/* getdents64: small buffers, seeking, changes between calls, types. */
#include "parity.h"
struct d {
    uint64_t ino;
    int64_t off;
    uint16_t len;
    uint8_t type;
    char name[];
};
static int compare(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }
static void list(int fd, int size) {
    char buffer[8192], *names[300];
    int n, count = 0, calls = 0;
    while ((n = syscall(SYS_getdents64, fd, buffer, size)) > 0) {
        calls++;
        for (int at = 0; at < n;) {
            struct d *e = (void *)(buffer + at);
            char t[280];
            sprintf(t, "%s:%d", e->name, e->type);
            names[count++] = strdup(t);
            at += e->len;
        }
    }
    qsort(names, count, sizeof *names, compare);
    printf("%d", count);
    for (int i = 0; i < count && count < 20; i++) printf(" %s", names[i]);
    printf(" end %d\n", n);
}
int main() {
    fresh("dents2");
    char b[8192];
    mkdir("dir", 0755);
    close(open("file", O_CREAT | O_WRONLY, 0644));
    symlink("x", "link");
    mkfifo("fifo", 0600);
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un a = {AF_UNIX, "sock"};
    bind(s, (void *)&a, sizeof a);
    int fd = open(".", O_RDONLY | O_DIRECTORY);
    list(fd, 4096);
    list(fd, 4096);
    T(lseek(fd, 0, SEEK_SET));
    list(fd, 64);
    T(lseek(fd, 0, SEEK_SET));
    T(syscall(SYS_getdents64, fd, b, 10));
    T(syscall(SYS_getdents64, fd, b, 23));
    T(syscall(SYS_getdents64, fd, b, 0));
    T(syscall(SYS_getdents64, fd, (void *)8, 4096));
    T(syscall(SYS_getdents64, open("file", O_RDONLY), b, 4096));
    T(syscall(SYS_getdents64, 99, b, 4096));
    T(syscall(SYS_getdents64, open(".", O_PATH), b, 4096));
    for (int i = 0; i < 200; i++) {
        sprintf(b, "n%03d", i);
        close(open(b, O_CREAT | O_WRONLY, 0644));
    }
    lseek(fd, 0, SEEK_SET);
    list(fd, 300);
    lseek(fd, 0, SEEK_SET);
    int seen = 0, n;
    while ((n = syscall(SYS_getdents64, fd, b, 200)) > 0)
        for (int at = 0; at < n;) {
            struct d *e = (void *)(b + at);
            seen += *e->name == 'n';
            if (*e->name == 'n') unlink(e->name);
            at += e->len;
        }
    T(seen);
    lseek(fd, 0, SEEK_SET);
    list(fd, 4096);
    T(unlink("sock"));
    T(unlink("fifo"));
    T(unlink("file"));
    T(unlink("link"));
    T(rmdir("dir"));
    mkdir("gone", 0755);
    int g = open("gone", O_RDONLY);
    rmdir("gone");
    T(syscall(SYS_getdents64, g, b, 4096));
    T(openat(g, "x", O_CREAT | O_WRONLY, 0600));
    T(mkdirat(g, "y", 0700));
    struct stat st;
    T(fstat(g, &st));
    T(st.st_nlink);
    T(fstatat(g, ".", &st, 0));
    T(fstatat(g, "..", &st, 0));
    T(fchdir(g));
    T(getcwd(b, 100) != 0);
    T(open(".", O_RDONLY) > 0);
    T(mkdir("z", 0700));
    DIR *d = opendir("/proc/self/fd");
    int dots = 0;
    struct dirent *e;
    while ((e = readdir(d))) dots += e->d_name[0] == '.';
    T(dots);
}
