#include "parity.h"
int main() {
    char b[20] = "parent's bytes", c[20] = {0};
    int p[2];
    pipe(p);
    int pid = fork();
    if (!pid) {
        strcpy(b, "child's bytes");
        write(p[1], "x", 1);
        pause();
    }
    read(p[0], c, 1);
    struct iovec l = {c, 20}, r = {b, 20};
    T(process_vm_readv(pid, &l, 1, &r, 1, 0));
    puts(c);
    strcpy(c, "written");
    T(process_vm_writev(pid, &l, 1, &r, 1, 0));
    memset(c, 0, 20);
    T(process_vm_readv(pid, &l, 1, &r, 1, 0));
    puts(c);
    r.iov_base = 0;
    T(process_vm_readv(pid, &l, 1, &r, 1, 0));
    T(process_vm_readv(999999, &l, 1, &r, 1, 0));
    T(process_vm_readv(pid, &l, 1, &r, 1, 7));
    kill(pid, 9);
    wait(0);
}
