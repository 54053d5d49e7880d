/* Structures that are longer than the kernel knows and end where memory does; a bad time of futex before all else. */
#include "parity.h"
#include <linux/openat2.h>
#include <linux/sched.h>
#include <sys/mount.h>
static char *at(char *end, int size, int zero) {
    memset(end - 4096, 0, 4096);
    if (!zero) {
        end[-8] = 1;
    }
    return end - size;
}
int main() {
    fresh("zerotail");
    char *end = (char *)mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) + 4096;
    munmap(end, 4096);
    for (int zero = 0; zero < 2; zero++) {
        T(syscall(SYS_clone3, at(end, 96, zero), 104));
        if (!zero)
            T(syscall(SYS_clone3, at(end, 96, zero), 96));
        T(syscall(SYS_openat2, -100, "x", at(end, 32, zero), 40));
        T(syscall(SYS_openat2, -100, "x", at(end, 32, zero), 32));
        char *a = at(end, 64, zero);
        *(int *)a = 72;
        T(syscall(SYS_sched_setattr, 0, a, 0));
        *(int *)a = 64;
        T(syscall(SYS_sched_setattr, 0, a, 0));
        T(syscall(442, -100, "x", 0, at(end, 40, zero), 48));
        T(syscall(442, -100, "x", 0, at(end, 40, zero), 40));
    }
    int word = 5;
    struct timespec *late = (struct timespec *)end, odd = {0, 1000000000}, before = {-1, 0};
    int ops[] = {FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_LOCK_PI, FUTEX_LOCK_PI2, FUTEX_WAIT_REQUEUE_PI, FUTEX_WAKE, FUTEX_WAIT | 0x400, 77};
    for (int i = 0; i < 8; i++) {
        T(syscall(SYS_futex, &word, ops[i], 4, late, &word, -1));
        T(syscall(SYS_futex, &word, ops[i], 4, &odd, &word, -1));
        T(syscall(SYS_futex, &word, ops[i], 4, &before, &word, -1));
        T(syscall(SYS_futex, (char *)&word + 1, ops[i], 4, late, &word, -1));
        T(syscall(SYS_futex, 8, ops[i], 4, &odd, &word, -1));
    }
}
