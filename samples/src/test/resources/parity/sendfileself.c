#include "parity.h"
static void show(int fd) {
    static char b[1 << 20];
    long n = pread(fd, b, sizeof b, 0), i, run = 0;
    printf("%ld bytes:", n);
    for (i = 0; i < n; i++) {
        run++;
        if (i + 1 == n || b[i + 1] != b[i]) {
            printf(" %c*%ld", b[i] ? b[i] : '0', run);
            run = 0;
        }
    }
    puts("");
}
static int pages(const char *name, int n) {
    static char page[4096];
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);
    for (int i = 0; i < n; i++) {
        memset(page, 'a' + i % 26, 4096);
        write(fd, page, 4096);
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}
int main() {
    fresh("sendfile_self");
    int fd = pages("f", 3);
    off_t at = 0;
    lseek(fd, 0, SEEK_END);
    T(sendfile(fd, fd, &at, 8192));
    T(at); T(lseek(fd, 0, SEEK_CUR));
    show(fd);
    fd = pages("g", 2);
    lseek(fd, 4096, SEEK_SET);
    at = 0;
    T(sendfile(fd, fd, &at, 30000));
    T(at); T(lseek(fd, 0, SEEK_CUR));
    show(fd);
    fd = pages("h", 2);
    int other = open("h", O_RDWR);
    lseek(other, 0, SEEK_END);
    T(sendfile(other, fd, 0, 70000));
    T(lseek(other, 0, SEEK_CUR)); T(lseek(fd, 0, SEEK_CUR));
    show(fd);
    fd = pages("i", 20);
    other = open("i", O_RDWR);
    lseek(other, 4096 * 3, SEEK_SET);
    T(sendfile(other, fd, 0, 4096 * 40));
    T(lseek(other, 0, SEEK_CUR)); T(lseek(fd, 0, SEEK_CUR));
    show(fd);
    fd = pages("j", 20);
    other = open("j", O_RDWR);
    lseek(other, 4096 * 3 + 1000, SEEK_SET);
    lseek(fd, 500, SEEK_SET);
    T(sendfile(other, fd, 0, 4096 * 40));
    T(lseek(other, 0, SEEK_CUR)); T(lseek(fd, 0, SEEK_CUR));
    show(fd);
    fd = pages("k", 2);
    T(sendfile(fd, fd, 0, 5000));
    T(lseek(fd, 0, SEEK_CUR));
    show(fd);
    lseek(fd, 4096, SEEK_SET);
    T(sendfile(fd, fd, 0, 5000));
    T(lseek(fd, 0, SEEK_CUR));
    show(fd);
    fd = pages("l", 20);
    at = 4096 * 3;
    lseek(fd, 0, SEEK_SET);
    T(sendfile(fd, fd, &at, 4096 * 40));
    T(lseek(fd, 0, SEEK_CUR)); T(at);
    show(fd);
    struct rlimit limit = {4096 * 5, 4096 * 5};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    fd = pages("m", 2);
    lseek(fd, 0, SEEK_END);
    at = 0;
    T(sendfile(fd, fd, &at, 4096 * 40));
    T(lseek(fd, 0, SEEK_CUR)); T(at);
    show(fd);
    at = 0;
    T(sendfile(fd, fd, &at, 4096 * 40));
    T(at);
}
