/* sigaltstack: flags, sizes, SS_AUTODISARM, from inside a handler, over fork and threads. */
#include "parity.h"
#define SS_AUTODISARM_ (1u << 31)
static char s1[16384] __attribute__((aligned(16))), s2[16384] __attribute__((aligned(16)));
static volatile long in, fl, r2, err, depth;
static stack_t now, set2;
static void h(int s) {
    char c;
    in = &c > s1 && &c < s1 + sizeof s1 ? 1 : &c > s2 && &c < s2 + sizeof s2 ? 2 : 0;
    sigaltstack(0, &now);
    fl = now.ss_flags;
    r2 = sigaltstack(&set2, 0);
    err = errno;
}
static void *th(void *p) {
    stack_t o;
    sigaltstack(0, &o);
    printf("thread: %u %ld\n", o.ss_flags, (long)o.ss_size);
    return 0;
}
int main() {
    stack_t a = {s1, 0, sizeof s1}, o;
    set2 = (stack_t){s2, 0, sizeof s2};
    struct sigaction sa = {.sa_handler = h, .sa_flags = SA_ONSTACK};
    sigaction(SIGUSR1, &sa, 0);
    sa.sa_flags = 0;
    sigaction(SIGUSR2, &sa, 0);
    T(sigaltstack(0, &o));
    T(o.ss_flags);
    T(sigaltstack(&a, &o));
    T(o.ss_flags);
    raise(SIGUSR1);
    T(in);
    T(fl);
    T(r2);
    T(err);
    raise(SIGUSR2);
    T(in);
    T(fl);
    T(r2);
    T(sigaltstack(0, &o));
    T(o.ss_sp == s2);
    a.ss_flags = SS_AUTODISARM_;
    T(sigaltstack(&a, 0));
    T(sigaltstack(0, &o));
    printf("%x\n", o.ss_flags);
    raise(SIGUSR1);
    T(in);
    T(fl);
    T(r2);
    T(sigaltstack(0, &o));
    printf("%x %d\n", o.ss_flags, o.ss_sp == s1);
    T(o.ss_size);
    a.ss_flags = SS_ONSTACK;
    T(sigaltstack(&a, 0));
    a.ss_flags = 4;
    T(sigaltstack(&a, 0));
    a.ss_flags = SS_DISABLE | SS_AUTODISARM_;
    T(sigaltstack(&a, 0));
    T(sigaltstack(0, &o));
    printf("%x\n", o.ss_flags);
    a.ss_flags = SS_ONSTACK | SS_DISABLE;
    T(sigaltstack(&a, 0));
    a.ss_flags = 0;
    a.ss_size = 100;
    T(sigaltstack(&a, 0));
    a.ss_size = 2048;
    T(sigaltstack(&a, 0));
    a.ss_size = -1;
    T(sigaltstack(&a, 0));
    T(sigaltstack((void *)8, 0));
    T(sigaltstack(0, (void *)8));
    a.ss_size = sizeof s1;
    T(sigaltstack(&a, 0));
    CHILD(sigaltstack(0, &o); T(o.ss_sp == s1));
    pthread_t t;
    pthread_create(&t, 0, th, 0);
    pthread_join(t, 0);
    a.ss_flags = SS_DISABLE;
    T(sigaltstack(&a, &o));
    T(o.ss_flags);
    T(sigaltstack(0, &o));
    T(o.ss_flags);
    T(o.ss_size);
    raise(SIGUSR1);
    T(in);
}
