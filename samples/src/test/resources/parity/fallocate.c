#include "parity.h"
static void show(int fd) {
    struct stat st;
    fstat(fd, &st);
    printf("size %ld\n", (long)st.st_size);
}
int main() {
    fresh("fallocate");
    int f = file("f", ""), r = open("f", O_RDONLY), p[2];
    pipe(p);
    char b[16];
    T(fallocate(f, 0, 0, 10000));
    show(f);
    T(fallocate(f, FALLOC_FL_KEEP_SIZE, 20000, 5000));
    show(f);
    T(fallocate(f, 0, 0, 0));
    T(fallocate(f, 0, -1, 5));
    T(fallocate(f, 0, 5, -1));
    T(fallocate(r, 0, 0, 5));
    T(fallocate(p[1], 0, 0, 5));
    T(fallocate(99, 0, 0, 5));
    T(fallocate(f, 0x80, 0, 5));
    T(fallocate(f, FALLOC_FL_PUNCH_HOLE, 0, 5));
    T(fallocate(f, 0, 0x7fffffffffffffff, 5));
    T(fallocate(open(".", O_RDONLY), 0, 0, 5));
    T(posix_fallocate(f, 0, 12345));
    show(f);
    memset(b, 'x', 16);
    T(pwrite(f, b, 16, 4090));
    T(fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 4092, 8));
    T(pread(f, b, 16, 4090));
    for (int i = 0; i < 16; i++) printf("%d ", b[i]);
    puts("");
    T(fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 100000));
    show(f);
    T(fallocate(f, FALLOC_FL_COLLAPSE_RANGE, 0, 4096));
    T(fallocate(f, FALLOC_FL_INSERT_RANGE, 0, 4096));
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){5000, 5000});
    T(fallocate(f, 0, 0, 20000));
    T(ftruncate(f, 6000));
    T(pwrite(f, b, 16, 4990));
    T(pwrite(f, b, 16, 5000));
    signal(SIGXFSZ, SIG_DFL);
    CHILD(pwrite(f, b, 16, 5000));
    CHILD(ftruncate(f, 30000));
}
