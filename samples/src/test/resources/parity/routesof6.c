/* Single routes as ip-route(8) asks for them, the IPv6 routes of lo, and what of a second address of a network is told. */
#include "parity.h"
#include <linux/rtnetlink.h>
static int s;
static char in[32768];
static struct {
    struct nlmsghdr h;
    char b[256];
} q;
static void put(int kind, const void *value, int n) {
    struct rtattr *a = (void *)((char *)&q + NLMSG_ALIGN(q.h.nlmsg_len));
    a->rta_type = kind;
    a->rta_len = RTA_LENGTH(n);
    memcpy(RTA_DATA(a), value, n);
    q.h.nlmsg_len = NLMSG_ALIGN(q.h.nlmsg_len) + RTA_ALIGN(a->rta_len);
}
static void begin(int kind, int flags, const void *body, int n) {
    memset(&q, 0, sizeof q);
    q.h.nlmsg_len = NLMSG_LENGTH(n);
    q.h.nlmsg_type = kind;
    q.h.nlmsg_flags = NLM_F_REQUEST | flags;
    memcpy(q.b, body, n);
}
static void hex(const unsigned char *b, int n) {
    while (n-- > 0) printf("%02x", *b++);
}
static void show(struct nlmsghdr *h) {
    int route = h->nlmsg_type == RTM_NEWROUTE, head = route ? sizeof(struct rtmsg) : sizeof(struct ifaddrmsg);
    struct rtattr *a = (void *)((char *)NLMSG_DATA(h) + NLMSG_ALIGN(head));
    int left = h->nlmsg_len - NLMSG_LENGTH(head), of = 1;
    for (struct rtattr *i = a; RTA_OK(i, left); i = RTA_NEXT(i, left))
        if (route && i->rta_type == RTA_OIF) of = *(int *)RTA_DATA(i);
    if (of != 1 || !route && ((struct ifaddrmsg *)NLMSG_DATA(h))->ifa_index != 1) return;
    printf(" %d flags %x: ", h->nlmsg_type, h->nlmsg_flags);
    hex(NLMSG_DATA(h), head);
    left = h->nlmsg_len - NLMSG_LENGTH(head);
    for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
        printf(" %d=", a->rta_type);
        if (a->rta_type == (route ? RTA_CACHEINFO : IFA_CACHEINFO)) printf("%d long", (int)RTA_PAYLOAD(a));
        else hex(RTA_DATA(a), RTA_PAYLOAD(a));
    }
    puts("");
}
static void tell(const char *what) {
    printf("%s:\n", what);
    send(s, &q, q.h.nlmsg_len, 0);
    for (int done = 0; !done;) {
        int n = recv(s, in, sizeof in, MSG_DONTWAIT);
        if (n < 0) return;
        for (struct nlmsghdr *h = (void *)in; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
            if (h->nlmsg_type == NLMSG_ERROR) printf(" error %d\n", ((struct nlmsgerr *)NLMSG_DATA(h))->error);
            if (h->nlmsg_type == NLMSG_ERROR || h->nlmsg_type == NLMSG_DONE) done = 1;
            else show(h);
        }
    }
}
static void get(const char *to, int bits, int flags, int out, const char *from) {
    unsigned char a[16];
    char what[200];
    int family = strchr(to, ':') ? AF_INET6 : AF_INET;
    struct rtmsg m = {.rtm_family = family, .rtm_dst_len = bits, .rtm_flags = flags};
    begin(RTM_GETROUTE, 0, &m, sizeof m);
    inet_pton(family, to, a);
    put(RTA_DST, a, family == AF_INET ? 4 : 16);
    if (out) put(RTA_OIF, &out, 4);
    if (from) inet_pton(family, from, a), put(RTA_SRC, a, family == AF_INET ? 4 : 16);
    sprintf(what, "%s/%d %x by %d from %s", to, bits, flags, out, from ? from : "any");
    tell(what);
}
static void address(int kind, const char *text, int prefix, int scope) {
    unsigned char a[16];
    int family = strchr(text, ':') ? AF_INET6 : AF_INET;
    struct ifaddrmsg m = {.ifa_family = family, .ifa_prefixlen = prefix, .ifa_index = 1, .ifa_scope = scope};
    begin(kind, NLM_F_ACK | (kind == RTM_NEWADDR ? NLM_F_CREATE | NLM_F_EXCL : 0), &m, sizeof m);
    inet_pton(family, text, a);
    put(IFA_LOCAL, a, family == AF_INET ? 4 : 16);
    put(IFA_ADDRESS, a, family == AF_INET ? 4 : 16);
    tell(text);
}
static void list(int kind, int family) {
    struct rtmsg m = {.rtm_family = family};
    begin(kind, NLM_F_DUMP, &m, sizeof m);
    tell(kind == RTM_GETROUTE ? "routes" : "addresses");
}
int main(void) {
    s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    get("127.0.0.1", 32, 0, 0, 0);
    get("127.0.0.1", 32, RTM_F_LOOKUP_TABLE, 0, 0);
    get("127.0.0.1", 32, RTM_F_LOOKUP_TABLE, 1, 0);
    get("127.1.2.3", 32, RTM_F_LOOKUP_TABLE, 0, "127.0.0.1");
    get("::1", 128, 0, 0, 0);
    get("::1", 128, RTM_F_LOOKUP_TABLE, 0, 0);
    get("::1", 128, RTM_F_LOOKUP_TABLE, 1, 0);
    get("::1", 128, RTM_F_LOOKUP_TABLE, 0, "::1");
    list(RTM_GETROUTE, AF_INET6);
    address(RTM_NEWADDR, "127.0.0.8", 8, 0);
    address(RTM_NEWADDR, "127.0.0.8", 8, 254);
    address(RTM_NEWADDR, "127.0.0.9", 8, 254);
    address(RTM_NEWADDR, "127.0.0.10", 32, 254);
    address(RTM_NEWADDR, "10.9.0.1", 24, 0);
    address(RTM_NEWADDR, "10.9.0.2", 24, 0);
    address(RTM_NEWADDR, "10.9.0.3", 25, 0);
    address(RTM_NEWADDR, "fd00:5::1", 64, 0);
    address(RTM_NEWADDR, "fd00:5::8", 64, 0);
    address(RTM_NEWADDR, "fd00:4::8", 128, 0);
    usleep(200000); // Linux makes the routes of IPv6 addresses a moment later
    list(RTM_GETADDR, AF_INET);
    list(RTM_GETROUTE, AF_INET6);
    get("fd00:5::1", 128, RTM_F_LOOKUP_TABLE, 0, 0);
    get("fd00:5::2", 128, RTM_F_LOOKUP_TABLE, 0, 0);
    get("fd00:6::2", 128, RTM_F_LOOKUP_TABLE, 0, 0);
    get("fd00:4::8", 128, RTM_F_LOOKUP_TABLE, 0, 0);
    address(RTM_DELADDR, "127.0.0.9", 8, 0);
    address(RTM_DELADDR, "127.0.0.9", 8, 0);
    address(RTM_DELADDR, "127.0.0.10", 32, 0);
    list(RTM_GETADDR, AF_INET);
    address(RTM_DELADDR, "127.0.0.8", 8, 0);
    list(RTM_GETROUTE, AF_INET);
    address(RTM_DELADDR, "10.9.0.1", 24, 0);
    address(RTM_DELADDR, "fd00:5::1", 64, 0);
    list(RTM_GETADDR, AF_INET);
    list(RTM_GETROUTE, AF_INET6);
    address(RTM_DELADDR, "10.9.0.3", 25, 0);
    address(RTM_DELADDR, "fd00:5::8", 64, 0);
    address(RTM_DELADDR, "fd00:4::8", 128, 0);
    list(RTM_GETROUTE, AF_INET6);
}
