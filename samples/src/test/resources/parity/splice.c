#include "parity.h"
int main() {
    int p[2], q[2];
    pipe(p);
    pipe(q);
    char b[100] = {0};
    int f = open("/tmp/spliced", O_CREAT | O_RDWR | O_TRUNC, 0600);
    write(f, "0123456789", 10);
    loff_t at = 2;
    T(splice(f, &at, p[1], 0, 4, 0));
    T(at);
    T(tee(p[0], q[1], 3, 0));
    T(splice(p[0], 0, f, &(loff_t){20}, 100, 0));
    T(read(q[0], b, 100));
    puts(b);
    T(lseek(f, 0, SEEK_CUR));
    T(pread(f, b, 100, 18));
    T(splice(f, 0, f, 0, 1, 0));
    T(splice(p[0], &at, q[1], 0, 1, 0));
    T(splice(p[0], 0, q[1], 0, 1, SPLICE_F_NONBLOCK));
    T(tee(f, q[1], 1, 0));
    struct iovec v[2] = {{"ab", 2}, {"cd", 2}};
    T(vmsplice(p[1], v, 2, 0));
    T(read(p[0], b, 100));
    close(p[1]);
    T(splice(p[0], 0, q[1], 0, 1, 0));
    T(sendfile(q[1], f, &at, 3));
    T(at);
    T(sendfile(q[1], p[0], 0, 3));
    T(copy_file_range(f, &(loff_t){0}, f, &(loff_t){30}, 4, 0));
    T(lseek(f, 0, SEEK_END));
    T(copy_file_range(f, 0, q[1], 0, 4, 0));
}
