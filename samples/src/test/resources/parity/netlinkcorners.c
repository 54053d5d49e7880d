/* rtnetlink: names, dumps and single answers, addresses that come and go, acknowledgements, groups. */
#include "parity.h"
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/inet_diag.h>
#include <net/if.h>
#define ALL (POLLIN | POLLOUT | POLLPRI | POLLERR | POLLHUP | POLLRDHUP)
static char buf[65536];
static int seq = 1;
static int ask(int s, int type, int flags, void *body, int n) {
    struct {
        struct nlmsghdr h;
        char b[512];
    } q = {{NLMSG_HDRLEN + n, type, flags, seq++, 0}};
    memcpy(q.b, body, n);
    errno = 0;
    int r = send(s, &q, q.h.nlmsg_len, 0);
    printf("ask %d flags %x: %d %s\n", type, flags, r, r < 0 ? strerrorname_np(errno) : "");
    return r;
}
static void answers(int s, int most) {
    for (int k = 0; k < most; k++) {
        int r = recv(s, buf, sizeof buf, MSG_DONTWAIT);
        if (r < 0) {
            printf("  end %s\n", strerrorname_np(errno));
            return;
        }
        struct nlmsghdr *h = (void *)buf;
        int n = r;
        for (; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
            printf("  type %d flags %x seq %d", h->nlmsg_type, h->nlmsg_flags, h->nlmsg_seq);
            if (h->nlmsg_type == NLMSG_ERROR) printf(" error %d len %d", ((struct nlmsgerr *)NLMSG_DATA(h))->error, h->nlmsg_len);
            if (h->nlmsg_type == RTM_NEWLINK) {
                struct ifinfomsg *i = NLMSG_DATA(h);
                printf(" link %d type %d flags %x:", i->ifi_index, i->ifi_type, i->ifi_flags & IFF_UP);
            }
            if (h->nlmsg_type == RTM_NEWADDR) {
                struct ifaddrmsg *i = NLMSG_DATA(h);
                printf(" addr %d %d/%d scope %d flags %x:", i->ifa_index, i->ifa_family, i->ifa_prefixlen, i->ifa_scope, i->ifa_flags);
                struct rtattr *a = IFA_RTA(i);
                int l = IFA_PAYLOAD(h);
                for (; RTA_OK(a, l); a = RTA_NEXT(a, l)) printf(" %d[%d]", a->rta_type, (int)RTA_PAYLOAD(a));
            }
            if (h->nlmsg_type == RTM_NEWROUTE) {
                struct rtmsg *i = NLMSG_DATA(h);
                printf(" route %d/%d table %d type %d proto %d scope %d:", i->rtm_family, i->rtm_dst_len, i->rtm_table, i->rtm_type,
                       i->rtm_protocol, i->rtm_scope);
                struct rtattr *a = RTM_RTA(i);
                int l = RTM_PAYLOAD(h);
                for (; RTA_OK(a, l); a = RTA_NEXT(a, l)) printf(" %d[%d]", a->rta_type, (int)RTA_PAYLOAD(a));
            }
            if (h->nlmsg_type == RTM_NEWNEIGH || h->nlmsg_type == RTM_NEWRULE) printf(" len %d", h->nlmsg_len);
            puts("");
        }
    }
}
int main() {
    unshare(CLONE_NEWNET);
    int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), v;
    socklen_t l;
    struct sockaddr_nl n = {AF_NETLINK}, g;
    l = sizeof g;
    T(getsockname(s, (void *)&g, &l));
    printf("%d %d %d %d\n", l, g.nl_family, g.nl_pid, g.nl_groups);
    T(bind(s, (void *)&n, sizeof n));
    l = sizeof g;
    T(getsockname(s, (void *)&g, &l));
    printf("%d %d\n", g.nl_pid == getpid(), g.nl_groups);
    T(bind(s, (void *)&n, sizeof n));
    n.nl_pid = 5;
    T(bind(s, (void *)&n, sizeof n));
    T(bind(s, (void *)&n, 4));
    n.nl_family = AF_INET;
    T(bind(s, (void *)&n, sizeof n));
    n.nl_family = AF_NETLINK;
    n.nl_pid = 0;
    T(connect(s, (void *)&n, sizeof n));
    l = sizeof g;
    T(getpeername(s, (void *)&g, &l));
    printf("%d %d\n", l, g.nl_pid);
    T(listen(s, 1));
    T(shutdown(s, 2));
    T(events(s, ALL));
    T(recv(s, buf, 1, MSG_DONTWAIT));
    T(write(s, "x", 1));
    answers(s, 2);
    l = 4;
    T(getsockopt(s, SOL_SOCKET, SO_PASSCRED, &v, &l));
    T(v);
    T(getsockopt(s, SOL_SOCKET, SO_DOMAIN, &v, &l));
    T(v);
    T(getsockopt(s, SOL_SOCKET, SO_PROTOCOL, &v, &l));
    T(v);
    struct {
        struct ifinfomsg i;
        char b[100];
    } li = {{AF_UNSPEC}};
    struct rtgenmsg gm = {AF_UNSPEC};
    ask(s, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, &li, sizeof(struct ifinfomsg));
    answers(s, 5);
    ask(s, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, &gm, sizeof gm);
    answers(s, 5);
    li.i.ifi_index = 1;
    ask(s, RTM_GETLINK, NLM_F_REQUEST, &li, sizeof(struct ifinfomsg));
    answers(s, 5);
    ask(s, RTM_GETLINK, NLM_F_REQUEST | NLM_F_ACK, &li, sizeof(struct ifinfomsg));
    answers(s, 5);
    li.i.ifi_index = 99;
    ask(s, RTM_GETLINK, NLM_F_REQUEST, &li, sizeof(struct ifinfomsg));
    answers(s, 5);
    li.i.ifi_index = 0;
    ask(s, RTM_GETLINK, NLM_F_REQUEST, &li, sizeof(struct ifinfomsg));
    answers(s, 5);
    {
        struct rtattr *a = (void *)li.b;
        a->rta_type = IFLA_IFNAME;
        a->rta_len = RTA_LENGTH(3);
        strcpy(RTA_DATA(a), "lo");
        ask(s, RTM_GETLINK, NLM_F_REQUEST, &li, sizeof(struct ifinfomsg) + RTA_SPACE(3));
        answers(s, 5);
        strcpy(RTA_DATA(a), "xx");
        ask(s, RTM_GETLINK, NLM_F_REQUEST, &li, sizeof(struct ifinfomsg) + RTA_SPACE(3));
        answers(s, 5);
    }
    ask(s, RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, &gm, sizeof gm);
    answers(s, 5);
    ask(s, RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, &gm, sizeof gm);
    answers(s, 5);
    li.i.ifi_index = 1;
    li.i.ifi_flags = IFF_UP;
    li.i.ifi_change = IFF_UP;
    ask(s, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, &li, sizeof(struct ifinfomsg));
    answers(s, 5);
    ask(s, RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, &gm, sizeof gm);
    answers(s, 5);
    gm.rtgen_family = AF_INET;
    ask(s, RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, &gm, sizeof gm);
    answers(s, 5);
    gm.rtgen_family = AF_INET;
    ask(s, RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, &gm, sizeof gm);
    answers(s, 9);
    gm.rtgen_family = 99;
    ask(s, RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, &gm, sizeof gm);
    answers(s, 5);
    struct {
        struct ifaddrmsg i;
        char b[100];
    } ad = {{AF_INET, 24, 0, 0, 1}};
    struct rtattr *a = (void *)ad.b;
    a->rta_type = IFA_LOCAL;
    a->rta_len = RTA_LENGTH(4);
    *(int *)RTA_DATA(a) = htonl(0x0a000001);
    int an = sizeof(struct ifaddrmsg) + RTA_SPACE(4);
    a = (void *)(ad.b + RTA_SPACE(4));
    a->rta_type = IFA_ADDRESS;
    a->rta_len = RTA_LENGTH(4);
    *(int *)RTA_DATA(a) = htonl(0x0a000001);
    an += RTA_SPACE(4);
    ask(s, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, &ad, an);
    answers(s, 5);
    ask(s, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, &ad, an);
    answers(s, 5);
    ask(s, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE, &ad, an);
    answers(s, 5);
    ask(s, RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, &gm, sizeof gm);
    answers(s, 5);
    ask(s, RTM_DELADDR, NLM_F_REQUEST | NLM_F_ACK, &ad, an);
    answers(s, 5);
    ask(s, RTM_DELADDR, NLM_F_REQUEST | NLM_F_ACK, &ad, an);
    answers(s, 5);
    ad.i.ifa_index = 99;
    ask(s, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE, &ad, an);
    answers(s, 5);
    ad.i.ifa_index = 1;
    ad.i.ifa_prefixlen = 40;
    ask(s, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE, &ad, an);
    answers(s, 5);
    struct {
        struct rtmsg r;
        char b[100];
    } rt = {{AF_INET, 32}};
    a = (void *)rt.b;
    a->rta_type = RTA_DST;
    a->rta_len = RTA_LENGTH(4);
    *(int *)RTA_DATA(a) = htonl(0x7f000001);
    ask(s, RTM_GETROUTE, NLM_F_REQUEST, &rt, sizeof(struct rtmsg) + RTA_SPACE(4));
    answers(s, 5);
    *(int *)RTA_DATA(a) = htonl(0x08080808);
    ask(s, RTM_GETROUTE, NLM_F_REQUEST, &rt, sizeof(struct rtmsg) + RTA_SPACE(4));
    answers(s, 5);
    ask(s, 9999, NLM_F_REQUEST | NLM_F_ACK, &gm, 1);
    answers(s, 5);
    ask(s, RTM_GETLINK, 0, &li, sizeof(struct ifinfomsg));
    answers(s, 5);
    ask(s, RTM_GETLINK, NLM_F_ACK, &li, sizeof(struct ifinfomsg));
    answers(s, 5);
    ask(s, NLMSG_NOOP, NLM_F_REQUEST | NLM_F_ACK, &gm, 0);
    answers(s, 5);
    ask(s, NLMSG_DONE, NLM_F_REQUEST | NLM_F_ACK, &gm, 0);
    answers(s, 5);
    ask(s, RTM_GETNEIGH, NLM_F_REQUEST | NLM_F_DUMP, &gm, sizeof gm);
    answers(s, 5);
    gm.rtgen_family = AF_INET;
    ask(s, RTM_GETRULE, NLM_F_REQUEST | NLM_F_DUMP, &gm, sizeof gm);
    answers(s, 9);
    ask(s, RTM_DELLINK, NLM_F_REQUEST | NLM_F_ACK, &li, sizeof(struct ifinfomsg));
    answers(s, 5);
    ask(s, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, &li, 4);
    answers(s, 5);
    ask(s, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, &li, sizeof(struct ifinfomsg));
    {
        char small[20];
        struct iovec iv = {small, 20};
        struct sockaddr_nl f;
        struct msghdr m = {&f, sizeof f, &iv, 1};
        int r = recvmsg(s, &m, MSG_PEEK | MSG_TRUNC);
        printf("%d %x %d %d %d\n", r > 20, m.msg_flags, m.msg_namelen, f.nl_pid, f.nl_groups);
        r = recvmsg(s, &m, MSG_PEEK);
        printf("%d %x\n", r, m.msg_flags);
        r = recvmsg(s, &m, MSG_TRUNC);
        printf("%d %x\n", r > 20, m.msg_flags);
    }
    answers(s, 5);
    int o = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_ROUTE);
    struct sockaddr_nl b = {AF_NETLINK, 0, 77, 1};
    T(bind(o, (void *)&b, sizeof b));
    int o2 = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_ROUTE);
    T(bind(o2, (void *)&b, sizeof b));
    v = 1;
    T(setsockopt(o2, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &v, 4));
    v = 999;
    T(setsockopt(o2, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &v, 4));
    l = sizeof g;
    T(getsockname(o2, (void *)&g, &l));
    T(g.nl_groups);
    li.i.ifi_flags = 0;
    li.i.ifi_change = IFF_UP;
    ask(s, RTM_NEWLINK, NLM_F_REQUEST, &li, sizeof(struct ifinfomsg));
    T(recv(o, buf, sizeof buf, MSG_DONTWAIT) > 0);
    T(((struct nlmsghdr *)buf)->nlmsg_type);
    T(recv(o2, buf, sizeof buf, MSG_DONTWAIT) > 0);
    b.nl_pid = 77;
    b.nl_groups = 0;
    T(sendto(s, "hello there, you all", 20, 0, (void *)&b, sizeof b));
    T(recv(o, buf, 100, MSG_DONTWAIT) > 0);
    b.nl_pid = 78;
    T(sendto(s, "hello there, you all", 20, 0, (void *)&b, sizeof b));
    b.nl_family = AF_INET;
    T(sendto(s, "hello there, you all", 20, 0, (void *)&b, sizeof b));
    int k = socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
    struct sockaddr_nl kb = {AF_NETLINK, 0, 0, 1};
    T(bind(k, (void *)&kb, sizeof kb));
    T(recv(k, buf, 10, MSG_DONTWAIT));
    T(events(k, ALL));
    T(send(k, "x", 1, 0));
}
