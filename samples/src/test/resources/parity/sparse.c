/* Holes in a file of tmpfs. */
#include "parity.h"
#include <sys/mount.h>

static void map(int fd) {
    struct stat s;
    fstat(fd, &s);
    printf("size %ld blocks %ld:", (long)s.st_size, (long)s.st_blocks);
    for (off_t at = 0;;) {
        off_t data = lseek(fd, at, SEEK_DATA);
        if (data < 0) { printf(" %s\n", strerrorname_np(errno)); break; }
        at = lseek(fd, data, SEEK_HOLE);
        printf(" %ld-%ld", (long)data, (long)at);
    }
}

int main() {
    int fd = memfd_create("x", 0);
    char b[20000] = {1};
    map(fd); T(lseek(fd, 0, SEEK_HOLE)); ftruncate(fd, 100000), map(fd);
    T(lseek(fd, 0, SEEK_DATA)); T(lseek(fd, 5, SEEK_HOLE)); T(lseek(fd, 100000, SEEK_HOLE)); T(lseek(fd, -1, SEEK_DATA)); T(lseek(fd, 99999, SEEK_HOLE));
    pwrite(fd, b, 10, 8200), map(fd); T(lseek(fd, 8195, SEEK_DATA)); T(lseek(fd, 8195, SEEK_HOLE));
    pwrite(fd, b, 20000, 40000), map(fd);
    T(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 45000, 10000)); map(fd);
    T(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 8192, 4096)); map(fd);
    ftruncate(fd, 50000), map(fd), ftruncate(fd, 60000), map(fd);
    char *m = mmap(NULL, 60000, 3, MAP_SHARED, fd, 0);
    m[20000] = 1, map(fd);
    int p[2];
    pipe(p); T(lseek(p[0], 0, SEEK_DATA));
    return 0;
}
