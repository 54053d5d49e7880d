/* TCP at its corners: shutdown in every order, resets, flags, options and what is inherited, backlogs, addresses. */
#include "parity.h"
#include <linux/sockios.h>
static struct sockaddr_in at(int port) {
    struct sockaddr_in a = {AF_INET, htons(port), {htonl(0x7f000001)}};
    return a;
}
static int server(int port, int backlog) {
    int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in a = at(port);
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, 4);
    if (bind(s, (void *)&a, sizeof a) || listen(s, backlog)) perror("server");
    return s;
}
static int client(int port) {
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = at(port);
    if (connect(s, (void *)&a, sizeof a)) printf("connect %s\n", strerrorname_np(errno));
    return s;
}
static int c, s, q;
static void pair(int port) {
    q = server(port, 5);
    c = client(port);
    s = accept(q, 0, 0);
}
static void done(void) {
    close(c);
    close(s);
    close(q);
}
#define ALL (POLLIN | POLLOUT | POLLPRI | POLLERR | POLLHUP | POLLRDHUP)
static int soerr(int f) {
    int e;
    socklen_t l = 4;
    getsockopt(f, SOL_SOCKET, SO_ERROR, &e, &l);
    return e;
}
int main() {
    char b[100];
    int v, w;
    socklen_t l;
    struct sockaddr_in a;
    struct tcp_info ti;
    signal(SIGPIPE, SIG_IGN);
    // unconnected
    int u = socket(AF_INET, SOCK_STREAM, 0);
    T(events(u, ALL));
    T(send(u, "x", 1, 0));
    T(recv(u, b, 1, 0));
    T(shutdown(u, SHUT_WR));
    T(shutdown(u, SHUT_RD));
    T(accept(u, 0, 0));
    l = sizeof a;
    T(getpeername(u, (void *)&a, &l));
    T(recv(u, b, 1, MSG_DONTWAIT));
    T(read(u, b, 0));
    T(recv(u, b, 0, 0));
    T(send(u, "", 0, 0));
    T(ioctl(u, FIONREAD, &v));
    T(v);
    T(ioctl(u, SIOCOUTQ, &v));
    T(v);
    T(ioctl(u, SIOCOUTQNSD, &v));
    T(ioctl(u, SIOCATMARK, &v));
    T(v);
    T(listen(u, -1));
    T(listen(u, 0));
    T(events(u, ALL));
    T(send(u, "x", 1, 0));
    T(recv(u, b, 1, 0));
    l = sizeof a;
    T(getpeername(u, (void *)&a, &l));
    T(ioctl(u, FIONREAD, &v));
    T(ioctl(u, SIOCOUTQ, &v));
    l = sizeof a;
    T(getsockname(u, (void *)&a, &l));
    T(connect(u, (void *)&a, sizeof a));
    T(shutdown(u, SHUT_WR));
    T(events(u, ALL));
    T(shutdown(u, SHUT_RD));
    T(events(u, ALL));
    T(accept(u, 0, 0));
    T(listen(u, 1));
    T(events(u, ALL));
    T(shutdown(u, SHUT_RDWR));
    T(events(u, ALL));
    close(u);
    // connected: shutdown orders
    for (int first = 0; first < 3; first++)
        for (int second = 0; second < 3; second++) {
            pair(6000);
            printf("c shuts %d, s shuts %d\n", first, second);
            T(send(c, "abc", 3, 0));
            T(send(s, "def", 3, 0));
            T(shutdown(c, first));
            T(events(c, ALL));
            T(events(s, ALL));
            T(shutdown(s, second));
            T(events(c, ALL));
            T(events(s, ALL));
            T(recv(c, b, 10, MSG_DONTWAIT));
            T(recv(s, b, 10, MSG_DONTWAIT));
            T(recv(c, b, 10, MSG_DONTWAIT));
            T(recv(s, b, 10, MSG_DONTWAIT));
            T(send(c, "x", 1, 0));
            T(send(s, "y", 1, 0));
            T(events(c, ALL));
            T(events(s, ALL));
            T(soerr(c));
            T(soerr(s));
            T(recv(c, b, 10, MSG_DONTWAIT));
            T(recv(s, b, 10, MSG_DONTWAIT));
            T(shutdown(c, SHUT_RDWR));
            T(shutdown(s, SHUT_RDWR));
            T(shutdown(c, SHUT_RDWR));
            l = sizeof ti;
            getsockopt(c, SOL_TCP, TCP_INFO, &ti, &l);
            T(ti.tcpi_state);
            l = sizeof ti;
            getsockopt(s, SOL_TCP, TCP_INFO, &ti, &l);
            T(ti.tcpi_state);
            l = sizeof a;
            T(getpeername(c, (void *)&a, &l));
            done();
        }
    // reset while blocked etc.
    pair(6001);
    T(send(s, "unread", 6, 0));
    close(c);
    T(events(s, ALL));
    T(soerr(s));
    T(events(s, ALL));
    T(recv(s, b, 10, 0));
    T(send(s, "x", 1, 0));
    l = sizeof a;
    T(getpeername(s, (void *)&a, &l));
    T(shutdown(s, SHUT_WR));
    close(s);
    close(q);
    pair(6002);
    {
        struct linger g = {1, 0};
        setsockopt(c, SOL_SOCKET, SO_LINGER, &g, sizeof g);
    }
    send(c, "left", 4, 0);
    close(c);
    T(events(s, ALL));
    T(recv(s, b, 2, 0));
    T(recv(s, b, 10, 0));
    T(recv(s, b, 10, 0));
    T(recv(s, b, 10, 0));
    T(send(s, "x", 1, 0));
    close(s);
    close(q);
    // MSG flags
    pair(6003);
    T(send(c, "abcdef", 6, MSG_MORE));
    T(send(c, "gh", 2, 0));
    T(recv(s, b, 3, MSG_PEEK));
    T(recv(s, b, 3, MSG_TRUNC));
    T(recv(s, (void *)1, 2, MSG_TRUNC));
    T(recv(s, b, 10, MSG_PEEK | MSG_TRUNC));
    T(recv(s, 0, 2, 0));
    T(recv(s, b, 10, 0));
    T(recv(s, b, 10, MSG_DONTWAIT | MSG_WAITALL));
    T(send(c, "12", 2, 0));
    T(recv(s, b, 10, MSG_DONTWAIT | MSG_WAITALL));
    T(recv(s, b, 10, MSG_ERRQUEUE));
    T(recv(s, b, 10, MSG_OOB));
    T(send(c, "z", 1, MSG_OOB));
    T(events(s, ALL));
    T(ioctl(s, SIOCATMARK, &v));
    T(v);
    T(recv(s, b, 10, MSG_OOB));
    T(recv(s, b, 10, MSG_DONTWAIT));
    T(send(c, 0, 1, 0));
    T(send(c, "", 0, 0));
    T(recv(s, b, 0, MSG_DONTWAIT));
    T(sendto(c, "x", 1, 0, (void *)&a, sizeof a));
    T(recv(s, b, 1, 0));
    {
        struct iovec io[2] = {{"ab", 2}, {(void *)8, 4}};
        struct msghdr m = {0, 0, io, 2};
        T(sendmsg(c, &m, 0));
        T(recv(s, b, 10, MSG_DONTWAIT));
        io[1].iov_len = -1;
        T(sendmsg(c, &m, 0));
        m.msg_iovlen = 1025;
        T(sendmsg(c, &m, 0));
    }
    done();
    // options
    pair(6004);
    int names[] = {TCP_NODELAY,  TCP_CORK,         TCP_KEEPIDLE,      TCP_KEEPINTVL, TCP_KEEPCNT,      TCP_SYNCNT,
                   TCP_LINGER2,  TCP_DEFER_ACCEPT, TCP_WINDOW_CLAMP,  TCP_QUICKACK,  TCP_USER_TIMEOUT, TCP_MAXSEG,
                   TCP_FASTOPEN, TCP_TIMESTAMP,    TCP_NOTSENT_LOWAT, TCP_SAVE_SYN,  TCP_REPAIR,       TCP_THIN_LINEAR_TIMEOUTS,
                   TCP_INQ,      TCP_TX_DELAY};
    int values[] = {-2147483647, -1, 0, 1, 2, 60, 127, 128, 256, 300, 32767, 32768, 65536, 2147483647};
    for (int i = 0; i < sizeof names / 4; i++)
        for (int j = 0; j < sizeof values / 4; j++) {
            if ((names[i] == TCP_REPAIR || names[i] == TCP_TIMESTAMP || names[i] == TCP_TX_DELAY || names[i] == TCP_WINDOW_CLAMP ||
                 names[i] == TCP_DEFER_ACCEPT))
                continue;
            u = socket(AF_INET, SOCK_STREAM, 0);
            int r = setsockopt(u, SOL_TCP, names[i], &values[j], 4);
            l = 4;
            v = -7;
            int g = getsockopt(u, SOL_TCP, names[i], &v, &l);
            printf("%d %d: %d %s", names[i], values[j], r, r ? strerrorname_np(errno) : "");
            printf(" %d %d\n", g, v);
            close(u);
        }
    for (int i = 0; i < sizeof names / 4; i++) {
        l = 4;
        v = -7;
        int r = getsockopt(s, SOL_TCP, names[i], &v, &l);
        if (names[i] != TCP_TIMESTAMP && names[i] != TCP_WINDOW_CLAMP && names[i] != TCP_MAXSEG)
            printf("accepted %d: %d %d\n", names[i], r, r ? 0 : v);
    }
    l = 100;
    memset(b, 0, 100);
    T(getsockopt(c, SOL_TCP, TCP_CONGESTION, b, &l));
    printf("%s %d\n", b, l);
    l = 2;
    T(getsockopt(c, SOL_TCP, TCP_CONGESTION, b, &l));
    T(l);
    T(setsockopt(c, SOL_TCP, TCP_CONGESTION, "reno", 4));
    T(setsockopt(c, SOL_TCP, TCP_CONGESTION, "invalid", 7));
    l = 16;
    T(getsockopt(c, SOL_TCP, TCP_CONGESTION, b, &l));
    puts(b);
    T(setsockopt(c, SOL_TCP, TCP_CONGESTION, "cubicabcdefghijklmn", 19));
    l = sizeof ti;
    memset(&ti, 0, sizeof ti);
    T(getsockopt(c, SOL_TCP, TCP_INFO, &ti, &l));
    printf("%d %d %d %d %d\n", l == sizeof ti, ti.tcpi_state, ti.tcpi_ca_state, ti.tcpi_snd_cwnd > 0, ti.tcpi_rto > 0);
    l = 1;
    T(getsockopt(c, SOL_TCP, TCP_INFO, &ti, &l));
    T(l);
    l = 0;
    T(getsockopt(c, SOL_TCP, TCP_INFO, &ti, &l));
    T(l);
    l = -1;
    T(getsockopt(c, SOL_TCP, TCP_INFO, &ti, &l));
    T(setsockopt(c, SOL_TCP, TCP_INFO, &ti, 4));
    done();
    // inherited
    u = socket(AF_INET, SOCK_STREAM, 0);
    v = 1;
    setsockopt(u, SOL_SOCKET, SO_REUSEADDR, &v, 4);
    setsockopt(u, SOL_SOCKET, SO_KEEPALIVE, &v, 4);
    setsockopt(u, SOL_TCP, TCP_NODELAY, &v, 4);
    v = 33;
    setsockopt(u, SOL_TCP, TCP_KEEPIDLE, &v, 4);
    v = 16;
    setsockopt(u, SOL_IP, IP_TOS, &v, 4);
    v = 9;
    setsockopt(u, SOL_IP, IP_TTL, &v, 4);
    v = 20000;
    setsockopt(u, SOL_SOCKET, SO_RCVBUF, &v, 4);
    setsockopt(u, SOL_SOCKET, SO_SNDBUF, &v, 4);
    {
        struct linger g = {1, 7};
        setsockopt(u, SOL_SOCKET, SO_LINGER, &g, 8);
        struct timeval tv = {3, 0};
        setsockopt(u, SOL_SOCKET, SO_RCVTIMEO, &tv, 16);
    }
    a = at(6005);
    fcntl(u, F_SETFL, O_NONBLOCK);
    bind(u, (void *)&a, sizeof a);
    listen(u, 3);
    c = client(6005);
    s = accept(u, 0, 0);
    T(fcntl(s, F_GETFL));
    int lv[][2] = {{SOL_SOCKET, SO_REUSEADDR}, {SOL_SOCKET, SO_KEEPALIVE}, {SOL_TCP, TCP_NODELAY},
                   {SOL_TCP, TCP_KEEPIDLE},    {SOL_IP, IP_TOS},           {SOL_IP, IP_TTL},
                   {SOL_SOCKET, SO_RCVBUF},    {SOL_SOCKET, SO_SNDBUF},    {SOL_SOCKET, SO_ACCEPTCONN}};
    for (int i = 0; i < 9; i++) {
        l = 4;
        getsockopt(s, lv[i][0], lv[i][1], &v, &l);
        printf("inherits %d %d: %d\n", lv[i][0], lv[i][1], v);
    }
    {
        struct linger g;
        struct timeval tv;
        l = 8;
        getsockopt(s, SOL_SOCKET, SO_LINGER, &g, &l);
        l = 16;
        getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, &l);
        printf("%d %d %ld\n", g.l_onoff, g.l_linger, tv.tv_sec);
    }
    close(c);
    close(s);
    close(u);
    // backlog
    u = server(6006, 1);
    int cs[6];
    a = at(6006);
    for (int i = 0; i < 6; i++) {
        cs[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        T(connect(cs[i], (void *)&a, sizeof a));
        T(events(cs[i], ALL));
    }
    T(connect(cs[0], (void *)&a, sizeof a));
    T(connect(cs[0], (void *)&a, sizeof a));
    T(connect(cs[5], (void *)&a, sizeof a));
    T(send(cs[5], "x", 1, 0));
    T(recv(cs[5], b, 1, 0));
    close(u);
    for (int i = 0; i < 3; i++) {
        T(events(cs[i], ALL));
        T(soerr(cs[i]));
        T(recv(cs[i], b, 1, 0));
    }
    for (int i = 0; i < 6; i++) close(cs[i]);
    // refused and again
    u = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    a = at(6007);
    T(connect(u, (void *)&a, sizeof a));
    T(events(u, ALL));
    T(soerr(u));
    T(events(u, ALL));
    T(connect(u, (void *)&a, sizeof a));
    T(connect(u, (void *)&a, sizeof a));
    q = server(6007, 1);
    T(connect(u, (void *)&a, sizeof a));
    T(events(u, ALL));
    T(connect(u, (void *)&a, sizeof a));
    T(connect(u, (void *)&a, sizeof a));
    close(u);
    close(q);
    // addresses
    u = socket(AF_INET, SOCK_STREAM, 0);
    a = at(6008);
    T(connect(u, (void *)&a, 15));
    T(connect(u, (void *)&a, 1));
    T(connect(u, (void *)&a, 0));
    T(connect(u, (void *)&a, 200));
    T(connect(u, 0, 16));
    a.sin_family = AF_INET6;
    T(connect(u, (void *)&a, 16));
    a.sin_family = AF_UNIX;
    T(connect(u, (void *)&a, 16));
    T(bind(u, (void *)&a, 16));
    a.sin_family = AF_UNSPEC;
    T(connect(u, (void *)&a, 16));
    T(bind(u, (void *)&a, 16));
    a.sin_addr.s_addr = 0;
    a.sin_port = htons(6009);
    T(bind(u, (void *)&a, 16));
    T(bind(u, (void *)&a, 16));
    close(u);
    u = socket(AF_INET, SOCK_STREAM, 0);
    a = at(0);
    T(connect(u, (void *)&a, 16));
    a = at(6010);
    a.sin_addr.s_addr = htonl(0xe0000001);
    T(connect(u, (void *)&a, 16));
    a.sin_addr.s_addr = -1;
    T(connect(u, (void *)&a, 16));
    T(bind(u, (void *)&a, 16));
    close(u);
    u = socket(AF_INET, SOCK_STREAM, 0);
    a.sin_addr.s_addr = htonl(0xe0000001);
    T(bind(u, (void *)&a, 16));
    l = sizeof a;
    T(getsockname(u, (void *)&a, &l));
    puts(inet_ntoa(a.sin_addr));
    close(u);
    u = socket(AF_INET, SOCK_STREAM, 0);
    a = at(6011);
    a.sin_addr.s_addr = htonl(0x08080808);
    T(bind(u, (void *)&a, 16));
    close(u);
    // accept's address
    pair(6012);
    close(s);
    close(c);
    c = client(6012);
    struct sockaddr_in6 big;
    l = 4;
    memset(&big, 0xff, sizeof big);
    T(accept(q, (void *)&big, &l) >= 0);
    T(l);
    printf("%02x%02x%02x%02x %02x\n", ((unsigned char *)&big)[0], ((unsigned char *)&big)[1], 0, 0, ((unsigned char *)&big)[4]);
    close(c);
    c = client(6012);
    l = -1;
    T(accept(q, (void *)&big, &l));
    T(events(q, ALL));
    close(c);
    c = client(6012);
    l = 16;
    T(accept(q, (void *)8, &l));
    T(events(q, ALL));
    close(c);
    c = client(6012);
    T(accept(q, (void *)&big, (void *)8));
    T(events(q, ALL));
    close(c);
    close(q);
    // disconnect and use again
    pair(6013);
    a.sin_family = AF_UNSPEC;
    T(connect(c, (void *)&a, sizeof a));
    T(events(c, ALL));
    T(events(s, ALL));
    T(recv(s, b, 1, 0));
    T(recv(c, b, 1, 0));
    a = at(6013);
    T(connect(c, (void *)&a, sizeof a));
    int s2 = accept(q, 0, 0);
    T(send(c, "again", 5, 0));
    T(recv(s2, b, 10, 0));
    done();
    close(s2);
    u = server(6014, 2);
    a.sin_family = AF_UNSPEC;
    T(connect(u, (void *)&a, sizeof a));
    l = sizeof a;
    T(getsockname(u, (void *)&a, &l));
    T(ntohs(a.sin_port));
    T(events(u, ALL));
    T(accept(u, 0, 0));
    T(listen(u, 1));
    close(u);
    pair(6015);
    T(listen(c, 1));
    T(accept(c, 0, 0));
    a = at(6015);
    T(connect(s, (void *)&a, sizeof a));
    T(bind(c, (void *)&a, sizeof a));
    v = 3;
    T(ioctl(s, SIOCOUTQ, &v));
    T(v);
    T(send(c, "12345", 5, 0));
    T(ioctl(s, FIONREAD, &v));
    T(v);
    T(ioctl(s, SIOCINQ, &v));
    v = 1;
    T(ioctl(s, FIONBIO, &v));
    T(fcntl(s, F_GETFL));
    T(lseek(s, 0, SEEK_CUR));
    T(pread(s, b, 1, 0));
    T(pwrite(s, b, 1, 0));
    T(fsync(s));
    T(ftruncate(s, 0));
    T(fchmod(s, 0600));
    T(ioctl(s, TCGETS, b));
    T(ioctl(s, FIOASYNC, &v));
    done();
}
