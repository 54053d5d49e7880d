#include "parity.h"
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/if_link.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/fib_rules.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <linux/genetlink.h>
#include <ifaddrs.h>
#include <net/if.h>
/* Only what concerns the loopback interface is printed: the other interfaces differ. */
static int s;
static char in[65536];
static unsigned seq = 7;
static int ask(int type, int flags, const void *body, int n) {
    struct {
        struct nlmsghdr h;
        char b[512];
    } q;
    memset(&q, 0, sizeof q);
    q.h.nlmsg_len = NLMSG_LENGTH(n);
    q.h.nlmsg_type = type;
    q.h.nlmsg_flags = flags;
    q.h.nlmsg_seq = ++seq;
    memcpy(q.b, body, n);
    errno = 0;
    return send(s, &q, q.h.nlmsg_len, 0);
}
static void attributes(const char *names, struct rtattr *a, int len) {
    static int types[100];
    int k = 0;
    for (; RTA_OK(a, len); a = RTA_NEXT(a, len)) types[k++] = a->rta_type;
    for (int i = 0; names[i]; i++)
        for (int j = 0; j < k; j++)
            if (types[j] == (unsigned char)names[i]) {
                printf(" has%d", names[i]);
                break;
            }
}
static void answers(const char *what, const char *wanted) {
    int done = 0, count = 0;
    printf("%s:\n", what);
    while (!done) {
        int n = recv(s, in, sizeof in, MSG_DONTWAIT);
        if (n < 0) {
            printf(" %s\n", strerrorname_np(errno));
            break;
        }
        for (struct nlmsghdr *h = (void *)in; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
            if (h->nlmsg_seq != seq) printf(" seq?");
            if (h->nlmsg_pid == 0) printf(" pid?");
            if (h->nlmsg_type == NLMSG_ERROR) {
                struct nlmsgerr *e = NLMSG_DATA(h);
                printf(" error %d of type %d flags %x len %d\n", e->error, e->msg.nlmsg_type, h->nlmsg_flags & 0x100,
                       e->error ? h->nlmsg_len >= 36 : h->nlmsg_len);
                done = 1;
                break;
            }
            if (h->nlmsg_type == NLMSG_DONE) {
                printf(" done %d multi %d\n", *(int *)NLMSG_DATA(h), h->nlmsg_flags & NLM_F_MULTI);
                done = 1;
                break;
            }
            int multi = h->nlmsg_flags & NLM_F_MULTI;
            count++;
            if (h->nlmsg_type == RTM_NEWLINK) {
                struct ifinfomsg *i = NLMSG_DATA(h);
                if (i->ifi_index == 1) {
                    printf(" link %d type %d flags %x multi %d", i->ifi_index, i->ifi_type, i->ifi_flags & ~0x10000, multi);
                    attributes(wanted, IFLA_RTA(i), IFLA_PAYLOAD(h));
                    puts("");
                }
                if (!multi) done = 1;
            } else if (h->nlmsg_type == RTM_NEWADDR) {
                struct ifaddrmsg *i = NLMSG_DATA(h);
                if (i->ifa_index == 1) {
                    printf(" address family %d prefix %d flags %x scope %d multi %d", i->ifa_family, i->ifa_prefixlen, i->ifa_flags,
                           i->ifa_scope, multi);
                    attributes(wanted, IFA_RTA(i), IFA_PAYLOAD(h));
                    puts("");
                }
                if (!multi) done = 1;
            } else if (h->nlmsg_type == RTM_NEWROUTE) {
                struct rtmsg *r = NLMSG_DATA(h);
                if (!multi) {
                    printf(" route dst/%d table %d proto %d scope %d type %d flags %x", r->rtm_dst_len, r->rtm_table, r->rtm_protocol,
                           r->rtm_scope, r->rtm_type, r->rtm_flags);
                    attributes(wanted, RTM_RTA(r), RTM_PAYLOAD(h));
                    puts("");
                }
                if (!multi) done = 1;
            } else if (h->nlmsg_type == RTM_NEWRULE) {
                struct fib_rule_hdr *r = NLMSG_DATA(h);
                printf(" rule family %d table %d action %d", r->family, r->table, r->action);
                attributes(wanted, (void *)(r + 1), h->nlmsg_len - NLMSG_LENGTH(sizeof *r));
                puts("");
            } else if (h->nlmsg_type == RTM_NEWNEIGH) {
            } else
                printf(" type %d len>16 %d\n", h->nlmsg_type, h->nlmsg_len > 16);
        }
    }
}
int main() {
    setvbuf(stdout, 0, _IOLBF, 0);
    T((s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)) >= 0);
    struct sockaddr_nl a = {AF_NETLINK}, b;
    socklen_t n = sizeof b;
    T(bind(s, (void *)&a, sizeof a));
    T(getsockname(s, (void *)&b, &n));
    T(n);
    T(b.nl_pid != 0);
    T(b.nl_groups);
    T(bind(s, (void *)&b, sizeof b));
    b.nl_pid = 99999;
    T(bind(s, (void *)&b, sizeof b));
    T(bind(s, (void *)&a, 5));
    int v;
    n = 4;
    T(getsockopt(s, SOL_SOCKET, SO_TYPE, &v, &n));
    T(v);
    T(getsockopt(s, SOL_SOCKET, SO_PROTOCOL, &v, &n));
    T(v);
    T(getsockopt(s, SOL_SOCKET, SO_DOMAIN, &v, &n));
    T(v);
    T(listen(s, 1));
    T(accept(s, 0, 0));
    T(shutdown(s, SHUT_RD));
    T(socket(AF_NETLINK, SOCK_STREAM, 0));
    T(socket(AF_NETLINK, SOCK_RAW, 99));
    T(socket(AF_NETLINK, SOCK_DGRAM, NETLINK_ROUTE) >= 0);
    T(getpeername(s, (void *)&b, (n = 12, &n)));
    T(b.nl_pid);
    T(recv(s, in, 10, MSG_DONTWAIT));
    T(events(s, POLLIN | POLLOUT));
    struct rtgenmsg g = {AF_UNSPEC};
    char name[] = {IFLA_IFNAME, IFLA_MTU, IFLA_ADDRESS, IFLA_TXQLEN, IFLA_OPERSTATE, IFLA_QDISC, IFLA_STATS, IFLA_STATS64, IFLA_GROUP, 0};
    T(ask(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, &g, sizeof g) > 0);
    answers("links", name);
    struct ifinfomsg i = {0};
    T(ask(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, &i, sizeof i) > 0);
    answers("links, long", name);
    i.ifi_index = 1;
    T(ask(RTM_GETLINK, NLM_F_REQUEST, &i, sizeof i) > 0);
    answers("link 1", name);
    T(ask(RTM_GETLINK, NLM_F_REQUEST | NLM_F_ACK, &i, sizeof i) > 0);
    answers("link 1, ack", name);
    answers("the ack", name);
    i.ifi_index = 9999;
    T(ask(RTM_GETLINK, NLM_F_REQUEST, &i, sizeof i) > 0);
    answers("link 9999", name);
    struct {
        struct ifinfomsg i;
        struct rtattr a;
        char n[16];
    } byname = {{0}, {4 + 3, IFLA_IFNAME}, "lo"};
    T(ask(RTM_GETLINK, NLM_F_REQUEST, &byname, sizeof(struct ifinfomsg) + 8) > 0);
    answers("link lo", name);
    strcpy(byname.n, "no");
    T(ask(RTM_GETLINK, NLM_F_REQUEST, &byname, sizeof(struct ifinfomsg) + 8) > 0);
    answers("link no", name);
    i.ifi_index = 0;
    T(ask(RTM_GETLINK, NLM_F_REQUEST, &i, sizeof i) > 0);
    answers("link of nothing", name);
    char an[] = {IFA_ADDRESS, IFA_LOCAL, IFA_LABEL, IFA_CACHEINFO, IFA_FLAGS, 0};
    g.rtgen_family = AF_INET;
    T(ask(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, &g, sizeof g) > 0);
    answers("addresses 4", an);
    g.rtgen_family = AF_INET6;
    T(ask(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, &g, sizeof g) > 0);
    answers("addresses 6", an);
    g.rtgen_family = AF_UNSPEC;
    T(ask(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, &g, sizeof g) > 0);
    answers("addresses", an);
    struct ifaddrmsg am = {AF_INET};
    T(ask(RTM_GETADDR, NLM_F_REQUEST, &am, sizeof am) > 0);
    answers("one address", an);
    g.rtgen_family = 77;
    T(ask(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, &g, sizeof g) > 0);
    answers("addresses of a family there is not", an);
    char rn[] = {RTA_DST, RTA_OIF, RTA_PREFSRC, RTA_TABLE, 0};
    struct {
        struct rtmsg r;
        struct rtattr a;
        int to;
    } one = {{AF_INET, 32}, {8, RTA_DST}, htonl(INADDR_LOOPBACK)};
    T(ask(RTM_GETROUTE, NLM_F_REQUEST, &one, sizeof one) > 0);
    answers("route to 127.0.0.1", rn);
    struct rtmsg r = {AF_INET};
    T(ask(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, &r, sizeof r) > 0);
    answers("routes", rn);
    r.rtm_family = AF_INET6;
    T(ask(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, &r, sizeof r) > 0);
    answers("routes 6", rn);
    struct ndmsg nd = {AF_INET};
    T(ask(RTM_GETNEIGH, NLM_F_REQUEST | NLM_F_DUMP, &nd, sizeof nd) > 0);
    answers("neighbours", rn);
    char un[] = {FRA_TABLE, FRA_PRIORITY, 0};
    struct fib_rule_hdr f = {AF_INET};
    T(ask(RTM_GETRULE, NLM_F_REQUEST | NLM_F_DUMP, &f, sizeof f) > 0);
    answers("rules", un);
    f.family = AF_INET6;
    T(ask(RTM_GETRULE, NLM_F_REQUEST | NLM_F_DUMP, &f, sizeof f) > 0);
    answers("rules 6", un);
    T(ask(9999, NLM_F_REQUEST, &g, sizeof g) > 0);
    answers("no such type", "");
    T(ask(RTM_GETLINK, NLM_F_REQUEST | NLM_F_ACK, &g, 1) > 0);
    answers("too short", "");
    T(ask(RTM_GETLINK, 0, &i, sizeof i) > 0);
    answers("no request", "");
    T(ask(NLMSG_NOOP, NLM_F_REQUEST | NLM_F_ACK, &g, 0) > 0);
    answers("noop", "");
    T(ask(NLMSG_ERROR, NLM_F_REQUEST | NLM_F_ACK, &g, 0) > 0);
    answers("error", "");
    T(send(s, in, 3, 0));
    T(send(s, "", 0, 0));
    struct nlmsghdr h = {1000, RTM_GETLINK, NLM_F_REQUEST, 1, 0};
    T(send(s, &h, sizeof h, 0));
    answers("length too long", "");
    struct sockaddr_nl to = {AF_NETLINK, 0, 0, 5};
    T(sendto(s, &h, sizeof h, 0, (void *)&to, 3));
    to.nl_family = AF_INET;
    T(sendto(s, &h, sizeof h, 0, (void *)&to, sizeof to));
    to.nl_family = AF_NETLINK;
    to.nl_groups = 0;
    to.nl_pid = 4242;
    T(sendto(s, &h, sizeof h, MSG_DONTWAIT, (void *)&to, sizeof to));
    T(sendto(s, &h, sizeof h, MSG_OOB, (void *)&to, sizeof to));
    g.rtgen_family = AF_UNSPEC;
    T(ask(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, &g, sizeof g) > 0);
    T(recv(s, in, 16, MSG_PEEK | MSG_TRUNC) > 16);
    T(recv(s, in, 16, MSG_PEEK));
    struct sockaddr_nl from;
    struct iovec v1 = {in, 20};
    struct msghdr m = {&from, sizeof from, &v1, 1};
    T(recvmsg(s, &m, 0));
    T(m.msg_flags & MSG_TRUNC);
    T(m.msg_namelen);
    T(from.nl_family);
    T(from.nl_pid);
    T(from.nl_groups);
    answers("rest", "");
    CHILD(setuid(1000); T(ask(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, &g, sizeof g) > 0); answers("links for anyone", "");
          int q = socket(AF_NETLINK, SOCK_RAW, 0); s = q; struct ifinfomsg up = {0, 0, 0, 1, 1, 1};
          T(ask(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, &up, sizeof up) > 0); answers("up", "");
          T(ask(RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK, &am, sizeof am) > 0); answers("add", "");
          T(ask(RTM_DELROUTE, NLM_F_REQUEST | NLM_F_ACK, &r, sizeof r) > 0); answers("del", ""));
    struct ifaddrs *l, *p;
    T(getifaddrs(&l));
    for (p = l; p; p = p->ifa_next)
        if (!strcmp(p->ifa_name, "lo"))
            printf("lo family %d flags %x mask %d data %d\n", p->ifa_addr ? p->ifa_addr->sa_family : -1, p->ifa_flags & ~0x10000,
                   p->ifa_netmask != 0, p->ifa_data != 0);
    T(if_nametoindex("lo"));
    T(if_nametoindex("none"));
    char nb[IF_NAMESIZE];
    T(strcmp(if_indextoname(1, nb), "lo"));
    T((long)if_indextoname(9999, nb));
    n = 4;
    v = 1;
    T(setsockopt(s, SOL_NETLINK, NETLINK_EXT_ACK, &v, 4));
    T(setsockopt(s, SOL_NETLINK, NETLINK_CAP_ACK, &v, 4));
    T(setsockopt(s, SOL_NETLINK, NETLINK_PKTINFO, &v, 4));
    T(setsockopt(s, SOL_NETLINK, NETLINK_NO_ENOBUFS, &v, 4));
    T(setsockopt(s, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &v, 4));
    T(setsockopt(s, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &v, 4));
    v = 999;
    T(setsockopt(s, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &v, 4));
    T(setsockopt(s, SOL_NETLINK, 99, &v, 4));
    T(getsockopt(s, SOL_NETLINK, NETLINK_EXT_ACK, &v, &n));
    T(v);
    T(getsockopt(s, SOL_NETLINK, 99, &v, &n));
    T(setsockopt(s, SOL_NETLINK, NETLINK_EXT_ACK, &v, 2));
    i.ifi_index = 9999;
    T(ask(RTM_GETLINK, NLM_F_REQUEST, &i, sizeof i) > 0);
    answers("refused, capped", "");
}
