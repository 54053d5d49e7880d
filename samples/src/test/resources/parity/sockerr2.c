/* What each socket call refuses, over kinds of sockets and arguments. */
#include "parity.h"
#include <netinet/udp.h>
#include <linux/netlink.h>
#include <linux/if_packet.h>
int main() {
    fresh("sockerr2");
    char b[70000] = {0};
    struct sockaddr_in a = {AF_INET, htons(7791), {htonl(INADDR_LOOPBACK)}}, o;
    struct sockaddr_in6 a6 = {AF_INET6, htons(7792)};
    struct sockaddr_un un = {AF_UNIX, "sock"};
    socklen_t n;
    int v, f = file("f", "x");
    signal(SIGPIPE, SIG_IGN);
    int dom[] = {0, AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, 75, -1, AF_MAX},
        typ[] = {0, SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RDM, 75, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, SOCK_STREAM | 0x100},
        pro[] = {0, IPPROTO_TCP, IPPROTO_UDP, 999, -1};
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++)
            for (int k = 0; k < 5; k++) {
                int s = socket(dom[i], typ[j], pro[k]);
                printf("%d %x %d: %s\n", dom[i], typ[j], pro[k], s < 0 ? strerrorname_np(errno) : "ok");
                if (s >= 0) close(s);
                int p[2];
                s = socketpair(dom[i], typ[j], pro[k], p);
                printf("pair %s\n", s < 0 ? strerrorname_np(errno) : "ok");
                if (s >= 0) close(p[0]), close(p[1]);
            }
    T(socketpair(AF_UNIX, SOCK_STREAM, 0, (void *)8));
    int t = socket(AF_INET, SOCK_STREAM, 0), u = socket(AF_INET, SOCK_DGRAM, 0), x = socket(AF_UNIX, SOCK_STREAM, 0),
        d = socket(AF_UNIX, SOCK_DGRAM, 0), s6 = socket(AF_INET6, SOCK_STREAM, 0);
    int fds[] = {t, u, x, d, s6, f, 99};
    for (int i = 0; i < 7; i++) {
        int s = fds[i];
        printf("%d\n", i);
        T(bind(s, (void *)8, 16));
        T(bind(s, (void *)&a, 3));
        T(bind(s, (void *)&a, 1));
        T(bind(s, (void *)&a, 0));
        T(bind(s, (void *)&a, -1));
        T(bind(s, (void *)&a, 5000));
        a.sin_addr.s_addr = htonl(0x08080808);
        T(bind(s, (void *)&a, sizeof a));
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        T(listen(s, -1) > -2);
    }
    close(t);
    close(u);
    close(x);
    close(d);
    t = socket(AF_INET, SOCK_STREAM, 0);
    u = socket(AF_INET, SOCK_DGRAM, 0);
    x = socket(AF_UNIX, SOCK_STREAM, 0);
    d = socket(AF_UNIX, SOCK_DGRAM, 0);
    int fd2[] = {t, u, x, d, f, 99};
    for (int i = 0; i < 6; i++) {
        int s = fd2[i];
        printf("%d\n", i);
        fcntl(s, F_SETFL, O_NONBLOCK);
        T(accept(s, 0, 0));
        T(accept4(s, 0, 0, 0x1234));
        T(getpeername(s, (void *)&o, (n = sizeof o, &n)));
        T(getsockname(s, (void *)&o, (n = -1, &n)));
        T(getsockname(s, (void *)8, (n = 16, &n)));
        T(getsockname(s, (void *)&o, (void *)8));
        T(connect(s, (void *)&a, 3));
        T(connect(s, (void *)&un, sizeof un));
        T(send(s, b, 1, 0));
        T(send(s, b, 1, MSG_OOB));
        T(recv(s, b, 1, 0));
        T(sendto(s, b, 1, 0, (void *)8, 16));
        T(sendto(s, b, 1, 0, (void *)&a, -1));
        T(recvfrom(s, b, 1, 0, (void *)&o, (n = -1, &n)));
        T(sendmsg(s, (void *)8, 0));
        T(recvmsg(s, (void *)8, 0));
        struct msghdr h = {0, 0, 0, 1025};
        T(sendmsg(s, &h, 0));
        h.msg_iovlen = -1;
        T(sendmsg(s, &h, 0));
        h.msg_iovlen = 1;
        h.msg_iov = (void *)8;
        T(sendmsg(s, &h, 0));
        struct iovec w = {b, -1};
        h.msg_iov = &w;
        T(sendmsg(s, &h, 0));
        w.iov_len = 1;
        h.msg_name = &a;
        h.msg_namelen = -1;
        T(sendmsg(s, &h, 0));
        h.msg_namelen = 0;
        h.msg_name = 0;
        h.msg_control = b;
        h.msg_controllen = 1;
        T(sendmsg(s, &h, 0));
        h.msg_control = (void *)8;
        h.msg_controllen = 64;
        T(sendmsg(s, &h, 0));
        T(shutdown(s, 0));
        T(shutdown(s, 3));
        T(shutdown(s, -1));
        T(sendmmsg(s, (void *)8, 1, 0));
        T(recvmmsg(s, (void *)8, 1, 0, 0));
        T(sendmmsg(s, 0, 0, 0));
        struct timespec bt = {1, -1};
        T(recvmmsg(s, (void *)b, 1, 0, &bt));
        T(getsockopt(s, SOL_SOCKET, SO_TYPE, &v, (n = 4, &n)));
        T(v);
        T(getsockopt(s, SOL_SOCKET, SO_TYPE, &v, (n = 2, &n)));
        T(n);
        T(getsockopt(s, SOL_SOCKET, SO_TYPE, &v, (n = -1, &n)));
        T(getsockopt(s, SOL_SOCKET, SO_TYPE, (void *)8, (n = 4, &n)));
        T(getsockopt(s, SOL_SOCKET, SO_TYPE, &v, (void *)8));
        T(getsockopt(s, 500, SO_TYPE, &v, (n = 4, &n)));
        T(getsockopt(s, SOL_SOCKET, -1, &v, (n = 4, &n)));
        T(getsockopt(s, IPPROTO_TCP, -1, &v, (n = 4, &n)));
        T(getsockopt(s, IPPROTO_IP, -1, &v, (n = 4, &n)));
        T(getsockopt(s, IPPROTO_UDP, -1, &v, (n = 4, &n)));
        v = 1;
        T(setsockopt(s, SOL_SOCKET, SO_TYPE, &v, 4));
        T(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &v, 3));
        T(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (void *)8, 4));
        T(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &v, -1));
        T(setsockopt(s, 500, 1, &v, 4));
        T(setsockopt(s, SOL_SOCKET, -1, &v, 4));
        T(setsockopt(s, IPPROTO_TCP, -1, &v, 4));
        T(setsockopt(s, IPPROTO_IP, -1, &v, 4));
        T(setsockopt(s, IPPROTO_UDP, UDP_CORK, &v, 4));
        T(setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &v, 4));
        T(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, (void *)8, 16));
        T(setsockopt(s, SOL_SOCKET, SO_RCVBUF, &v, 4));
        v = 0;
        T(getsockopt(s, SOL_SOCKET, SO_RCVBUF, &v, (n = 4, &n)));
        T(v);
        v = -1;
        T(setsockopt(s, SOL_SOCKET, SO_SNDBUF, &v, 4));
        T(getsockopt(s, SOL_SOCKET, SO_SNDBUF, &v, (n = 4, &n)));
        v = 1 << 30;
        T(setsockopt(s, SOL_SOCKET, SO_SNDBUF, &v, 4));
        T(getsockopt(s, SOL_SOCKET, SO_SNDBUF, &v, (n = 4, &n)));
        char dev[17] = "none";
        T(setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
        T(getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, dev, (n = 17, &n)));
        T(ioctl(s, 0x8912, b));
        T(ioctl(s, 0x8913, b));
    }
    T(connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&a, sizeof a));
    a.sin_port = htons(81);
    CHILD(setuid(1000); T(bind(socket(AF_INET, SOCK_STREAM, 0), (void *)&a, sizeof a)); T(socket(AF_INET, SOCK_RAW, 1));
          un.sun_path[0] = '/'; strcpy(un.sun_path, "/nope/x"); T(bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&un, sizeof un));
          strcpy(un.sun_path, "/dev/shm/sockerr2/u"); T(bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&un, sizeof un)));
    a.sin_family = AF_UNSPEC;
    T(connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&a, sizeof a));
    a.sin_family = AF_INET;
    a.sin_port = htons(7791);
    int l = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0);
    T(bind(l, (void *)&a, sizeof a));
    T(bind(l, (void *)&a, sizeof a));
    T(listen(l, 5));
    T(bind(c, (void *)&a, sizeof a));
    T(connect(l, (void *)&a, sizeof a));
    T(send(l, b, 1, 0));
    T(recv(l, b, 1, 0));
    T(connect(c, (void *)&a, sizeof a));
    T(connect(c, (void *)&a, sizeof a));
    T(listen(c, 5));
    int z = accept(l, (void *)8, (n = 16, &n));
    T(z);
    c = socket(AF_INET, SOCK_STREAM, 0);
    T(connect(c, (void *)&a, sizeof a));
    z = accept(l, (void *)&o, (n = -1, &n));
    T(z);
    c = socket(AF_INET, SOCK_STREAM, 0);
    T(connect(c, (void *)&a, sizeof a));
    n = 4;
    z = accept(l, (void *)&o, &n);
    T(z >= 0);
    T(n);
    T(sendto(c, b, 1, 0, (void *)&a, 16));
    T(recv(z, b, 10, MSG_TRUNC));
    T(shutdown(c, SHUT_WR));
    T(send(c, b, 1, 0));
    T(send(c, b, 1, MSG_NOSIGNAL));
    T(recv(z, b, 1, 0));
    T(shutdown(c, SHUT_WR));
    T(close(z));
    usleep(1000);
    T(recv(c, b, 1, 0));
    T(shutdown(c, SHUT_RDWR) >= -1);
}
