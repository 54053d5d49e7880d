#include "parity.h"
static pthread_key_t k;
static int done;
static void destroy(void *v) { done += (int)(long)v; }
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int turn;
static void *player(void *n) {
    for (int i = 0; i < 50; i++) {
        pthread_mutex_lock(&m);
        while (turn % 4 != (long)n) pthread_cond_wait(&c, &m);
        turn++;
        pthread_cond_broadcast(&c);
        pthread_mutex_unlock(&m);
    }
    pthread_setspecific(k, (void *)1);
    return n;
}
static void *forever(void *x) {
    for (;;) pause();
}
static void *tid(void *x) { return (void *)(long)(gettid() != getpid()); }
int main() {
    pthread_t t[4];
    pthread_key_create(&k, destroy);
    for (long i = 0; i < 4; i++) pthread_create(t + i, 0, player, (void *)i);
    long sum = 0;
    for (int i = 0; i < 4; i++) {
        void *r;
        pthread_join(t[i], &r);
        sum += (long)r;
    }
    printf("%d %ld %d\n", turn, sum, done);
    pthread_create(t, 0, forever, 0);
    T(pthread_cancel(t[0]));
    void *r;
    T(pthread_join(t[0], &r));
    T(r == PTHREAD_CANCELED);
    pthread_create(t, 0, tid, 0);
    pthread_join(t[0], &r);
    T((long)r);
    T(pthread_kill(pthread_self(), 0));
    int s, p = fork();
    if (!p) {
        pthread_create(t, 0, forever, 0);
        usleep(10000);
        _exit(6);
    }
    wait(&s);
    T(WEXITSTATUS(s));
    p = fork();
    if (!p) {
        pthread_create(t, 0, forever, 0);
        usleep(10000);
        execl("/bin/busybox", "echo", "executed", (char *)0);
    }
    wait(&s);
    p = fork();
    if (!p) {
        pthread_create(t, 0, forever, 0);
        pthread_exit(0);
    }
    usleep(20000);
    T(waitpid(p, &s, WNOHANG));
    kill(p, SIGTERM);
    waitpid(p, &s, 0);
    T(WTERMSIG(s));
}
