/* UDP at its corners: lengths and flags, connecting and disconnecting, refusals, addresses, control messages of both families. */
#include "parity.h"
#include <linux/sockios.h>
static struct sockaddr_in at(int port) {
    struct sockaddr_in a = {AF_INET, htons(port), {htonl(0x7f000001)}};
    return a;
}
static struct sockaddr_in6 at6(const char *t, int port) {
    struct sockaddr_in6 a = {AF_INET6, htons(port)};
    inet_pton(AF_INET6, t, &a.sin6_addr);
    return a;
}
#define ALL (POLLIN | POLLOUT | POLLPRI | POLLERR | POLLHUP | POLLRDHUP)
static int soerr(int f) {
    int e;
    socklen_t l = 4;
    getsockopt(f, SOL_SOCKET, SO_ERROR, &e, &l);
    return e;
}
static void cm(int s, int flags) {
    char b[64], control[512];
    struct iovec v = {b, sizeof b};
    struct sockaddr_storage from;
    struct msghdr m = {&from, sizeof from, &v, 1, control, sizeof control};
    int r = recvmsg(s, &m, flags | MSG_DONTWAIT);
    printf("got %d %s flags %x name %d\n", r, r < 0 ? strerrorname_np(errno) : "", m.msg_flags, r < 0 ? 0 : m.msg_namelen);
    if (r < 0) return;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        printf("  %d %d %zu:", c->cmsg_level, c->cmsg_type, (size_t)c->cmsg_len);
        for (int i = 0; i < c->cmsg_len - 16 && i < 36; i++) printf("%02x", (CMSG_DATA(c))[i]);
        puts("");
    }
}
static void who(int s) {
    struct sockaddr_storage n;
    socklen_t l = sizeof n;
    char t[60];
    getsockname(s, (void *)&n, &l);
    if (n.ss_family == AF_INET) inet_ntop(AF_INET, &((struct sockaddr_in *)&n)->sin_addr, t, 60);
    else inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&n)->sin6_addr, t, 60);
    printf("name %s %d %d\n", t, l, ((struct sockaddr_in *)&n)->sin_port != 0);
}
int main() {
    char b[70000];
    int v, on = 1, off = 0;
    socklen_t l;
    struct sockaddr_in a = at(7000), z;
    struct sockaddr_in6 a6;
    int s = socket(AF_INET, SOCK_DGRAM, 0), c = socket(AF_INET, SOCK_DGRAM, 0);
    T(bind(s, (void *)&a, sizeof a));
    T(listen(s, 1));
    T(accept(s, 0, 0));
    who(c);
    T(connect(c, (void *)&a, sizeof a));
    who(c);
    T(write(c, 0, 0));
    T(events(s, ALL));
    T(ioctl(s, FIONREAD, &v));
    T(v);
    T(recv(s, b, 0, 0));
    T(events(s, ALL));
    T(write(c, "", 0));
    T(read(s, b, 10));
    T(send(c, "abc", 3, 0));
    T(send(c, "defgh", 5, 0));
    T(ioctl(s, FIONREAD, &v));
    T(v);
    T(recv(s, b, 2, MSG_PEEK | MSG_TRUNC));
    T(recv(s, b, 2, MSG_TRUNC));
    cm(s, MSG_PEEK);
    cm(s, 0);
    T(ioctl(c, SIOCOUTQ, &v));
    T(v);
    T(sendto(c, b, 65507, 0, 0, 0));
    T(recv(s, b, 70000, 0));
    T(sendto(c, b, 65508, 0, 0, 0));
    T(sendto(c, b, 70000, 0, 0, 0));
    T(recv(s, b, 10, MSG_DONTWAIT));
    T(send(c, "x", 1, MSG_OOB));
    T(recv(s, b, 1, MSG_OOB | MSG_DONTWAIT));
    T(send(c, "ab", 2, MSG_MORE));
    T(recv(s, b, 9, MSG_DONTWAIT));
    T(send(c, "cd", 2, 0));
    T(recv(s, b, 9, MSG_DONTWAIT));
    T(send(c, "y", 1, MSG_NOSIGNAL | MSG_DONTROUTE | MSG_CONFIRM));
    T(recv(s, b, 9, MSG_DONTWAIT | MSG_WAITALL));
    T(recv(s, b, 9, MSG_ERRQUEUE));
    T(send(c, "z", 1, 0));
    T(recv(s, (void *)8, 1, 0));
    T(recv(s, b, 1, MSG_DONTWAIT));
    // from others
    int o = socket(AF_INET, SOCK_DGRAM, 0);
    l = sizeof z;
    getsockname(c, (void *)&z, &l);
    T(sendto(o, "o", 1, 0, (void *)&z, sizeof z));
    T(recv(c, b, 1, MSG_DONTWAIT));
    T(sendto(s, "s", 1, 0, (void *)&z, sizeof z));
    T(recv(c, b, 1, MSG_DONTWAIT));
    T(sendto(c, "other", 5, 0, (void *)&z, sizeof z));
    T(recv(c, b, 5, MSG_DONTWAIT));
    // queued, then connected
    {
        int q = socket(AF_INET, SOCK_DGRAM, 0);
        struct sockaddr_in qa = at(7003);
        bind(q, (void *)&qa, sizeof qa);
        sendto(o, "one", 3, 0, (void *)&qa, sizeof qa);
        T(connect(q, (void *)&a, sizeof a));
        sendto(o, "two", 3, 0, (void *)&qa, sizeof qa);
        T(recv(q, b, 9, MSG_DONTWAIT));
        T(recv(q, b, 9, MSG_DONTWAIT));
        close(q);
    }
    // disconnect
    z.sin_family = AF_UNSPEC;
    T(connect(c, (void *)&z, sizeof z));
    who(c);
    T(connect(c, (void *)&z, 2));
    T(connect(c, (void *)&z, 1));
    l = sizeof z;
    T(getpeername(c, (void *)&z, &l));
    T(send(c, "x", 1, 0));
    T(connect(s, (void *)&z, 16));
    z.sin_family = AF_UNSPEC;
    T(connect(s, (void *)&z, 16));
    who(s);
    // shutdown
    T(shutdown(c, SHUT_RD));
    T(shutdown(c, SHUT_WR));
    T(recv(c, b, 1, MSG_DONTWAIT));
    T(sendto(c, "x", 1, 0, (void *)&a, 16));
    T(events(c, ALL));
    T(connect(c, (void *)&a, 16));
    T(send(c, "x", 1, 0));
    T(shutdown(c, SHUT_WR));
    T(send(c, "x", 1, 0));
    T(write(c, "x", 1));
    T(events(c, ALL));
    T(shutdown(c, SHUT_RD));
    T(events(c, ALL));
    T(recv(c, b, 1, 0));
    T(recv(c, b, 1, MSG_DONTWAIT));
    l = sizeof z;
    getsockname(c, (void *)&z, &l);
    T(sendto(s, "after", 5, 0, (void *)&z, 16));
    T(recv(c, b, 9, MSG_DONTWAIT));
    close(c);
    // refused
    c = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in none = at(7999);
    T(connect(c, (void *)&none, 16));
    T(send(c, "x", 1, 0));
    T(events(c, ALL));
    T(send(c, "x", 1, 0));
    T(send(c, "x", 1, 0));
    T(soerr(c));
    T(recv(c, b, 1, MSG_DONTWAIT));
    T(send(c, "x", 1, 0));
    T(recv(c, b, 1, 0));
    T(send(c, "x", 1, 0));
    T(connect(c, (void *)&a, 16));
    T(soerr(c));
    T(sendto(o, "x", 1, 0, (void *)&none, 16));
    T(soerr(o));
    T(events(o, ALL));
    close(c);
    while (recv(s, b, 1, MSG_DONTWAIT) >= 0)
        ;
    // addresses
    c = socket(AF_INET, SOCK_DGRAM, 0);
    z = at(0);
    T(connect(c, (void *)&z, 16));
    T(send(c, "x", 1, 0));
    T(sendto(c, "x", 1, 0, (void *)&z, 16));
    T(sendto(c, "x", 1, 0, (void *)&a, 15));
    T(sendto(c, "x", 1, 0, (void *)&a, 1));
    T(sendto(c, "x", 1, 0, 0, 16));
    T(sendto(c, "x", 1, 0, (void *)8, 16));
    z = a;
    z.sin_family = AF_UNSPEC;
    T(sendto(c, "x", 1, 0, (void *)&z, 16));
    z.sin_family = AF_INET6;
    T(sendto(c, "x", 1, 0, (void *)&z, 16));
    z.sin_family = 77;
    T(sendto(c, "x", 1, 0, (void *)&z, 16));
    T(connect(c, (void *)&z, 16));
    z = at(7000);
    z.sin_addr.s_addr = 0;
    T(connect(c, (void *)&z, 16));
    l = 16;
    T(getpeername(c, (void *)&z, &l));
    puts(inet_ntoa(z.sin_addr));
    T(send(c, "any", 3, 0));
    T(recv(s, b, 9, MSG_DONTWAIT));
    close(c);
    // control messages, IPv4
    c = socket(AF_INET, SOCK_DGRAM, 0);
    while (recv(s, b, 1, MSG_DONTWAIT) >= 0)
        ;
    int opts[] = {IP_PKTINFO,         IP_RECVTTL, IP_RECVTOS,  IP_RECVOPTS,    IP_RETOPTS,
                  IP_RECVORIGDSTADDR, IP_PASSSEC, IP_CHECKSUM, IP_RECVFRAGSIZE};
    for (int i = 0; i < sizeof opts / 4; i++) {
        T(setsockopt(s, SOL_IP, opts[i], &on, 4));
        l = 4;
        v = -1;
        T(getsockopt(s, SOL_IP, opts[i], &v, &l));
        printf("opt %d: %d\n", opts[i], v);
        sendto(c, "hi", 2, 0, (void *)&a, 16);
        cm(s, 0);
        T(setsockopt(s, SOL_IP, opts[i], &off, 4));
    }
    for (int i = 0; i < sizeof opts / 4; i++) setsockopt(s, SOL_IP, opts[i], &on, 4);
    v = 0x2c;
    T(setsockopt(c, SOL_IP, IP_TOS, &v, 4));
    v = 77;
    T(setsockopt(c, SOL_IP, IP_TTL, &v, 4));
    sendto(c, "hi", 2, 0, (void *)&a, 16);
    cm(s, 0);
    {
        char ctl[200];
        struct iovec io = {"cm", 2};
        struct msghdr m = {&a, 16, &io, 1, ctl, 0};
        struct cmsghdr *h = (void *)ctl;
        struct in_pktinfo pi = {1, {htonl(0x7f000009)}, {0}};
        h->cmsg_level = SOL_IP;
        h->cmsg_type = IP_PKTINFO;
        h->cmsg_len = CMSG_LEN(sizeof pi);
        memcpy(CMSG_DATA(h), &pi, sizeof pi);
        m.msg_controllen = CMSG_SPACE(sizeof pi);
        T(sendmsg(c, &m, 0));
        {
            struct sockaddr_in f;
            l = 16;
            recvfrom(s, b, 9, MSG_PEEK, (void *)&f, &l);
            puts(inet_ntoa(f.sin_addr));
        }
        cm(s, 0);
        pi.ipi_ifindex = 77;
        memcpy(CMSG_DATA(h), &pi, sizeof pi);
        T(sendmsg(c, &m, 0));
        pi.ipi_ifindex = 0;
        pi.ipi_spec_dst.s_addr = htonl(0x08080808);
        memcpy(CMSG_DATA(h), &pi, sizeof pi);
        T(sendmsg(c, &m, 0));
        h->cmsg_len = CMSG_LEN(4);
        T(sendmsg(c, &m, 0));
        h->cmsg_len = 5;
        T(sendmsg(c, &m, 0));
        h->cmsg_len = 5000;
        T(sendmsg(c, &m, 0));
        h->cmsg_type = 99;
        h->cmsg_len = CMSG_LEN(4);
        T(sendmsg(c, &m, 0));
        h->cmsg_level = SOL_SOCKET;
        h->cmsg_type = SCM_RIGHTS;
        T(sendmsg(c, &m, 0));
        h->cmsg_level = SOL_IPV6;
        T(sendmsg(c, &m, 0));
        h->cmsg_level = 12345;
        T(sendmsg(c, &m, 0));
        h->cmsg_level = SOL_IP;
        h->cmsg_type = IP_TTL;
        *(int *)CMSG_DATA(h) = 9;
        m.msg_controllen = CMSG_SPACE(4);
        T(sendmsg(c, &m, 0));
        cm(s, 0);
        *(int *)CMSG_DATA(h) = 0;
        T(sendmsg(c, &m, 0));
        h->cmsg_type = IP_TOS;
        *(int *)CMSG_DATA(h) = 8;
        T(sendmsg(c, &m, 0));
        cm(s, 0);
        h->cmsg_len = CMSG_LEN(1);
        T(sendmsg(c, &m, 0));
        h->cmsg_level = SOL_SOCKET;
        h->cmsg_type = SO_MARK;
        h->cmsg_len = CMSG_LEN(4);
        T(sendmsg(c, &m, 0));
        h->cmsg_level = 17;
        h->cmsg_type = 103;
        h->cmsg_len = CMSG_LEN(2);
        T(sendmsg(c, &m, 0));
        m.msg_controllen = 8;
        T(sendmsg(c, &m, 0));
        m.msg_control = 0;
        m.msg_controllen = 64;
        T(sendmsg(c, &m, 0));
    }
    while (recv(s, b, 1, MSG_DONTWAIT) >= 0)
        ;
    // small control buffers
    for (int room = 0; room < 64; room += 12) {
        char ctl[64];
        struct iovec io = {b, 10};
        struct msghdr m = {0, 0, &io, 1, ctl, room};
        sendto(c, "hi", 2, 0, (void *)&a, 16);
        T(recvmsg(s, &m, 0));
        printf("%d: %zu %x\n", room, (size_t)m.msg_controllen, m.msg_flags);
    }
    close(s);
    close(c);
    // IPv6
    s = socket(AF_INET6, SOCK_DGRAM, 0);
    c = socket(AF_INET6, SOCK_DGRAM, 0);
    a6 = at6("::", 7001);
    T(bind(s, (void *)&a6, sizeof a6));
    a6 = at6("::1", 7001);
    int opts6[] = {IPV6_RECVPKTINFO,   IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS,   IPV6_RECVORIGDSTADDR, 11,
                   IPV6_RECVRTHDR,     IPV6_RECVHOPOPTS,  IPV6_RECVDSTOPTS,  IPV6_RECVERR,         IPV6_2292PKTINFO,
                   IPV6_2292HOPLIMIT,  IPV6_RECVPATHMTU,  IPV6_RECVFRAGSIZE, IPV6_TRANSPARENT,     IPV6_FREEBIND,
                   IPV6_AUTOFLOWLABEL, IPV6_DONTFRAG,     IPV6_UNICAST_HOPS, IPV6_MULTICAST_HOPS,  IPV6_MULTICAST_LOOP,
                   IPV6_TCLASS,        IPV6_MTU_DISCOVER, IPV6_MINHOPCOUNT};
    for (int i = 0; i < sizeof opts6 / 4; i++) {
        T(setsockopt(s, SOL_IPV6, opts6[i], &on, 4));
        l = 4;
        v = -1;
        T(getsockopt(s, SOL_IPV6, opts6[i], &v, &l));
        printf("opt %d: %d %d\n", opts6[i], v, l);
        if (opts6[i] != 11) {
            sendto(c, "hi", 2, 0, (void *)&a6, sizeof a6);
            cm(s, 0);
        }
        if (opts6[i] != IPV6_UNICAST_HOPS) T(setsockopt(s, SOL_IPV6, opts6[i], &off, 4));
        v = 70000;
        T(setsockopt(s, SOL_IPV6, opts6[i], &v, 4));
        T(setsockopt(s, SOL_IPV6, opts6[i], &v, 1));
        T(setsockopt(s, SOL_IPV6, opts6[i], &off, 4));
    }
    for (int i = 0; i < 9; i++)
        if (opts6[i] != 11) setsockopt(s, SOL_IPV6, opts6[i], &on, 4);
    for (int i = 0; i < 3; i++) setsockopt(s, SOL_IP, opts[i], &on, 4);
    setsockopt(s, SOL_IP, IP_RECVORIGDSTADDR, &on, 4);
    struct sockaddr_in m4 = at(7001);
    o = socket(AF_INET, SOCK_DGRAM, 0);
    T(sendto(o, "four", 4, 0, (void *)&m4, 16));
    cm(s, 0);
    sendto(c, "six", 3, 0, (void *)&a6, sizeof a6);
    cm(s, 0);
    a6 = at6("::ffff:127.0.0.1", 7001);
    T(sendto(c, "map", 3, 0, (void *)&a6, sizeof a6));
    cm(s, 0);
    T(connect(c, (void *)&a6, sizeof a6));
    who(c);
    a6 = at6("::1", 7001);
    T(sendto(c, "x", 1, 0, (void *)&a6, sizeof a6));
    T(connect(c, (void *)&a6, sizeof a6));
    who(c);
    T(sendto(c, "x", 1, 0, (void *)&m4, 16));
    T(connect(c, (void *)&m4, 16));
    T(bind(c, (void *)&m4, 16));
    T(sendto(c, "x", 1, 0, (void *)&a6, 24));
    T(sendto(c, "x", 1, 0, (void *)&a6, 23));
    a6 = at6("fe80::1", 7001);
    T(sendto(c, "x", 1, 0, (void *)&a6, 28));
    a6 = at6("2001:db8::1", 7001);
    T(sendto(c, "x", 1, 0, (void *)&a6, 28));
    T(bind(o, (void *)&a6, 28));
    int p = socket(AF_INET6, SOCK_DGRAM, 0);
    T(bind(p, (void *)&a6, 28));
    v = 1;
    T(setsockopt(p, SOL_IPV6, IPV6_V6ONLY, &v, 4));
    a6 = at6("::ffff:127.0.0.1", 7005);
    T(bind(p, (void *)&a6, 28));
    T(connect(p, (void *)&a6, 28));
    T(sendto(p, "x", 1, 0, (void *)&a6, 28));
    a6 = at6("::", 7001);
    T(sendto(p, "x", 1, 0, (void *)&a6, 28));
    T(setsockopt(p, SOL_IPV6, IPV6_V6ONLY, &v, 4));
    close(p);
    p = socket(AF_INET6, SOCK_DGRAM, 0);
    a6 = at6("::1", 7007);
    T(bind(p, (void *)&a6, 28));
    T(sendto(p, "x", 1, 0, (void *)&m4, 16));
    struct sockaddr_in6 mm = at6("::ffff:127.0.0.1", 7001);
    T(sendto(p, "x", 1, 0, (void *)&mm, 28));
    T(connect(p, (void *)&mm, 28));
    close(p);
    p = socket(AF_INET6, SOCK_DGRAM, 0);
    a6 = at6("::ffff:127.0.0.1", 7008);
    T(bind(p, (void *)&a6, 28));
    a6 = at6("::1", 7001);
    T(sendto(p, "x", 1, 0, (void *)&a6, 28));
    T(connect(p, (void *)&a6, 28));
    T(setsockopt(p, SOL_IPV6, IPV6_V6ONLY, &v, 4));
    v = AF_INET;
    T(setsockopt(p, SOL_IPV6, IPV6_ADDRFORM, &v, 4));
}
