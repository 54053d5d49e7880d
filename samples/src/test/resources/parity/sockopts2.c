/* Socket options: values, lengths, refusals, for each kind of socket. */
#include "parity.h"
static void get(const char *what, int s, int level, int name) {
    int v = -1;
    socklen_t l = 4;
    int r = getsockopt(s, level, name, &v, &l);
    printf("get %s: %d %s %d %d\n", what, r, r ? strerrorname_np(errno) : "", r ? 0 : v, r ? 0 : l);
}
static void set(const char *what, int s, int level, int name, int v) {
    int r = setsockopt(s, level, name, &v, 4);
    printf("set %s %d: %d %s\n", what, v, r, r ? strerrorname_np(errno) : "");
}
#define G(s, l, n) get(#s " " #n, s, l, n)
#define S(s, l, n, v) set(#s " " #n, s, l, n, v)
int main() {
    int tcp = socket(AF_INET, SOCK_STREAM, 0), udp = socket(AF_INET, SOCK_DGRAM, 0), un = socket(AF_UNIX, SOCK_STREAM, 0),
        tcp6 = socket(AF_INET6, SOCK_STREAM, 0);
    int all[] = {SO_TYPE,       SO_ERROR,        SO_KEEPALIVE, SO_BROADCAST, SO_REUSEADDR, SO_REUSEPORT,   SO_OOBINLINE, SO_DONTROUTE,
                 SO_ACCEPTCONN, SO_RCVLOWAT,     SO_SNDLOWAT,  SO_PRIORITY,  SO_PASSCRED,  SO_TIMESTAMP,   SO_DOMAIN,    SO_PROTOCOL,
                 SO_MARK,       SO_INCOMING_CPU, SO_PEEK_OFF,  SO_NO_CHECK,  SO_ZEROCOPY,  SO_LOCK_FILTER, SO_BUSY_POLL};
    for (int i = 0; i < sizeof all / 4; i++)
        if (all[i] != SO_INCOMING_CPU) {
            printf("%d ", all[i]);
            G(tcp, SOL_SOCKET, all[i]);
            G(udp, SOL_SOCKET, all[i]);
            G(un, SOL_SOCKET, all[i]);
        }
    S(tcp, SOL_SOCKET, SO_KEEPALIVE, 7);
    G(tcp, SOL_SOCKET, SO_KEEPALIVE);
    S(udp, SOL_SOCKET, SO_BROADCAST, 1);
    G(udp, SOL_SOCKET, SO_BROADCAST);
    S(tcp, SOL_SOCKET, SO_TYPE, 1);
    S(tcp, SOL_SOCKET, SO_ERROR, 1);
    S(tcp, SOL_SOCKET, SO_PRIORITY, 6);
    G(tcp, SOL_SOCKET, SO_PRIORITY);
    S(tcp, SOL_SOCKET, SO_RCVLOWAT, 100);
    G(tcp, SOL_SOCKET, SO_RCVLOWAT);
    S(tcp, SOL_SOCKET, SO_SNDLOWAT, 1);
    S(tcp, SOL_SOCKET, SO_SNDBUF, 10000);
    G(tcp, SOL_SOCKET, SO_SNDBUF);
    S(tcp, SOL_SOCKET, SO_RCVBUF, 10000);
    G(tcp, SOL_SOCKET, SO_RCVBUF);
    S(tcp, SOL_SOCKET, SO_RCVBUF, 1);
    G(tcp, SOL_SOCKET, SO_RCVBUF);
    S(tcp, SOL_SOCKET, SO_SNDBUF, 0);
    G(tcp, SOL_SOCKET, SO_SNDBUF);
    S(un, SOL_SOCKET, SO_PASSCRED, 1);
    G(un, SOL_SOCKET, SO_PASSCRED);
    S(tcp, SOL_SOCKET, SO_PASSCRED, 1);
    S(un, SOL_SOCKET, 999, 1);
    G(un, SOL_SOCKET, 999);
    G(un, 99, 1);
    S(un, SOL_TCP, 1, 1);
    G(udp, SOL_TCP, 1);
    struct linger l = {1, 5};
    socklen_t n = sizeof l;
    T(setsockopt(tcp, SOL_SOCKET, SO_LINGER, &l, sizeof l));
    memset(&l, 0, sizeof l);
    T(getsockopt(tcp, SOL_SOCKET, SO_LINGER, &l, &n));
    printf("%d %d\n", l.l_onoff, l.l_linger);
    T(setsockopt(tcp, SOL_SOCKET, SO_LINGER, &l, 4));
    struct timeval t = {1, 500000};
    T(setsockopt(udp, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t));
    n = sizeof t;
    T(getsockopt(udp, SOL_SOCKET, SO_RCVTIMEO, &t, &n));
    printf("%ld %ld %d\n", t.tv_sec, t.tv_usec, n);
    t.tv_usec = 2000000;
    T(setsockopt(udp, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t));
    T(setsockopt(udp, SOL_SOCKET, SO_RCVTIMEO, &t, 4));
    t.tv_sec = 0;
    t.tv_usec = 10000;
    T(setsockopt(udp, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t));
    char b[10];
    T(recv(udp, b, 1, 0));
    int sp[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, sp);
    setsockopt(sp[0], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
    T(read(sp[0], b, 1));
    int v = 1;
    T(setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &v, 2));
    T(setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, (void *)8, 4));
    T(setsockopt(99, SOL_SOCKET, SO_REUSEADDR, &v, 4));
    T(setsockopt(0, SOL_SOCKET, SO_REUSEADDR, &v, 4));
    T(setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &v, -1));
    n = 2;
    T(getsockopt(tcp, SOL_SOCKET, SO_TYPE, &v, &n));
    T(n);
    n = 100;
    T(getsockopt(tcp, SOL_SOCKET, SO_TYPE, &v, &n));
    T(n);
    n = -1;
    T(getsockopt(tcp, SOL_SOCKET, SO_TYPE, &v, &n));
    T(getsockopt(tcp, SOL_SOCKET, SO_TYPE, &v, (void *)8));
    n = 4;
    T(getsockopt(tcp, SOL_SOCKET, SO_TYPE, (void *)8, &n));
    n = 0;
    T(getsockopt(tcp, SOL_SOCKET, SO_TYPE, &v, &n));
    G(tcp, IPPROTO_TCP, TCP_NODELAY);
    S(tcp, IPPROTO_TCP, TCP_NODELAY, 5);
    G(tcp, IPPROTO_TCP, TCP_NODELAY);
    S(tcp, IPPROTO_TCP, TCP_KEEPIDLE, 60);
    G(tcp, IPPROTO_TCP, TCP_KEEPIDLE);
    S(tcp, IPPROTO_TCP, TCP_KEEPIDLE, 0);
    S(tcp, IPPROTO_TCP, TCP_KEEPINTVL, 10);
    G(tcp, IPPROTO_TCP, TCP_KEEPINTVL);
    S(tcp, IPPROTO_TCP, TCP_KEEPCNT, 200);
    G(tcp, IPPROTO_TCP, TCP_KEEPCNT);
    S(tcp, IPPROTO_TCP, TCP_CORK, 1);
    G(tcp, IPPROTO_TCP, TCP_CORK);
    S(tcp, IPPROTO_TCP, TCP_MAXSEG, 1000);
    S(tcp, IPPROTO_TCP, TCP_MAXSEG, 1);
    S(tcp, IPPROTO_TCP, TCP_SYNCNT, 3);
    G(tcp, IPPROTO_TCP, TCP_SYNCNT);
    S(tcp, IPPROTO_TCP, TCP_SYNCNT, 300);
    S(tcp, IPPROTO_TCP, TCP_LINGER2, 10);
    S(tcp, IPPROTO_TCP, TCP_DEFER_ACCEPT, 3);
    S(tcp, IPPROTO_TCP, TCP_QUICKACK, 0);
    S(tcp, IPPROTO_TCP, TCP_USER_TIMEOUT, 1000);
    G(tcp, IPPROTO_TCP, TCP_USER_TIMEOUT);
    S(tcp, IPPROTO_TCP, 999, 1);
    G(tcp, IPPROTO_TCP, 999);
    G(tcp, IPPROTO_IP, IP_TTL);
    S(tcp, IPPROTO_IP, IP_TTL, 100);
    G(tcp, IPPROTO_IP, IP_TTL);
    S(tcp, IPPROTO_IP, IP_TTL, 0);
    S(tcp, IPPROTO_IP, IP_TTL, 300);
    S(tcp, IPPROTO_IP, IP_TOS, 16);
    G(tcp, IPPROTO_IP, IP_TOS);
    G(udp, IPPROTO_IP, IP_MULTICAST_TTL);
    G(udp, IPPROTO_IP, IP_MULTICAST_LOOP);
    S(udp, IPPROTO_IP, IP_MULTICAST_TTL, 5);
    G(udp, IPPROTO_IP, IP_MULTICAST_TTL);
    S(udp, IPPROTO_IP, IP_PKTINFO, 1);
    G(udp, IPPROTO_IP, IP_PKTINFO);
    S(udp, IPPROTO_IP, IP_RECVTTL, 1);
    G(udp, IPPROTO_IP, IP_RECVTTL);
    G(tcp6, IPPROTO_IPV6, IPV6_V6ONLY);
    S(tcp6, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    G(tcp6, IPPROTO_IPV6, IPV6_V6ONLY);
    G(tcp, IPPROTO_IPV6, IPV6_V6ONLY);
    G(tcp6, IPPROTO_IPV6, IPV6_UNICAST_HOPS);
}
