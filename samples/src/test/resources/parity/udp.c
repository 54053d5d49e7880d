#include "parity.h"
int main() {
    struct sockaddr_in a = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}}, g;
    socklen_t l = sizeof a;
    char b[70000];
    int s = socket(AF_INET, SOCK_DGRAM, 0), c = socket(AF_INET, SOCK_DGRAM, 0);
    T(send(c, "x", 1, 0));
    T(bind(s, (void *)&a, l));
    getsockname(s, (void *)&a, &l);
    T(sendto(c, "hello", 5, 0, (void *)&a, l));
    T(sendto(c, "", 0, 0, (void *)&a, l));
    T(sendto(c, b, 65508, 0, (void *)&a, l));
    T(sendto(c, b, 65507, 0, (void *)&a, l));
    T(recvfrom(s, b, 3, 0, (void *)&g, &l));
    T(g.sin_addr.s_addr == a.sin_addr.s_addr);
    T(recv(s, b, 9, 0));
    T(recv(s, b, sizeof b, MSG_PEEK));
    T(recv(s, b, 10, MSG_TRUNC));
    T(recv(s, b, 1, MSG_DONTWAIT));
    T(events(s, POLLIN | POLLOUT));
    T(connect(c, (void *)&a, l));
    T(send(c, "c", 1, 0));
    T(close(s));
    T(send(c, "d", 1, 0));
    usleep(1000);
    T(events(c, POLLIN | POLLOUT));
    T(send(c, "e", 1, 0));
    usleep(1000);
    T(recv(c, b, 1, MSG_DONTWAIT));
    a.sin_family = AF_UNSPEC;
    T(connect(c, (void *)&a, l));
    T(send(c, "f", 1, 0));
    T(getpeername(c, (void *)&g, &l));
    struct mmsghdr m[3] = {0};
    struct iovec v[3];
    s = socket(AF_INET, SOCK_DGRAM, 0);
    a.sin_family = AF_INET;
    a.sin_port = 0;
    bind(s, (void *)&a, sizeof a);
    l = sizeof a;
    getsockname(s, (void *)&a, &l);
    for (int i = 0; i < 3; i++) {
        v[i].iov_base = "abc" + i;
        v[i].iov_len = 3 - i;
        m[i].msg_hdr.msg_iov = v + i;
        m[i].msg_hdr.msg_iovlen = 1;
        m[i].msg_hdr.msg_name = &a;
        m[i].msg_hdr.msg_namelen = l;
    }
    T(sendmmsg(c, m, 3, 0));
    for (int i = 0; i < 3; i++) {
        m[i].msg_hdr.msg_name = 0;
        v[i].iov_base = b + 10 * i;
        v[i].iov_len = 10;
    }
    T(recvmmsg(s, m, 3, MSG_WAITFORONE, 0));
    for (int i = 0; i < 3; i++) T(m[i].msg_len);
    int on = 1;
    T(setsockopt(s, IPPROTO_IP, IP_PKTINFO, &on, 4));
    T(sendto(c, "p", 1, 0, (void *)&a, l));
    char control[100];
    struct msghdr h = {0, 0, v, 1, control, 100, 0};
    T(recvmsg(s, &h, 0));
    struct cmsghdr *x = CMSG_FIRSTHDR(&h);
    struct in_pktinfo *i = (void *)CMSG_DATA(x);
    printf("%d %d %d %x\n", x->cmsg_level, x->cmsg_type, i->ipi_ifindex, ntohl(i->ipi_addr.s_addr));
}
