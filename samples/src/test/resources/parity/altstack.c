#include "parity.h"
#include <setjmp.h>
static char stack[65536];
static jmp_buf back;
static void on(int s) {
    char here;
    stack_t k;
    sigaltstack(0, &k);
    printf("%d on %d flags %d\n", s, &here > stack && &here < stack + sizeof stack, k.ss_flags);
    siglongjmp(back, 1);
}
static long deep(long n) {
    volatile char b[4000];
    b[0] = n;
    return deep(n + 1) + b[0];
}
int main() {
    stack_t k = {stack, 0, sizeof stack}, o;
    T(sigaltstack(&k, &o));
    T(o.ss_flags);
    struct sigaction a = {.sa_handler = on, .sa_flags = SA_ONSTACK};
    sigaction(SIGSEGV, &a, 0);
    if (!sigsetjmp(back, 1)) deep(0);
    if (!sigsetjmp(back, 1)) *(volatile int *)0 = 1;
    if (!sigsetjmp(back, 1)) raise(SIGSEGV);
    k.ss_size = 10;
    T(sigaltstack(&k, 0));
    k.ss_flags = 99;
    T(sigaltstack(&k, 0));
    k.ss_flags = SS_DISABLE;
    T(sigaltstack(&k, &o));
    T(o.ss_size);
}
