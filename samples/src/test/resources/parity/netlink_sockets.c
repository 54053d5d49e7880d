#include "parity.h"
#include <linux/netlink.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <linux/genetlink.h>
static int s;
static char in[65536];
static void diag(const char *what, int protocol, int states, int family, int port) {
    struct {
        struct nlmsghdr h;
        struct inet_diag_req_v2 r;
    } q = {{sizeof q, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, 5, 0}, {family, protocol, 0xff, 0, states}};
    T(send(s, &q, sizeof q, 0) > 0);
    printf("%s:\n", what);
    int done = 0;
    while (!done) {
        int n = recv(s, in, sizeof in, MSG_DONTWAIT);
        if (n < 0) {
            printf(" %s\n", strerrorname_np(errno));
            break;
        }
        for (struct nlmsghdr *h = (void *)in; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
            if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR) {
                printf(" end %d %d\n", h->nlmsg_type, *(int *)NLMSG_DATA(h));
                done = 1;
                break;
            }
            struct inet_diag_msg *m = NLMSG_DATA(h);
            if (ntohs(m->id.idiag_sport) == port || ntohs(m->id.idiag_dport) == port)
                printf(" family %d state %d from here %d remote %d rqueue %d wqueue %d uid %d inode %d\n", m->idiag_family, m->idiag_state,
                       ntohs(m->id.idiag_sport) == port, m->id.idiag_dport != 0, m->idiag_rqueue, m->idiag_wqueue, m->idiag_uid,
                       m->idiag_inode != 0);
        }
    }
}
int main() {
    setvbuf(stdout, 0, _IOLBF, 0);
    T((s = socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG)) >= 0);
    socklen_t n;
    struct sockaddr_in at = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
    int l = socket(AF_INET, SOCK_STREAM, 0);
    bind(l, (void *)&at, sizeof at);
    listen(l, 7);
    n = sizeof at;
    getsockname(l, (void *)&at, &n);
    int c = socket(AF_INET, SOCK_STREAM, 0);
    connect(c, (void *)&at, sizeof at);
    diag("listening", IPPROTO_TCP, 1 << 10, AF_INET, ntohs(at.sin_port));
    diag("established", IPPROTO_TCP, 1 << 1, AF_INET, ntohs(at.sin_port));
    diag("none", IPPROTO_TCP, 1 << 8, AF_INET, ntohs(at.sin_port));
    int a = accept(l, 0, 0);
    write(c, "abc", 3);
    usleep(1000);
    diag("all", IPPROTO_TCP, -1, AF_INET, ntohs(at.sin_port));
    diag("six", IPPROTO_TCP, -1, AF_INET6, ntohs(at.sin_port));
    int u = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in ua = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
    bind(u, (void *)&ua, sizeof ua);
    n = sizeof ua;
    getsockname(u, (void *)&ua, &n);
    diag("udp", IPPROTO_UDP, -1, AF_INET, ntohs(ua.sin_port));
    connect(u, (void *)&at, sizeof at);
    diag("udp connected", IPPROTO_UDP, -1, AF_INET, ntohs(ua.sin_port));
    int p[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    struct stat st[2];
    fstat(p[0], st);
    fstat(p[1], st + 1);
    struct {
        struct nlmsghdr h;
        struct unix_diag_req r;
    } q = {{sizeof q, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, 5, 0},
           {AF_UNIX, 0, 0, -1, 0, UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN}};
    T(send(s, &q, sizeof q, 0) > 0);
    for (int done = 0; !done;) {
        int r = recv(s, in, sizeof in, MSG_DONTWAIT);
        if (r < 0) break;
        for (struct nlmsghdr *h = (void *)in; NLMSG_OK(h, r); h = NLMSG_NEXT(h, r)) {
            if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR) {
                printf("end %d %d\n", h->nlmsg_type, *(int *)NLMSG_DATA(h));
                done = 1;
                break;
            }
            struct unix_diag_msg *m = NLMSG_DATA(h);
            if (m->udiag_ino == st[0].st_ino || m->udiag_ino == st[1].st_ino)
                printf("unix type %d state %d\n", m->udiag_type, m->udiag_state);
        }
    }
    int k;
    T((k = socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT)) >= 0);
    struct sockaddr_nl nl = {AF_NETLINK, 0, 0, 1};
    T(bind(k, (void *)&nl, sizeof nl));
    T(recv(k, in, 100, MSG_DONTWAIT));
}
