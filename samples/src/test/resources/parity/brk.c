#include "parity.h"
int main() {
    char *s = (char *)syscall(SYS_brk, 0);
    T((char *)syscall(SYS_brk, s + 10000) == s + 10000);
    s[9999] = 1;
    T((char *)syscall(SYS_brk, s + 5000) == s + 5000);
    T((char *)syscall(SYS_brk, s + 20000) == s + 20000);
    printf("%d %d\n", s[9999], s[4999]);
    T((char *)syscall(SYS_brk, 0) == s + 20000);
    T((char *)syscall(SYS_brk, 4096) == s + 20000);
    T((char *)syscall(SYS_brk, 1L << 45) == s + 20000);
    T((char *)syscall(SYS_brk, s) == s);
    CHILD(*(volatile char *)(s + 8192) = 1);
    void *m = mmap((void *)(((long)s + 0xffff) & ~0xfffL), 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    T((char *)syscall(SYS_brk, s + 0x40000) == s);
    setrlimit(RLIMIT_DATA, &(struct rlimit){0, 0});
    T((char *)syscall(SYS_brk, s + 9000) == s);
}
