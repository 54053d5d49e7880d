#include "parity.h"
int main() {
    int e = epoll_create1(0), p[2], v = eventfd(0, EFD_NONBLOCK); pipe2(p, O_NONBLOCK); struct epoll_event x = {EPOLLIN, {.u64 = 7}}, out[8]; char b[10];
    T(epoll_ctl(e, EPOLL_CTL_ADD, p[0], &x)); T(epoll_ctl(e, EPOLL_CTL_ADD, p[0], &x)); T(epoll_ctl(e, EPOLL_CTL_ADD, e, &x)); T(epoll_ctl(e, EPOLL_CTL_MOD, v, &x)); T(epoll_ctl(e, EPOLL_CTL_DEL, v, 0)); T(epoll_ctl(e, EPOLL_CTL_ADD, 99, &x));
    int f = memfd_create("m", 0); T(epoll_ctl(e, EPOLL_CTL_ADD, f, &x)); T(epoll_wait(e, out, 8, 0)); T(epoll_wait(e, out, 0, 0)); T(write(p[1], "ab", 2)); T(epoll_wait(e, out, 8, 100)); T(epoll_wait(e, out, 8, 0)); printf("%x %lu\n", out[0].events, (long)out[0].data.u64);
    x.events = EPOLLIN | EPOLLET; T(epoll_ctl(e, EPOLL_CTL_MOD, p[0], &x)); T(epoll_wait(e, out, 8, 0)); T(epoll_wait(e, out, 8, 0)); T(write(p[1], "c", 1)); T(epoll_wait(e, out, 8, 0)); T(read(p[0], b, 1)); T(epoll_wait(e, out, 8, 0));
    x.events = EPOLLIN | EPOLLONESHOT; T(epoll_ctl(e, EPOLL_CTL_MOD, p[0], &x)); T(epoll_wait(e, out, 8, 0)); T(write(p[1], "d", 1)); T(epoll_wait(e, out, 8, 0)); T(epoll_ctl(e, EPOLL_CTL_MOD, p[0], &x)); T(epoll_wait(e, out, 8, 0));
    x.events = EPOLLIN | EPOLLOUT; T(epoll_ctl(e, EPOLL_CTL_ADD, v, &x)); T(epoll_wait(e, out, 8, 0)); printf("%x\n", out[0].events); T(eventfd_write(v, 3)); T(epoll_wait(e, out, 8, 0)); printf("%x\n", out[0].events);
    int n = epoll_create1(0); x.events = EPOLLIN; T(epoll_ctl(n, EPOLL_CTL_ADD, e, &x)); T(epoll_wait(n, out, 8, 0)); T(epoll_ctl(e, EPOLL_CTL_ADD, n, &x)); T(close(v)); T(epoll_wait(e, out, 8, 0)); T(events(e, POLLIN));
    int d = dup(p[0]); x.events = EPOLLIN; T(epoll_ctl(e, EPOLL_CTL_ADD, d, &x)); T(close(d)); T(epoll_wait(e, out, 8, 0)); T(close(p[0])); T(close(p[1])); T(epoll_wait(e, out, 8, 0));
}
