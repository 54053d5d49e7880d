/* When something was sent: SO_TIMESTAMPING and the queue of errors. */
#include "parity.h"
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>

static void told(int s, int flags) {
    unsigned char b[300];
    char control[512];
    struct iovec v = {b, sizeof b};
    struct sockaddr_storage from = {0};
    struct msghdr m = {&from, sizeof from, &v, 1, control, sizeof control};
    int p = events(s, POLLIN | POLLERR), r = recvmsg(s, &m, MSG_ERRQUEUE | flags);
    printf(" poll %x: %d %s flags %x name %d", p, r > 57 ? 57 : r, r < 0 ? strerrorname_np(errno) : "", m.msg_flags, r < 0 ? 0 : (int)m.msg_namelen);
    if (r < 0) { puts(""); return; }
    printf(" last %.*s", r > 3 ? 3 : r, b + (r > 3 ? r - 3 : 0));
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        printf(" | level %d type %d length %zu", c->cmsg_level, c->cmsg_type, (size_t)c->cmsg_len);
        if (c->cmsg_level == SOL_SOCKET && (c->cmsg_type == SO_TIMESTAMPING || c->cmsg_type == 65)) {
            struct timespec *t = (void *)CMSG_DATA(c);
            printf(" %d %d %d", t[0].tv_sec > 1000, t[1].tv_sec != 0, t[2].tv_sec != 0);
        } else if (c->cmsg_type == IP_RECVERR || c->cmsg_type == IPV6_RECVERR) {
            struct sock_extended_err *e = (void *)CMSG_DATA(c);
            printf(" errno %u origin %u type %u code %u info %u data %u family %d", e->ee_errno, e->ee_origin, e->ee_type, e->ee_code, e->ee_info, e->ee_data, SO_EE_OFFENDER(e)->sa_family);
        } else if (c->cmsg_type == IP_PKTINFO && c->cmsg_level == SOL_IP) {
            struct in_pktinfo *i = (void *)CMSG_DATA(c);
            printf(" interface %d to %x", i->ipi_ifindex, ntohl(i->ipi_addr.s_addr));
        }
    }
    puts("");
}
static void all(int s) {
    for (int i = 0; i < 5 && events(s, POLLIN) & POLLERR; i++) told(s, 0);
    told(s, MSG_DONTWAIT);
}
static void on(int s, int flags) {
    int zero = 0;
    setsockopt(s, SOL_SOCKET, SO_TIMESTAMPING, &zero, 4);
    printf("-- %x\n", flags);
    T(setsockopt(s, SOL_SOCKET, SO_TIMESTAMPING, &flags, 4));
}
static void asked(int s, int flags) {
    char control[64] = {0}, x[] = "abc";
    struct iovec v = {x, 3};
    struct msghdr m = {0, 0, &v, 1, control, CMSG_SPACE(4)};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET, c->cmsg_type = SO_TIMESTAMPING, c->cmsg_len = CMSG_LEN(4);
    *(int *)CMSG_DATA(c) = flags;
    printf("asked %x\n", flags);
    T(sendmsg(s, &m, 0));
}
enum { SOFT = SOF_TIMESTAMPING_SOFTWARE, TX = SOF_TIMESTAMPING_TX_SOFTWARE, SCHED = SOF_TIMESTAMPING_TX_SCHED, ACK = SOF_TIMESTAMPING_TX_ACK,
    ID = SOF_TIMESTAMPING_OPT_ID, ONLY = SOF_TIMESTAMPING_OPT_TSONLY, CMSG = SOF_TIMESTAMPING_OPT_CMSG };
static void datagrams(int family) {
    struct sockaddr_in6 a = {AF_INET6, htons(4400), 0, IN6ADDR_LOOPBACK_INIT};
    struct sockaddr_in b = {AF_INET, htons(4400), {htonl(0x7f000001)}};
    int six = family == AF_INET6, s = socket(family, SOCK_DGRAM, 0), c = socket(family, SOCK_DGRAM, 0), one = 1, e;
    socklen_t l = 4;
    printf("==== %d\n", family);
    bind(s, six ? (void *)&a : (void *)&b, six ? sizeof a : sizeof b);
    connect(c, six ? (void *)&a : (void *)&b, six ? sizeof a : sizeof b);
    int flags[] = {TX, TX | SOFT, TX | SOFT | ONLY, TX | SCHED | SOFT | ID | ONLY, ACK | SOFT | ONLY, SCHED | SOFT, TX | SOFT | ONLY | CMSG, SOFT, SOFT | ID, TX | SOFT | ID | SOF_TIMESTAMPING_RX_SOFTWARE, TX | SOFT | ONLY | SOF_TIMESTAMPING_OPT_PKTINFO, 0};
    for (int *f = flags; *f; f++) {
        on(c, *f);
        T(send(c, "abc", 3, 0));
        T(send(c, "def", 3, 0));
        all(c);
    }
    asked(c, TX);
    all(c);
    on(c, SOFT | ONLY);
    asked(c, TX | SCHED), all(c);
    asked(c, 0), all(c);
    asked(c, SOFT), asked(c, ID), asked(c, ACK | TX), all(c);
    on(c, SOFT | TX | ONLY), asked(c, 0), all(c);
    setsockopt(c, six ? SOL_IPV6 : SOL_IP, six ? IPV6_RECVERR : IP_RECVERR, &one, 4);
    setsockopt(c, SOL_IP, IP_PKTINFO, &one, 4);
    on(c, SOFT | TX | ID);
    T(send(c, "abc", 3, 0));
    T(getsockopt(c, SOL_SOCKET, SO_ERROR, &e, &l)), T(e);
    all(c);
    T(setsockopt(c, SOL_SOCKET, SO_SELECT_ERR_QUEUE, &one, 4));
    send(c, "abc", 3, 0), printf("%x\n", events(c, POLLIN | POLLPRI | POLLERR)), all(c);
    close(s);
    T(send(c, "abc", 3, 0));
    all(c);
    close(c);
}
static void streams(void) {
    struct sockaddr_in a = {AF_INET, htons(4401), {htonl(0x7f000001)}};
    int q = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0);
    char b[100];
    printf("==== tcp\n");
    int early = ID | SOFT;
    T(setsockopt(c, SOL_SOCKET, SO_TIMESTAMPING, &early, 4));
    T(bind(q, (void *)&a, sizeof a)); T(listen(q, 1)); T(connect(c, (void *)&a, sizeof a));
    int s = accept(q, 0, 0);
    int flags[] = {TX | SOFT, TX | SOFT | ONLY, TX | SCHED | ACK | SOFT | ONLY | ID, ACK | SOFT | ONLY | ID, ID | SOFT | ONLY | TX | (1 << 16), 0};
    for (int *f = flags; *f; f++) {
        on(c, *f);
        T(send(c, "abc", 3, 0));
        usleep(60000);
        T(recv(s, b, 100, 0));
        all(c);
        T(send(c, "defgh", 5, 0));
        usleep(60000);
        T(recv(s, b, 100, 0));
        all(c);
    }
    asked(c, TX), usleep(60000), all(c);
}
int main() {
    datagrams(AF_INET);
    datagrams(AF_INET6);
    streams();
}
