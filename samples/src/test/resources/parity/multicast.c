/* Multicast and broadcast over the loopback interface. */
#include "parity.h"
#include <net/if.h>
static struct sockaddr_in at(unsigned address, int port) {
    struct sockaddr_in a = {AF_INET, htons(port), {htonl(address)}};
    return a;
}
static int made(unsigned address, int port) {
    int s = socket(AF_INET, SOCK_DGRAM, 0), one = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, 4);
    struct sockaddr_in a = at(address, port);
    if (port && bind(s, (void *)&a, sizeof a)) printf("bind %s\n", strerrorname_np(errno));
    return s;
}
enum { GROUP = 0xe0000201 };
static void sent(const char *what, int s, unsigned to, int port) {
    struct sockaddr_in a = at(to, port);
    errno = 0;
    int r = sendto(s, "hello", 5, 0, (void *)&a, sizeof a);
    printf("%s sends: %d %s\n", what, r, r < 0 ? strerrorname_np(errno) : "");
}
static void got(const char *what, int s) {
    char b[20];
    struct sockaddr_in from;
    socklen_t l = sizeof from;
    int r = recvfrom(s, b, 20, MSG_DONTWAIT, (void *)&from, &l);
    printf("%s gets: %d %s\n", what, r, r < 0 ? strerrorname_np(errno) : inet_ntoa(from.sin_addr));
}
int main() {
    struct ifreq up = {"lo"};
    unshare(CLONE_NEWNET);
    up.ifr_flags = IFF_UP;
    T(ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFFLAGS, &up));
    struct ip_mreqn n = {{htonl(GROUP)}, {htonl(0x7f000001)}, 0}, byindex = {{htonl(GROUP)}, {0}, 1}, none = {{0}, {htonl(0x7f000001)}, 0};
    struct ip_mreqn any = {{htonl(GROUP)}, {0}, 0}, bad = {{htonl(GROUP)}, {htonl(0x09090909)}, 0}, badindex = {{htonl(GROUP)}, {0}, 77};
    struct in_addr loop = {htonl(0x7f000001)}, nowhere = {htonl(0x09090909)}, zero = {0}, out;
    struct ip_mreqn outn;
    socklen_t l;
    int s = made(0, 4001), c = made(0, 0), v, on = 1, off = 0;
    sent("no interface", c, GROUP, 4001);
    got("nobody joined", s);
    T(setsockopt(s, SOL_IP, IP_ADD_MEMBERSHIP, &none, sizeof none));
    T(setsockopt(s, SOL_IP, IP_ADD_MEMBERSHIP, &any, sizeof any));
    T(setsockopt(s, SOL_IP, IP_ADD_MEMBERSHIP, &bad, sizeof bad));
    T(setsockopt(s, SOL_IP, IP_ADD_MEMBERSHIP, &badindex, sizeof badindex));
    T(setsockopt(s, SOL_IP, IP_DROP_MEMBERSHIP, &n, sizeof n));
    T(setsockopt(s, SOL_IP, IP_ADD_MEMBERSHIP, &n, 7));
    T(setsockopt(s, SOL_IP, IP_ADD_MEMBERSHIP, &n, 8));
    T(setsockopt(s, SOL_IP, IP_ADD_MEMBERSHIP, &n, sizeof n));
    T(setsockopt(s, SOL_IP, IP_ADD_MEMBERSHIP, &byindex, sizeof byindex));
    sent("still none", c, GROUP, 4001);
    got("joined", s);
    l = 4;
    T(getsockopt(c, SOL_IP, IP_MULTICAST_IF, &out, &l));
    printf("%d %s\n", l, inet_ntoa(out));
    T(setsockopt(c, SOL_IP, IP_MULTICAST_IF, &nowhere, 4));
    T(setsockopt(c, SOL_IP, IP_MULTICAST_IF, &loop, 3));
    T(setsockopt(c, SOL_IP, IP_MULTICAST_IF, &loop, 4));
    l = 4;
    T(getsockopt(c, SOL_IP, IP_MULTICAST_IF, &out, &l));
    printf("%d %s\n", l, inet_ntoa(out));
    l = sizeof outn;
    T(getsockopt(c, SOL_IP, IP_MULTICAST_IF, &outn, &l));
    printf("%d\n", l);
    sent("by lo", c, GROUP, 4001);
    got("joined", s);
    got("once", s);
    T(setsockopt(c, SOL_IP, IP_MULTICAST_IF, &zero, 4));
    sent("unset", c, GROUP, 4001);
    T(setsockopt(c, SOL_IP, IP_MULTICAST_IF, &byindex, sizeof byindex));
    l = 4;
    T(getsockopt(c, SOL_IP, IP_MULTICAST_IF, &out, &l));
    printf("%d %s\n", l, inet_ntoa(out));
    sent("by index", c, GROUP, 4001);
    got("joined", s);
    T(setsockopt(c, SOL_IP, IP_MULTICAST_IF, &badindex, sizeof badindex));
    T(setsockopt(c, SOL_IP, IP_MULTICAST_IF, &n, sizeof n));
    T(setsockopt(c, SOL_IP, IP_MULTICAST_IF, &n, 8));
    /* Others of the machine. */
    int t = made(0, 4001), g = made(GROUP, 4001), h = made(GROUP + 1, 4001), lo = made(0x7f000001, 4001);
    sent("several", c, GROUP, 4001);
    got("joined", s), got("not joined", t), got("bound to the group", g), got("another group", h), got("bound to an address", lo);
    T(setsockopt(t, SOL_IP, 49, &off, 4)); /* IP_MULTICAST_ALL */
    sent("several", c, GROUP, 4001);
    got("joined", s), got("not joined, not all", t), got("bound to the group", g);
    T(setsockopt(g, SOL_IP, IP_ADD_MEMBERSHIP, &n, sizeof n));
    sent("several", c, GROUP, 4001);
    got("joined", s), got("bound and joined", g);
    T(setsockopt(s, SOL_IP, IP_DROP_MEMBERSHIP, &n, sizeof n));
    sent("left", c, GROUP, 4001);
    got("left", s), got("bound and joined", g);
    close(g);
    sent("nobody is in it", c, GROUP, 4001);
    got("left", s), got("not joined, not all", t);
    T(setsockopt(t, SOL_IP, IP_ADD_MEMBERSHIP, &n, sizeof n));
    T(setsockopt(c, SOL_IP, IP_MULTICAST_LOOP, &off, 4));
    sent("no loop", c, GROUP, 4001);
    got("joined", t);
    T(setsockopt(c, SOL_IP, IP_MULTICAST_LOOP, &on, 4));
    struct sockaddr_in a = at(GROUP, 4001);
    T(connect(c, (void *)&a, sizeof a));
    l = sizeof a;
    T(getsockname(c, (void *)&a, &l));
    puts(inet_ntoa(a.sin_addr));
    T(send(c, "abc", 3, 0));
    got("from one connected", t);
    /* A group and connect, and itself. */
    close(c);
    c = made(0, 4002);
    T(setsockopt(c, SOL_IP, IP_MULTICAST_IF, &loop, 4));
    T(setsockopt(c, SOL_IP, IP_ADD_MEMBERSHIP, &n, sizeof n));
    sent("to itself", c, GROUP, 4002);
    got("itself", c);
    close(h);
    h = made(GROUP, 4003);
    sent("from a group's address", h, 0x7f000001, 4001);
    got("from it", t);
    got("from it", lo);
    /* Broadcast. */
    int b = made(0, 0);
    sent("broadcast", b, 0xffffffff, 4001);
    sent("broadcast of lo", b, 0x7fffffff, 4001);
    T(setsockopt(b, SOL_SOCKET, SO_BROADCAST, &on, 4));
    sent("broadcast allowed", b, 0xffffffff, 4001);
    sent("broadcast of lo allowed", b, 0x7fffffff, 4001);
    got("s", s), got("t", t), got("lo", lo);
    T(setsockopt(b, SOL_IP, IP_MULTICAST_IF, &loop, 4));
    sent("broadcast, multicast by lo", b, 0xffffffff, 4001);
    /* Who is bound to an address sends by its interface. */
    int p = made(0x7f000002, 4020);
    T(setsockopt(t, SOL_IP, IP_ADD_MEMBERSHIP, &n, sizeof n));
    sent("from an address of lo", p, GROUP, 4001);
    got("s", s), got("t", t), got("lo", lo);
    T(setsockopt(p, SOL_SOCKET, SO_BROADCAST, &on, 4));
    sent("to everybody from an address of lo", p, 0xffffffff, 4001);
    got("s", s), got("t", t), got("lo", lo);
    int bb = made(0xffffffff, 4009);
    int bl = made(0x7fffffff, 4009);
    /* IPv6. */
    struct sockaddr_in6 six = {AF_INET6, htons(4010)};
    struct ipv6_mreq join = {{0}, 1};
    inet_pton(AF_INET6, "ff02::1234", &join.ipv6mr_multiaddr);
    int x = socket(AF_INET6, SOCK_DGRAM, 0), y = socket(AF_INET6, SOCK_DGRAM, 0), index = 1;
    T(bind(x, (void *)&six, sizeof six));
    six.sin6_addr = join.ipv6mr_multiaddr;
    T(sendto(y, "six", 3, 0, (void *)&six, sizeof six));
    T(setsockopt(y, SOL_IPV6, IPV6_MULTICAST_IF, &index, 4));
    l = 4;
    T(getsockopt(y, SOL_IPV6, IPV6_MULTICAST_IF, &v, &l));
    T(v);
    index = 77;
    T(setsockopt(y, SOL_IPV6, IPV6_MULTICAST_IF, &index, 4));
    T(sendto(y, "six", 3, 0, (void *)&six, sizeof six));
    char buf[10];
    T(recv(x, buf, 10, MSG_DONTWAIT));
    T(setsockopt(x, SOL_IPV6, IPV6_ADD_MEMBERSHIP, &join, sizeof join));
    T(setsockopt(x, SOL_IPV6, IPV6_ADD_MEMBERSHIP, &join, sizeof join));
    T(sendto(y, "six", 3, 0, (void *)&six, sizeof six));
    T(recv(x, buf, 10, MSG_DONTWAIT));
    T(setsockopt(x, SOL_IPV6, IPV6_DROP_MEMBERSHIP, &join, sizeof join));
    T(setsockopt(x, SOL_IPV6, IPV6_DROP_MEMBERSHIP, &join, sizeof join));
    T(setsockopt(x, SOL_IP, IP_ADD_MEMBERSHIP, &n, sizeof n));
    struct sockaddr_in to6 = at(GROUP, 4010);
    int z = made(0, 0);
    T(setsockopt(z, SOL_IP, IP_MULTICAST_IF, &loop, 4));
    T(sendto(z, "map", 3, 0, (void *)&to6, sizeof to6));
    T(recv(x, buf, 10, MSG_DONTWAIT));
    /* The options for both families, and sources. */
    struct group_req gr = {1};
    struct sockaddr_in *ga = (void *)&gr.gr_group;
    *ga = at(GROUP + 2, 0);
    T(setsockopt(z, SOL_IP, MCAST_JOIN_GROUP, &gr, sizeof gr));
    T(setsockopt(z, SOL_IP, MCAST_JOIN_GROUP, &gr, sizeof gr));
    T(setsockopt(z, SOL_IP, MCAST_LEAVE_GROUP, &gr, sizeof gr));
    struct ip_mreq_source ms = {{htonl(GROUP + 3)}, {htonl(0x7f000001)}, {htonl(0x7f000001)}};
    T(setsockopt(z, SOL_IP, IP_ADD_SOURCE_MEMBERSHIP, &ms, sizeof ms));
    T(setsockopt(z, SOL_IP, IP_DROP_SOURCE_MEMBERSHIP, &ms, sizeof ms));
    T(setsockopt(z, SOL_IP, IP_BLOCK_SOURCE, &ms, sizeof ms));
}
