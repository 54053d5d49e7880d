/* fallocate's blocks, holes and modes on a tmpfs. */
#include "parity.h"
static int f;
static void show(const char *what) {
    struct stat s;
    fstat(f, &s);
    printf("%s: size %ld blocks %ld data", what, (long)s.st_size, (long)s.st_blocks);
    for (off_t at = 0, d; (d = lseek(f, at, SEEK_DATA)) >= 0;) {
        at = lseek(f, d, SEEK_HOLE);
        printf(" [%ld,%ld)", (long)d, (long)at);
    }
    puts("");
}
int main() {
    fresh("falloc2");
    f = open("f", O_RDWR | O_CREAT, 0600);
    show("empty");
    T(fallocate(f, 0, 0, 100));
    show("100");
    T(fallocate(f, 0, 0, 20000));
    show("20000");
    T(fallocate(f, FALLOC_FL_KEEP_SIZE, 40960, 8192));
    show("keep");
    T(ftruncate(f, 60000));
    show("truncate");
    T(fallocate(f, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 4096, 8192));
    show("punch");
    T(fallocate(f, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 100, 100));
    show("small punch");
    T(fallocate(f, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 50000, 100000));
    show("behind");
    T(fallocate(f, FALLOC_FL_ZERO_RANGE, 0, 4096));
    T(fallocate(f, FALLOC_FL_COLLAPSE_RANGE, 0, 4096));
    T(fallocate(f, FALLOC_FL_INSERT_RANGE, 0, 4096));
    T(fallocate(f, FALLOC_FL_PUNCH_HOLE, 0, 4096));
    T(fallocate(f, FALLOC_FL_UNSHARE_RANGE, 0, 4096));
    T(fallocate(f, 0x100, 0, 4096));
    T(pwrite(f, "x", 1, 30000));
    show("write");
    T(ftruncate(f, 5000));
    show("cut");
    T(ftruncate(f, 0));
    show("none");
    T(pwrite(f, "x", 1, 1 << 20));
    show("far");
    T(lseek(f, 0, SEEK_HOLE));
    T(lseek(f, 1 << 20, SEEK_HOLE));
    T(lseek(f, (1 << 20) + 1, SEEK_DATA));
    T(lseek(f, -1, SEEK_DATA));
    T(lseek(f, 10, SEEK_DATA));
    T(lseek(f, 0, SEEK_CUR));
    int r = open("f", O_RDONLY);
    T(fallocate(r, 0, 0, 1));
    T(fallocate(99, 0, 0, 1));
    int p[2];
    pipe(p);
    T(fallocate(p[1], 0, 0, 1));
    T(lseek(p[0], 0, SEEK_DATA));
    T(fallocate(open(".", O_RDONLY), 0, 0, 1));
    T(fallocate(f, 0, 0, LONG_MAX));
    T(fallocate(f, 0, LONG_MAX, 1));
    int a = open("f", O_RDWR | O_APPEND);
    T(fallocate(a, 0, 0, 10));
    struct rlimit l = {8192, 8192};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &l);
    int g = open("g", O_RDWR | O_CREAT, 0600);
    T(fallocate(g, 0, 0, 8192));
    T(fallocate(g, 0, 0, 8193));
    T(fallocate(g, FALLOC_FL_KEEP_SIZE, 0, 20000));
    T(posix_fallocate(g, 0, 9000) == EFBIG);
}
