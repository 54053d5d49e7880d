#include "parity.h"
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

static int s;
static void flags(void) {
    struct ifreq r = {"lo"};
    ioctl(s, SIOCGIFFLAGS, &r);
    printf("lo flags %x\n", r.ifr_flags & (IFF_UP | IFF_LOOPBACK | IFF_RUNNING));
    r.ifr_addr.sa_family = AF_INET;
    int result = ioctl(s, SIOCGIFADDR, &r);
    printf("address %d %s %s\n", result, result ? strerrorname_np(errno) : "", result ? "" : inet_ntoa(((struct sockaddr_in *)&r.ifr_addr)->sin_addr));
}
static int set(int index, int flags, int change, int kind) {
    struct {
        struct nlmsghdr h;
        struct ifinfomsg i;
    } m = {{sizeof m, kind, NLM_F_REQUEST | NLM_F_ACK, 1, 0}, {AF_UNSPEC, 0, 0, index, flags, change}};
    char answer[200];
    int n = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    send(n, &m, sizeof m, 0);
    recv(n, answer, sizeof answer, 0);
    close(n);
    return ((struct nlmsgerr *)(answer + sizeof(struct nlmsghdr)))->error;
}
static void tries(void) {
    struct sockaddr_in lo = {AF_INET, htons(7777), {htonl(INADDR_LOOPBACK)}}, any = {AF_INET, htons(7778)};
    struct sockaddr_in6 lo6 = {AF_INET6, htons(7777), 0, IN6ADDR_LOOPBACK_INIT};
    int udp = socket(AF_INET, SOCK_DGRAM, 0), tcp = socket(AF_INET, SOCK_STREAM, 0), udp6 = socket(AF_INET6, SOCK_DGRAM, 0);
    T(sendto(udp, "x", 1, 0, (void *)&lo, sizeof lo));
    T(connect(tcp, (void *)&lo, sizeof lo));
    T(bind(udp6, (void *)&lo6, sizeof lo6));
    close(udp);
    udp = socket(AF_INET, SOCK_DGRAM, 0);
    T(bind(udp, (void *)&lo, sizeof lo));
    close(udp);
    udp = socket(AF_INET, SOCK_DGRAM, 0);
    T(bind(udp, (void *)&any, sizeof any));
    close(udp);
    close(udp6);
    close(tcp);
}
int main() {
    T(unshare(CLONE_NEWNET));
    s = socket(AF_INET, SOCK_DGRAM, 0);
    flags();
    tries();
    struct ifreq r = {"lo"};
    r.ifr_flags = IFF_UP;
    T(ioctl(s, SIOCSIFFLAGS, &r));
    flags();
    tries();
    T(set(1, 0, IFF_UP, RTM_NEWLINK));
    flags();
    T(set(1, IFF_UP, IFF_UP, RTM_SETLINK));
    flags();
    tries();
    T(set(1, 0, 0, RTM_NEWLINK));
    flags();
    T(set(9, IFF_UP, IFF_UP, RTM_NEWLINK));
    strcpy(r.ifr_name, "none");
    T(ioctl(s, SIOCSIFFLAGS, &r));
    system("cat /proc/sys/net/ipv4/ping_group_range /proc/sys/net/ipv4/ip_unprivileged_port_start");
}
