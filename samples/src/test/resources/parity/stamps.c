/* When something was received: SO_TIMESTAMP and its relatives, SIOCGSTAMP. */
#include "parity.h"
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
static void got(const char *what, int s, int flags) {
    char b[64], control[512];
    struct iovec v = {b, sizeof b};
    struct sockaddr_storage from;
    struct msghdr m = {&from, sizeof from, &v, 1, control, sizeof control};
    int r = recvmsg(s, &m, flags | MSG_DONTWAIT);
    printf("%s: %d %s flags %x\n", what, r, r < 0 ? strerrorname_np(errno) : "", m.msg_flags);
    if (r < 0) return;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        struct timespec *t = (void *)CMSG_DATA(c);
        printf("  level %d type %d length %zu", c->cmsg_level, c->cmsg_type, (size_t)c->cmsg_len);
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type != SCM_RIGHTS && c->cmsg_type != SCM_CREDENTIALS)
            printf(" %s", t->tv_sec > 1000000 && t->tv_nsec < 1000000000 ? "time" : "no time");
        if (c->cmsg_type == SCM_TIMESTAMPING) printf(" %d %d %ld %ld", t[1].tv_sec != 0, t[1].tv_nsec != 0, t[2].tv_sec != 0, t[2].tv_nsec);
        puts("");
    }
}
static void both(const char *what, int s, int c) {
    T(send(c, "abc", 3, 0));
    got(what, s, 0);
}
static void run(int family, int type, int pair) {
    int s, c, on = 1, off = 0, v;
    socklen_t l;
    printf("family %d type %d\n", family, type);
    if (family == AF_UNIX) {
        int p[2];
        socketpair(family, type, 0, p);
        s = p[0], c = p[1];
    } else if (type == SOCK_STREAM) {
        struct sockaddr_in a = {AF_INET, 0, {htonl(0x7f000001)}};
        l = sizeof a;
        int q = socket(family, type, 0);
        bind(q, (void *)&a, sizeof a);
        listen(q, 1);
        getsockname(q, (void *)&a, &l);
        c = socket(family, type, 0);
        connect(c, (void *)&a, l);
        s = accept(q, 0, 0);
    } else {
        struct sockaddr_in6 a = {AF_INET6};
        struct sockaddr_in b = {AF_INET, 0, {htonl(0x7f000001)}};
        a.sin6_addr.s6_addr[15] = 1;
        s = socket(family, type, 0);
        c = socket(family, type, 0);
        l = family == AF_INET ? sizeof b : sizeof a;
        void *at = family == AF_INET ? (void *)&b : (void *)&a;
        bind(s, at, l);
        getsockname(s, at, &l);
        connect(c, at, l);
    }
    struct timeval tv;
    struct timespec ts;
    T(ioctl(s, SIOCGSTAMP, &tv));
    both("none", s, c);
    T(setsockopt(s, SOL_SOCKET, SO_TIMESTAMP, &on, 4));
    both("micro", s, c);
    T(ioctl(s, SIOCGSTAMP, &tv));
    printf("%d\n", tv.tv_sec > 1000);
    T(setsockopt(s, SOL_SOCKET, SO_TIMESTAMPNS, &on, 4));
    l = 4;
    T(getsockopt(s, SOL_SOCKET, SO_TIMESTAMP, &v, &l));
    T(v);
    T(getsockopt(s, SOL_SOCKET, SO_TIMESTAMPNS, &v, &l));
    T(v);
    both("nano", s, c);
    T(ioctl(s, SIOCGSTAMPNS, &ts));
    printf("%d\n", ts.tv_sec > 1000);
    T(setsockopt(s, SOL_SOCKET, 63, &on, 4)); /* SO_TIMESTAMP_NEW */
    T(getsockopt(s, SOL_SOCKET, SO_TIMESTAMP, &v, &l));
    T(v);
    T(getsockopt(s, SOL_SOCKET, 63, &v, &l));
    T(v);
    both("new", s, c);
    T(setsockopt(s, SOL_SOCKET, 64, &on, 4));
    both("new nano", s, c);
    T(setsockopt(s, SOL_SOCKET, 64, &off, 4));
    T(getsockopt(s, SOL_SOCKET, 64, &v, &l));
    T(v);
    both("off", s, c);
    T(setsockopt(s, SOL_SOCKET, SO_TIMESTAMP, &on, 4));
    T(send(c, "abc", 3, 0));
    got("peek", s, MSG_PEEK);
    got("then", s, 0);
    T(setsockopt(s, SOL_SOCKET, SO_TIMESTAMP, &off, 4));
    v = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
    T(setsockopt(s, SOL_SOCKET, SO_TIMESTAMPING, &v, 4));
    both("stamping", s, c);
    v = 1 << 20;
    T(setsockopt(s, SOL_SOCKET, SO_TIMESTAMPING, &v, 4));
    v = 0;
    l = 8;
    T(getsockopt(s, SOL_SOCKET, SO_TIMESTAMPING, &v, &l));
    printf("%x %d\n", v, l);
    v = SOF_TIMESTAMPING_RX_SOFTWARE;
    T(setsockopt(s, SOL_SOCKET, SO_TIMESTAMPING, &v, 4));
    both("not reported", s, c);
    v = 0;
    T(setsockopt(s, SOL_SOCKET, SO_TIMESTAMPING, &v, 4));
    if (family != AF_UNIX) {
        v = 1;
        T(setsockopt(s, SOL_TCP, 36, &v, 4)); /* TCP_INQ */
        T(send(c, "abcdef", 6, 0));
        char b[4], control[64];
        struct iovec io = {b, 4};
        struct msghdr m = {0, 0, &io, 1, control, sizeof control};
        T(recvmsg(s, &m, 0));
        struct cmsghdr *h = CMSG_FIRSTHDR(&m);
        if (h) printf("%d %d %d\n", h->cmsg_level, h->cmsg_type, *(int *)CMSG_DATA(h));
        recv(s, b, 4, MSG_DONTWAIT);
    }
    close(c);
    close(s);
}
int main() {
    int s = socket(AF_INET, SOCK_DGRAM, 0), on = 1;
    struct timespec while_the_kernel_prepares = {0, 200000000};
    setsockopt(s, SOL_SOCKET, SO_TIMESTAMP, &on, 4);
    nanosleep(&while_the_kernel_prepares, 0);
    run(AF_INET, SOCK_DGRAM, 0);
    run(AF_INET6, SOCK_DGRAM, 0);
    run(AF_INET, SOCK_STREAM, 0);
    run(AF_UNIX, SOCK_DGRAM, 0);
    run(AF_UNIX, SOCK_STREAM, 0);
    run(AF_UNIX, SOCK_SEQPACKET, 0);
}
