/* Lists of senders to groups by IP_MSFILTER and MCAST_MSFILTER, SO_PEERGROUPS, /proc/net/ptype and its like. */
#include "parity.h"
#include <net/if.h>
#include <sys/mount.h>

static void lines(const char *path, int most) {
    char b[512];
    FILE *f = fopen(path, "r");
    printf("%s: %s\n", path, f ? "" : strerrorname_np(errno));
    for (int i = 0; f && i < most && fgets(b, sizeof b, f); i++)
        printf("%.60s%s", b, strlen(b) > 60 ? "\n" : "");
    if (f)
        fclose(f);
}
int main(void) {
    char b[1000] = {0};
    int s = socket(AF_INET, SOCK_DGRAM, 0), on = 1;
    struct ip_mreqn m = {{inet_addr("224.1.2.3")}, {0}, if_nametoindex("lo")};
    struct ip_msfilter *f = (void *)b;
    f->imsf_multiaddr.s_addr = inet_addr("224.1.2.3"), f->imsf_interface.s_addr = inet_addr("127.0.0.1"), f->imsf_fmode = MCAST_INCLUDE,
    f->imsf_numsrc = 2;
    f->imsf_slist[0].s_addr = inet_addr("127.0.0.1"), f->imsf_slist[1].s_addr = inet_addr("127.0.0.2");
    T(setsockopt(s, IPPROTO_IP, IP_MSFILTER, f, IP_MSFILTER_SIZE(2))), T(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, &m, sizeof m));
    T(setsockopt(s, IPPROTO_IP, IP_MSFILTER, f, IP_MSFILTER_SIZE(2))), T(setsockopt(s, IPPROTO_IP, IP_MSFILTER, f, IP_MSFILTER_SIZE(1))),
        T(setsockopt(s, IPPROTO_IP, IP_MSFILTER, f, 4));
    socklen_t l = sizeof b;
    f->imsf_numsrc = 10, T(getsockopt(s, IPPROTO_IP, IP_MSFILTER, f, &l)),
    printf("%d %d %d %x\n", l, f->imsf_fmode, f->imsf_numsrc, f->imsf_slist[1].s_addr);
    f->imsf_numsrc = 1, l = IP_MSFILTER_SIZE(1), T(getsockopt(s, IPPROTO_IP, IP_MSFILTER, f, &l)),
    printf("%d %d %d\n", l, f->imsf_fmode, f->imsf_numsrc);
    f->imsf_numsrc = 11, T(setsockopt(s, IPPROTO_IP, IP_MSFILTER, f, IP_MSFILTER_SIZE(11))), f->imsf_fmode = 9, f->imsf_numsrc = 1,
    T(setsockopt(s, IPPROTO_IP, IP_MSFILTER, f, IP_MSFILTER_SIZE(1)));
    f->imsf_fmode = MCAST_EXCLUDE, T(setsockopt(s, IPPROTO_IP, IP_MSFILTER, f, IP_MSFILTER_SIZE(1)));
    struct sockaddr_in a = {AF_INET, htons(7777)}, to = {AF_INET, htons(7777), {inet_addr("224.1.2.3")}},
                       from = {AF_INET, 0, {inet_addr("127.0.0.2")}};
    bind(s, (void *)&a, sizeof a);
    int c = socket(AF_INET, SOCK_DGRAM, 0);
    T(bind(c, (void *)&from, sizeof from)), setsockopt(c, IPPROTO_IP, IP_MULTICAST_IF, &m, sizeof m),
        f->imsf_slist[0].s_addr = inet_addr("127.0.0.2"), T(setsockopt(s, IPPROTO_IP, IP_MSFILTER, f, IP_MSFILTER_SIZE(1)));
    T(sendto(c, "x", 1, 0, (void *)&to, sizeof to)), usleep(10000), T(recv(s, b + 500, 10, MSG_DONTWAIT)),
        f->imsf_fmode = MCAST_INCLUDE, T(setsockopt(s, IPPROTO_IP, IP_MSFILTER, f, IP_MSFILTER_SIZE(1)));
    T(sendto(c, "x", 1, 0, (void *)&to, sizeof to)), usleep(10000), T(recv(s, b + 500, 10, MSG_DONTWAIT));
    struct group_filter *g = (void *)b;
    memset(b, 0, sizeof b), g->gf_interface = if_nametoindex("lo"), memcpy(&g->gf_group, &to, sizeof to), g->gf_fmode = MCAST_EXCLUDE,
                            g->gf_numsrc = 0, T(setsockopt(s, IPPROTO_IP, MCAST_MSFILTER, g, GROUP_FILTER_SIZE(0))), g->gf_numsrc = 3,
                            l = GROUP_FILTER_SIZE(3), T(getsockopt(s, IPPROTO_IP, MCAST_MSFILTER, g, &l)),
                            printf("%d %d %d\n", l, g->gf_fmode, g->gf_numsrc);
    T(sendto(c, "x", 1, 0, (void *)&to, sizeof to)), usleep(10000), T(recv(s, b + 500, 10, MSG_DONTWAIT));
    int p[2];
    gid_t groups[] = {5, 7, 9}, got[10];
    setgroups(3, groups), socketpair(AF_UNIX, SOCK_STREAM, 0, p), setgroups(0, NULL),
        l = sizeof got, T(getsockopt(p[0], SOL_SOCKET, SO_PEERGROUPS, got, &l)), printf("%d %d %d\n", l, got[0], got[2]), l = 4,
        T(getsockopt(p[0], SOL_SOCKET, SO_PEERGROUPS, got, &l)), printf("%d\n", l);
    l = sizeof got, T(getsockopt(s, SOL_SOCKET, SO_PEERGROUPS, got, &l)), T(setsockopt(p[0], SOL_SOCKET, SO_PEERGROUPS, got, 4));
    lines("/proc/net/ptype", 9), lines("/proc/net/mcfilter", 3), lines("/proc/net/sockstat6", 9);
    return 0;
}
