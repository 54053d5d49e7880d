/* Ports taken late, ranges of them, connections broken off by their own program, what a connection holds, namespaces' cookies, epoll's parameters. */
#include "parity.h"
#define IP_BIND_ADDRESS_NO_PORT 24
#define IP_LOCAL_PORT_RANGE 51
#define SO_NETNS_COOKIE 71
static struct sockaddr_in at;
static socklen_t length = sizeof at;
static int port(int fd) {
    struct sockaddr_in own = {0};
    socklen_t n = sizeof own;
    getsockname(fd, (struct sockaddr *)&own, &n);
    return ntohs(own.sin_port);
}
static void late(int type) {
    int fd = socket(AF_INET, type, 0), on = 1, range = 40100 | 40199 << 16;
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    T(setsockopt(fd, SOL_IP, IP_LOCAL_PORT_RANGE, &range, 4));
    T(setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, 4));
    T(bind(fd, (struct sockaddr *)&any, sizeof any));
    T(port(fd));
    T(bind(fd, (struct sockaddr *)&any, sizeof any));
    any.sin_port = htons(9);
    T(connect(fd, (struct sockaddr *)&any, sizeof any));
    T(port(fd) >= 40100 && port(fd) <= 40199);
    close(fd);
}
static void refused(void) {
    for (int mode = 0; mode < 3; mode++) {
        int c = socket(AF_INET, SOCK_STREAM, 0), on = 1;
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, own;
        socklen_t n = sizeof own;
        if (mode == 1)
            setsockopt(c, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, 4);
        if (mode)
            bind(c, (struct sockaddr *)&to, sizeof to);
        to.sin_port = htons(9);
        for (int i = 0; i < 2; i++) {
            T(connect(c, (struct sockaddr *)&to, sizeof to));
            getsockname(c, (struct sockaddr *)&own, &n);
            printf("%d %x\n", own.sin_port != 0, own.sin_addr.s_addr);
        }
        T(listen(c, 1));
        getsockname(c, (struct sockaddr *)&own, &n);
        printf("%d %x\n", own.sin_port != 0, own.sin_addr.s_addr);
        close(c);
    }
}
static void ranges(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    long range = 40333 | 40444 << 16;
    T(setsockopt(fd, SOL_IP, IP_LOCAL_PORT_RANGE, &range, 2));
    T(setsockopt(fd, SOL_IP, IP_LOCAL_PORT_RANGE, &range, 1));
    T(setsockopt(fd, SOL_IP, IP_LOCAL_PORT_RANGE, &range, 8));
    T(setsockopt(fd, SOL_IP, IP_LOCAL_PORT_RANGE, &range, 4));
    range = 40222L | 40111 << 16;
    T(setsockopt(fd, SOL_IP, IP_LOCAL_PORT_RANGE, &range, 4));
    close(fd);
}
static int listener(void) {
    int l = socket(AF_INET, SOCK_STREAM, 0);
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = 0;
    bind(l, (struct sockaddr *)&at, sizeof at);
    listen(l, 5);
    getsockname(l, (struct sockaddr *)&at, &length);
    return l;
}
static void again(void) {
    int l = listener(), c = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    T(connect(c, (struct sockaddr *)&at, sizeof at));
    int a = accept(l, 0, 0);
    T(connect(c, &none, sizeof none));
    char b[4];
    T(recv(a, b, 4, 0));
    T(connect(c, (struct sockaddr *)&at, sizeof at));
    int second = accept(l, 0, 0);
    T(send(c, "hi", 2, 0));
    T(recv(second, b, 4, 0));
    T(connect(c, &none, sizeof none));
    int error = -1;
    socklen_t n = sizeof error;
    T(getsockopt(c, SOL_SOCKET, SO_ERROR, &error, &n));
    T(error);
    T(connect(c, &none, sizeof none));
    close(l), close(c), close(a), close(second);
}
static void holds(void) {
    static char b[16384];
    int l = listener(), c = socket(AF_INET, SOCK_STREAM, 0);
    connect(c, (struct sockaddr *)&at, sizeof at);
    int a = accept(l, 0, 0);
    long sent = 0, got = 0, n;
    for (int i = 0; i < 128; i++)
        sent += send(c, b, sizeof b, 0);
    T(sent);
    close(c);
    while ((n = recv(a, b, sizeof b, 0)) > 0)
        got += n;
    T(got);
    close(a), close(l);
}
static unsigned long cookie(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    unsigned long value = 0;
    socklen_t n = sizeof value;
    getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &value, &n);
    close(fd);
    return value;
}
int main(void) {
    late(SOCK_STREAM);
    late(SOCK_DGRAM);
    refused();
    ranges();
    again();
    holds();
    unsigned long first = cookie();
    T(cookie() == first);
    T(unshare(CLONE_NEWNET));
    T(cookie() != first);
    int fd = epoll_create1(0);
    struct {
        unsigned usecs;
        unsigned short budget;
        unsigned char prefer, pad;
    } p = {25, 16, 1, 0}, q = {1, 2, 3, 4};
    T(ioctl(fd, 0x80088a02, &q));
    printf("%u %u %u %u\n", q.usecs, q.budget, q.prefer, q.pad);
    T(ioctl(fd, 0x40088a01, &p));
    T(ioctl(fd, 0x80088a02, &q));
    printf("%u %u %u %u\n", q.usecs, q.budget, q.prefer, q.pad);
    p.budget = 65535;
    T(ioctl(fd, 0x40088a01, &p));
    p.prefer = 2;
    T(ioctl(fd, 0x40088a01, &p));
    p.prefer = 1, p.pad = 1;
    T(ioctl(fd, 0x40088a01, &p));
    p.pad = 0, p.usecs = 1u << 31;
    T(ioctl(fd, 0x40088a01, &p));
    T(ioctl(fd, 0x40088a01, 8));
    T(ioctl(fd, 0x80088a02, 8));
    T(ioctl(fd, 0x80088a03, &q));
    return 0;
}
