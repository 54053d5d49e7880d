/* epoll_ctl on what cannot be waited for, and its arguments' corners. */
#include "parity.h"
int main() {
    fresh("epoll_opath");
    int e = epoll_create1(0), f = file("f", "x"), o = open("f", O_PATH), d = open(".", O_RDONLY), p[2];
    pipe(p);
    struct epoll_event v = {EPOLLIN, {.u64 = 7}};
    T(epoll_ctl(e, EPOLL_CTL_ADD, o, &v));
    T(epoll_ctl(e, EPOLL_CTL_ADD, f, &v));
    T(epoll_ctl(e, EPOLL_CTL_ADD, d, &v));
    T(epoll_ctl(e, EPOLL_CTL_ADD, 99, &v));
    T(epoll_ctl(e, EPOLL_CTL_ADD, e, &v));
    T(epoll_ctl(o, EPOLL_CTL_ADD, p[0], &v));
    T(epoll_ctl(f, EPOLL_CTL_ADD, p[0], &v));
    T(epoll_ctl(99, EPOLL_CTL_ADD, p[0], &v));
    T(epoll_ctl(e, EPOLL_CTL_ADD, p[0], 0));
    T(epoll_ctl(e, EPOLL_CTL_DEL, p[0], 0));
    T(epoll_ctl(e, EPOLL_CTL_MOD, p[0], &v));
    T(epoll_ctl(e, 77, p[0], &v));
    T(epoll_ctl(e, EPOLL_CTL_ADD, p[0], &v));
    T(epoll_ctl(e, EPOLL_CTL_ADD, p[0], &v));
    T(epoll_ctl(e, 77, p[0], &v));
    v.events = EPOLLIN | EPOLLEXCLUSIVE;
    T(epoll_ctl(e, EPOLL_CTL_MOD, p[0], &v));
    T(epoll_ctl(e, EPOLL_CTL_ADD, p[1], &v));
    v.events = EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT;
    int q[2];
    pipe(q);
    T(epoll_ctl(e, EPOLL_CTL_ADD, q[0], &v));
    v.events = EPOLLIN;
    T(epoll_ctl(e, EPOLL_CTL_MOD, p[1], &v));
    struct epoll_event out[4];
    T(epoll_wait(e, out, 0, 0));
    T(epoll_wait(e, out, -1, 0));
    T(epoll_wait(o, out, 1, 0));
    T(epoll_wait(f, out, 1, 0));
    T(epoll_wait(99, out, 1, 0));
    T(epoll_wait(e, (void *)8, 1, 0));
    write(p[1], "x", 1);
    T(epoll_wait(e, (void *)8, 1, 0));
    T(epoll_wait(e, out, 4, 0));
    T(out[0].data.u64);
    int e2 = epoll_create1(0);
    v.events = EPOLLIN;
    T(epoll_ctl(e2, EPOLL_CTL_ADD, e, &v));
    T(epoll_ctl(e, EPOLL_CTL_ADD, e2, &v));
    T(epoll_wait(e2, out, 4, 0));
    T(events(e, POLLIN) & POLLIN);
    v.events = EPOLLIN | EPOLLEXCLUSIVE;
    int e3 = epoll_create1(0);
    T(epoll_ctl(e3, EPOLL_CTL_ADD, e, &v));
    T(epoll_create1(1));
    T(epoll_create(0));
    T(epoll_create(-1));
    T(epoll_create1(EPOLL_CLOEXEC) > 0);
    int chain[8];
    chain[0] = epoll_create1(0);
    for (int i = 1; i < 8; i++) {
        chain[i] = epoll_create1(0);
        v.events = EPOLLIN;
        printf("%d %s\n", epoll_ctl(chain[i], EPOLL_CTL_ADD, chain[i - 1], &v), errno == ELOOP ? "loop" : "");
    }
}
