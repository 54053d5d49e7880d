/* Raw, ping and packet sockets at their corners. */
#include "parity.h"
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <net/if.h>
#include <linux/if_packet.h>
#include <linux/if_ether.h>
#define ALL (POLLIN | POLLOUT | POLLPRI | POLLERR | POLLHUP | POLLRDHUP)
static struct sockaddr_in at(unsigned x, int port) {
    struct sockaddr_in a = {AF_INET, htons(port), {htonl(x)}};
    return a;
}
enum { LO = 0x7f000001 };
static void hex(const unsigned char *b, int n) {
    for (int i = 0; i < n; i++)
        if (i != 4 && i != 5 && i != 6 && i != 10 && i != 11 && i < 24) printf("%02x", b[i]);
    puts("");
}
static int got(int s, char *b, int n) {
    struct sockaddr_in f;
    socklen_t l = sizeof f;
    errno = 0;
    int r = recvfrom(s, b, n, MSG_DONTWAIT, (void *)&f, &l);
    printf("got %d %s", r, r < 0 ? strerrorname_np(errno) : "");
    if (r >= 0) printf(" from %s %d %d", inet_ntoa(f.sin_addr), ntohs(f.sin_port), l);
    puts("");
    return r;
}
int main() {
    char b[70000];
    int v, on = 1, off = 0, r;
    socklen_t l;
    struct sockaddr_in a = at(LO, 0), z;
    T(socket(AF_INET, SOCK_RAW, 0));
    T(socket(AF_INET, SOCK_RAW, 256));
    T(socket(AF_INET, SOCK_RAW, 300));
    T(socket(AF_INET, SOCK_RAW, -1));
    int s = socket(AF_INET, SOCK_RAW, IPPROTO_UDP), i = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), t = socket(AF_INET, SOCK_RAW, IPPROTO_TCP),
        h = socket(AF_INET, SOCK_RAW, IPPROTO_RAW), o = socket(AF_INET, SOCK_RAW, 253);
    l = 4;
    T(getsockopt(h, SOL_IP, IP_HDRINCL, &v, &l));
    T(v);
    T(getsockopt(s, SOL_IP, IP_HDRINCL, &v, &l));
    T(v);
    T(getsockopt(s, SOL_SOCKET, SO_PROTOCOL, &v, &l));
    T(v);
    T(getsockopt(s, SOL_SOCKET, SO_TYPE, &v, &l));
    T(v);
    T(events(s, ALL));
    T(events(h, ALL));
    T(listen(s, 1));
    T(accept(s, 0, 0));
    T(send(s, "x", 1, 0));
    T(recv(h, b, 1, MSG_DONTWAIT));
    T(shutdown(s, SHUT_RD));
    l = sizeof z;
    T(getpeername(s, (void *)&z, &l));
    T(getsockname(s, (void *)&z, &l));
    printf("%s %d\n", inet_ntoa(z.sin_addr), ntohs(z.sin_port));
    // other protocol
    T(sendto(o, "hello", 5, 0, (void *)&a, 16));
    r = got(o, b, 100);
    hex(b, r);
    T(got(o, b, 100));
    a.sin_port = 77;
    T(sendto(o, "hello", 5, 0, (void *)&a, 16));
    r = got(o, b, 22);
    T(sendto(o, "hello", 5, 0, (void *)&a, 16));
    T(recv(o, b, 10, MSG_TRUNC));
    T(sendto(o, "", 0, 0, (void *)&a, 16));
    r = got(o, b, 100);
    T(sendto(o, b, 65515, 0, (void *)&a, 16));
    r = got(o, b, 70000);
    T(sendto(o, b, 65516, 0, (void *)&a, 16));
    // connect, bind
    T(connect(o, (void *)&a, 16));
    l = 16;
    T(getpeername(o, (void *)&z, &l));
    printf("%s %d\n", inet_ntoa(z.sin_addr), z.sin_port);
    l = 16;
    T(getsockname(o, (void *)&z, &l));
    printf("%s %d\n", inet_ntoa(z.sin_addr), ntohs(z.sin_port));
    T(send(o, "conn", 4, 0));
    r = got(o, b, 99);
    z = at(0x7f000002, 0);
    T(sendto(o, "two", 3, 0, (void *)&z, 16));
    r = got(o, b, 99);
    T(shutdown(o, SHUT_WR));
    T(send(o, "conn", 4, 0));
    r = got(o, b, 99);
    T(shutdown(o, SHUT_RD));
    T(events(o, ALL));
    r = got(o, b, 99);
    z.sin_family = AF_UNSPEC;
    T(connect(o, (void *)&z, 16));
    T(getpeername(o, (void *)&z, &l));
    close(o);
    o = socket(AF_INET, SOCK_RAW, 253);
    z = at(0x7f000002, 0);
    T(bind(o, (void *)&z, 16));
    T(bind(o, (void *)&z, 16));
    z = at(LO, 0);
    T(sendto(o, "x", 1, 0, (void *)&z, 16));
    T(got(o, b, 99));
    z = at(0x7f000002, 0);
    T(sendto(o, "x", 1, 0, (void *)&z, 16));
    r = got(o, b, 99);
    hex(b, r);
    z = at(0x08080808, 0);
    T(bind(o, (void *)&z, 16));
    z.sin_family = AF_INET6;
    T(sendto(o, "x", 1, 0, (void *)&z, 16));
    T(connect(o, (void *)&z, 16));
    close(o);
    // UDP seen and sent raw
    int u = socket(AF_INET, SOCK_DGRAM, 0);
    z = at(LO, 8000);
    bind(u, (void *)&z, 16);
    int c = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in cz = at(LO, 8001);
    bind(c, (void *)&cz, 16);
    T(sendto(c, "udp", 3, 0, (void *)&z, 16));
    s = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);
    T(sendto(c, "udp", 3, 0, (void *)&z, 16));
    r = got(s, b, 99);
    if (r > 0) {
        hex(b, 20);
        hex(b + 20, 6);
    }
    {
        struct udphdr *uh = (void *)b;
        memset(b, 0, 100);
        uh->source = htons(8001);
        uh->dest = htons(8000);
        uh->len = htons(11);
        memcpy(b + 8, "raw", 3);
        T(sendto(s, b, 11, 0, (void *)&z, 16));
        got(u, b, 9);
        got(u, b, 9);
        got(u, b, 9);
    }
    // header included
    {
        struct iphdr *ip = (void *)b;
        memset(b, 0, 100);
        ip->ihl = 5;
        ip->version = 4;
        ip->ttl = 33;
        ip->protocol = 17;
        ip->daddr = htonl(LO);
        struct udphdr *uh = (void *)(b + 20);
        uh->source = htons(8001);
        uh->dest = htons(8000);
        uh->len = htons(11);
        memcpy(b + 28, "hdr", 3);
        T(sendto(h, b, 31, 0, (void *)&a, 16));
        char q[99];
        r = got(u, q, 9);
        while (recv(s, q, 99, MSG_DONTWAIT) > 0) {
        }
        T(sendto(h, b, 31, 0, (void *)&a, 16));
        r = got(s, q, 99);
        if (r > 0) hex(q, 20);
        T(sendto(h, b, 19, 0, (void *)&a, 16));
        ip->ihl = 15;
        T(sendto(h, b, 31, 0, (void *)&a, 16));
        ip->ihl = 5;
        ip->saddr = htonl(0x01020304);
        T(sendto(h, b, 31, 0, (void *)&a, 16));
        got(u, q, 9);
        got(u, q, 9);
        ip->tot_len = htons(5000);
        ip->saddr = 0;
        T(sendto(h, b, 31, 0, (void *)&a, 16));
        got(u, q, 9);
        T(setsockopt(h, SOL_IP, IP_HDRINCL, &off, 4));
        T(sendto(h, b, 31, 0, (void *)&a, 16));
        T(setsockopt(s, SOL_IP, IP_HDRINCL, &on, 4));
        T(setsockopt(u, SOL_IP, IP_HDRINCL, &on, 4));
        T(getsockopt(u, SOL_IP, IP_HDRINCL, &v, &l));
        ip->ihl = 5;
        T(sendto(s, b, 31, 0, (void *)&a, 16));
        T(sendto(s, b, 10, 0, (void *)&a, 16));
        T(sendto(s, b, 31, 0, 0, 0));
    }
    // ICMP
    {
        struct icmphdr *ih = (void *)b;
        memset(b, 0, 100);
        ih->type = ICMP_ECHO;
        ih->un.echo.id = 7;
        ih->checksum = htons(~(0x0800 + htons(7)) & 0xffff);
        while (recv(i, b + 200, 999, MSG_DONTWAIT) > 0) {
        }
        T(sendto(i, b, 8, 0, (void *)&a, 16));
        r = got(i, b + 200, 99);
        hex(b + 200, r > 0 ? r : 0);
        r = got(i, b + 200, 99);
        hex(b + 200, r > 0 ? r : 0);
        T(got(i, b + 200, 99));
        v = ~(1 << ICMP_ECHOREPLY);
        T(setsockopt(i, SOL_RAW, 1, &v, 4));
        T(sendto(i, b, 8, 0, (void *)&a, 16));
        r = got(i, b + 200, 99);
        T(got(i, b + 200, 99));
        v = 0;
        T(setsockopt(i, SOL_RAW, 1, &v, 2));
        l = 4;
        T(getsockopt(i, SOL_RAW, 1, &v, &l));
        printf("%x %d\n", v, l);
        l = 2;
        T(getsockopt(i, SOL_RAW, 1, &v, &l));
        T(l);
        T(getsockopt(s, SOL_RAW, 1, &v, &l));
        v = 0;
        T(setsockopt(i, SOL_RAW, 1, &v, 4));
        z = at(LO, 9999);
        T(sendto(c, "refused", 7, 0, (void *)&z, 16));
        r = got(i, b, 200);
        hex(b, r > 20 ? 22 : 0);
        ih->type = 200;
        T(sendto(i, "\xc8", 1, 0, (void *)&a, 16));
        T(got(i, b, 99));
        T(sendto(i, "", 0, 0, (void *)&a, 16));
        T(got(i, b, 99));
    }
    // ping sockets
    int p = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    if (p < 0) {
        int f = open("/proc/sys/net/ipv4/ping_group_range", O_WRONLY);
        write(f, "0 100", 5);
        close(f);
        p = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    }
    T(p >= 0);
    memset(b, 0, 100);
    b[0] = 8;
    T(sendto(p, b, 8, 0, (void *)&a, 16));
    r = got(p, b, 99);
    T(r);
    printf("%d\n", b[0]);
    b[0] = 0;
    T(sendto(p, b, 8, 0, (void *)&a, 16));
    b[0] = 8;
    b[1] = 1;
    T(sendto(p, b, 8, 0, (void *)&a, 16));
    b[1] = 0;
    T(sendto(p, b, 7, 0, (void *)&a, 16));
    T(send(p, b, 8, 0));
    T(connect(p, (void *)&a, 16));
    T(send(p, b, 8, 0));
    T(got(p, b, 99));
    l = 16;
    T(getpeername(p, (void *)&z, &l));
    T(z.sin_port);
    close(p);
    p = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    z = at(LO, 555);
    T(bind(p, (void *)&z, 16));
    T(bind(p, (void *)&z, 16));
    l = 16;
    T(getsockname(p, (void *)&z, &l));
    T(ntohs(z.sin_port));
    b[0] = 8;
    T(sendto(p, b, 8, 0, (void *)&a, 16));
    T(got(p, b, 99));
    printf("%d %d\n", b[4], b[5]);
    z = at(0x08080808, 0);
    int p2 = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    T(bind(p2, (void *)&z, 16));
    z = at(0xe0000001, 0);
    T(bind(p2, (void *)&z, 16));
    z = at(-1, 0);
    T(bind(p2, (void *)&z, 16));
    z = at(LO, 555);
    T(bind(p2, (void *)&z, 16));
    T(listen(p2, 1));
    T(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMPV6));
    T(socket(AF_INET6, SOCK_DGRAM, IPPROTO_ICMP));
    T(shutdown(p2, SHUT_RDWR));
    T(events(p2, ALL));
    T(send(p2, b, 8, MSG_OOB));
    T(sendto(p2, b, 8, MSG_OOB, (void *)&a, 16));
    T(recv(p2, b, 8, MSG_OOB | MSG_DONTWAIT));
    // TCP
    T(got(t, b, 99) > 0);
    // packet sockets
    int k = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP)), kr = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
    struct sockaddr_ll ll;
    struct ifreq q = {"lo"};
    T(ioctl(k, SIOCGIFINDEX, &q));
    z = at(LO, 8000);
    T(sendto(c, "pkt", 3, 0, (void *)&z, 16));
    for (int j = 0; j < 3; j++) {
        l = sizeof ll;
        memset(&ll, 0, sizeof ll);
        r = recvfrom(k, b, 99, MSG_DONTWAIT, (void *)&ll, &l);
        printf("packet %d %d: %d %d %d %d %d %d\n", r, l, ll.sll_family, ntohs(ll.sll_protocol), ll.sll_ifindex, ll.sll_hatype,
               ll.sll_pkttype, ll.sll_halen);
    }
    for (int j = 0; j < 3; j++) {
        l = sizeof ll;
        r = recvfrom(kr, b, 99, MSG_DONTWAIT, (void *)&ll, &l);
        printf("frame %d %d: %d %d %d %d %d %d\n", r, l, ll.sll_family, ntohs(ll.sll_protocol), ll.sll_ifindex, ll.sll_hatype,
               ll.sll_pkttype, ll.sll_halen);
    }
    memset(&ll, 0, sizeof ll);
    ll.sll_family = AF_PACKET;
    ll.sll_ifindex = 1;
    ll.sll_protocol = htons(ETH_P_IP);
    T(bind(k, (void *)&ll, sizeof ll));
    ll.sll_ifindex = 99;
    T(bind(k, (void *)&ll, sizeof ll));
    T(bind(k, (void *)&ll, 10));
    ll.sll_family = AF_INET;
    T(bind(k, (void *)&ll, sizeof ll));
    ll.sll_family = AF_PACKET;
    ll.sll_ifindex = 1;
    ll.sll_halen = 6;
    {
        char f[60];
        struct iphdr *ip = (void *)f;
        memset(f, 0, 60);
        ip->ihl = 5;
        ip->version = 4;
        ip->ttl = 64;
        ip->protocol = 17;
        ip->saddr = ip->daddr = htonl(LO);
        ip->tot_len = htons(31);
        unsigned sum = 0;
        for (int j = 0; j < 10; j++) sum += ((unsigned short *)f)[j];
        while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
        ip->check = ~sum;
        struct udphdr *uh = (void *)(f + 20);
        uh->source = htons(8001);
        uh->dest = htons(8000);
        uh->len = htons(11);
        memcpy(f + 28, "pks", 3);
        while (recv(u, b, 99, MSG_DONTWAIT) > 0)
            ;
        T(sendto(k, f, 31, 0, (void *)&ll, sizeof ll));
        got(u, b, 99);
        T(sendto(k, f, 31, 0, 0, 0));
        got(u, b, 99);
    }
    T(listen(k, 1));
    T(connect(k, (void *)&ll, sizeof ll));
    T(shutdown(k, 2));
    l = sizeof ll;
    T(getsockname(k, (void *)&ll, &l));
    printf("%d %d %d\n", l, ll.sll_ifindex, ntohs(ll.sll_protocol));
    l = 8;
    {
        struct tpacket_stats {
            unsigned a, b;
        } ts;
        l = 8;
        T(getsockopt(kr, SOL_PACKET, PACKET_STATISTICS, &ts, &l));
        printf("%d %d\n", ts.a > 0, ts.b);
    }
    l = 4;
    T(getsockopt(kr, SOL_PACKET, PACKET_VERSION, &v, &l));
    T(v);
    T(setsockopt(kr, SOL_SOCKET, SO_RCVBUF, &on, 4));
    T(getsockopt(kr, SOL_SOCKET, SO_RCVBUF, &v, &l));
    T(v);
    T(send(kr, b, 5, 0));
    T(recv(kr, b, 1, MSG_DONTWAIT | MSG_OOB));
}
