/* How much of a datagram comes back with an error about it, and that errors nobody reads, groups nobody leaves and shut raw sockets have
 * their ends. */
#include "parity.h"
#include <linux/errqueue.h>
#include <netinet/ip_icmp.h>

static char buffer[70000], control[300];
static int report(int s, int room) {
    struct iovec v = {buffer, room};
    struct msghdr m = {0, 0, &v, 1, control, sizeof control, 0};
    int n = recvmsg(s, &m, MSG_ERRQUEUE | MSG_DONTWAIT);
    if (room > 100) {
        printf("report %d %s flags %x\n", n, n < 0 ? strerrorname_np(errno) : "", n < 0 ? 0 : m.msg_flags);
    }
    return n;
}
int main() {
    int one = 1;
    struct sockaddr_in nobody = {AF_INET, htons(9), {htonl(INADDR_LOOPBACK)}};
    struct sockaddr_in6 nobody6 = {AF_INET6, htons(9), 0, IN6ADDR_LOOPBACK_INIT};
    int s = socket(AF_INET, SOCK_DGRAM, 0), s6 = socket(AF_INET6, SOCK_DGRAM, 0);
    T(setsockopt(s, SOL_IP, IP_RECVERR, &one, 4));
    T(setsockopt(s6, SOL_IPV6, IPV6_RECVERR, &one, 4));
    static const int sizes[] = {0, 519, 520, 521, 1183, 1184, 1185, 30000};
    for (int i = 0; i < 8; i++) {
        T(sendto(s, buffer, sizes[i], 0, (void *)&nobody, sizeof nobody));
        report(s, sizeof buffer);
        T(sendto(s6, buffer, sizes[i], 0, (void *)&nobody6, sizeof nobody6));
        report(s6, sizeof buffer);
    }
    int told = 0;
    for (int i = 0; i < 20000; i++) {
        sendto(s, buffer, 500, 0, (void *)&nobody, sizeof nobody);
    }
    while (report(s, 10) >= 0) {
        told++;
    }
    printf("some told %d, not all %d\n", told > 20, told < 5000);
    report(s, sizeof buffer);
    T(events(s, POLLIN | POLLOUT));
    for (int i = 1; i < 24; i++) {
        struct ip_mreqn group = {{htonl(0xef000000 | i)}, {htonl(INADDR_LOOPBACK)}, 1};
        int result = setsockopt(s, SOL_IP, IP_ADD_MEMBERSHIP, &group, sizeof group);
        if (result) {
            printf("group %d: %s\n", i, strerrorname_np(errno));
        }
    }
    int raw = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    T(shutdown(raw, SHUT_RDWR));
    T(events(raw, POLLIN | POLLOUT));
    struct icmphdr echo = {ICMP_ECHO};
    signal(SIGPIPE, SIG_IGN);
    T(sendto(raw, &echo, sizeof echo, 0, (void *)&nobody, sizeof nobody));
    T(recv(raw, buffer, 100, MSG_DONTWAIT));
}
