/* getdents64 in small buffers, from the middle, on what is no directory, and while entries go. */
#include "parity.h"
struct d {
    unsigned long ino;
    long off;
    unsigned short len;
    unsigned char type;
    char name[];
};
static int count(int fd, int size) {
    char b[4096];
    int n = 0, r;
    while ((r = syscall(SYS_getdents64, fd, b, size)) > 0)
        for (int i = 0; i < r; i += ((struct d *)(b + i))->len) n++;
    return r < 0 ? -errno : n;
}
int main() {
    fresh("dents3");
    for (int i = 0; i < 40; i++) {
        char n[20];
        sprintf(n, "file%02d", i);
        close(open(n, O_CREAT | O_RDWR, 0600));
    }
    mkdir("dir", 0700);
    symlink("x", "link");
    mkfifo("fifo", 0600);
    mknod("sock", S_IFSOCK | 0600, 0);
    int d = open(".", O_RDONLY | O_DIRECTORY);
    char b[4096];
    T(count(d, 4096));
    T(count(d, 4096));
    lseek(d, 0, SEEK_SET);
    T(count(d, 64));
    lseek(d, 0, SEEK_SET);
    T(count(d, 32));
    T(syscall(SYS_getdents64, d, b, 0));
    T(syscall(SYS_getdents64, d, b, 10));
    lseek(d, 0, SEEK_SET);
    T(syscall(SYS_getdents64, d, b, 10));
    T(syscall(SYS_getdents64, d, 8, 4096));
    T(syscall(SYS_getdents64, 99, b, 4096));
    int f = open("file00", O_RDONLY);
    T(syscall(SYS_getdents64, f, b, 4096));
    int p = open(".", O_PATH);
    T(syscall(SYS_getdents64, p, b, 4096));
    lseek(d, 0, SEEK_SET);
    int types[16] = {0}, r;
    while ((r = syscall(SYS_getdents64, d, b, sizeof b)) > 0)
        for (int i = 0; i < r; i += ((struct d *)(b + i))->len) {
            struct d *e = (void *)(b + i);
            types[e->type]++;
            if (e->len & 7) puts("odd");
        }
    for (int i = 0; i < 16; i++) printf("%d ", types[i]);
    puts("");
    lseek(d, 0, SEEK_SET);
    T(syscall(SYS_getdents64, d, b, 200) > 0);
    for (int i = 0; i < 40; i++) {
        char n[20];
        sprintf(n, "file%02d", i);
        unlink(n);
    }
    T(count(d, 4096) < 45);
    lseek(d, 0, SEEK_SET);
    T(count(d, 4096));
    T(lseek(d, 0, SEEK_END) >= 0);
    T(lseek(d, -5, SEEK_SET));
    T(read(d, b, 10));
    T(write(d, b, 10));
    T(ftruncate(d, 0));
    T(chdir("dir"));
    int e = open(".", O_RDONLY);
    T(rmdir("../dir"));
    T(count(e, 4096));
    T(open("x", O_CREAT | O_RDWR, 0600));
    T(mkdir("y", 0700));
    T(openat(e, "..", O_RDONLY) > 0);
    T(chdir(".."));
    T(access("dir", F_OK));
    T(fchdir(e));
    char cwd[100];
    T(syscall(SYS_getcwd, cwd, 100));
    struct stat s;
    T(fstat(e, &s));
    T(s.st_nlink);
}
