#include "parity.h"
static int count(int d, int size) {
    char b[4096];
    int n = 0, r;
    while ((r = syscall(SYS_getdents64, d, b, size)) > 0)
        for (int o = 0; o < r; o += *(unsigned short *)(b + o + 16)) n++;
    return r < 0 ? -errno : n;
}
int main() {
    fresh("dents");
    for (int i = 0; i < 40; i++) {
        char n[20];
        sprintf(n, "file%d", i);
        close(file(n, ""));
    }
    mkdir("sub", 0755);
    symlink("x", "link");
    mkfifo("fifo", 0644);
    int d = open(".", O_RDONLY | O_DIRECTORY);
    T(count(d, 4096));
    T(count(d, 4096));
    T(lseek(d, 0, SEEK_SET));
    T(count(d, 64));
    T(lseek(d, 0, SEEK_SET));
    T(count(d, 16));
    T(count(d, 24));
    T(count(d, 0));
    T(syscall(SYS_getdents64, d, 8, 4096));
    T(syscall(SYS_getdents64, 99, 8, 4096));
    int f = open("file1", O_RDONLY);
    T(syscall(SYS_getdents64, f, (char[99]){0}, 99));
    char b[8];
    T(read(d, b, 1));
    T(write(d, b, 1));
    T(pread(d, b, 1, 0));
    T(open(".", O_RDWR));
    T(open(".", O_WRONLY));
    T(open("file1", O_DIRECTORY));
    T(open("link", O_DIRECTORY | O_NOFOLLOW));
    DIR *dir = opendir(".");
    struct dirent *e;
    int types[16] = {0}, removed = 0;
    while ((e = readdir(dir))) {
        types[e->d_type]++;
        if (!strncmp(e->d_name, "file", 4)) {
            unlink(e->d_name);
            removed++;
        }
    }
    printf("reg %d dir %d link %d fifo %d removed %d\n", types[8], types[4], types[10], types[1], removed);
    rewinddir(dir);
    int left = 0;
    while ((e = readdir(dir))) left++;
    T(left);
    closedir(dir);
    mkdir("gone", 0755);
    int g = open("gone", O_RDONLY);
    rmdir("gone");
    T(count(g, 4096));
    struct stat st;
    T(fstat(g, &st));
    T(st.st_nlink);
    T(openat(g, "x", O_CREAT | O_WRONLY, 0600));
    T(mkdirat(g, "x", 0700));
    T(openat(g, "..", O_RDONLY) > 0);
    T(openat(g, ".", O_RDONLY) > 0);
}
