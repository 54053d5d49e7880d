#include "parity.h"
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/udp.h>

static void groups(const char *text) {
    int fd = open("/proc/sys/net/ipv4/ping_group_range", O_RDWR);
    char now[40] = {0};
    printf("write %d\n", (int)write(fd, text, strlen(text)));
    pread(fd, now, 39, 0);
    printf("%s", now);
    close(fd);
}

static unsigned short sum(const void *data, int length) {
    const unsigned char *p = data;
    unsigned long total = 0;
    for (int i = 0; i < length; i++) {
        total += (unsigned long)p[i] << (i & 1 ? 0 : 8);
    }
    while (total >> 16) {
        total = (total & 65535) + (total >> 16);
    }
    return htons(~total);
}

static struct sockaddr_in at(const char *address, int port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, address, &a.sin_addr);
    return a;
}

static void dump(const char *what, const unsigned char *p, int n) {
    printf("%s %d:", what, n);
    for (int i = 0; i < n && i < 96; i++) {
        printf(" %02x", p[i]);
    }
    printf("\n");
    fflush(stdout);
}

static int get(int fd, unsigned char *buffer, int quiet) {
    struct sockaddr_in from = {0};
    socklen_t length = sizeof from;
    int n = recvfrom(fd, buffer, 512, MSG_DONTWAIT, (void *)&from, &length);
    if (n < 0) {
        printf("nothing: %s\n", strerrorname_np(errno));
    } else if (!quiet) {
        printf("%d from %s port %d\n", n, inet_ntoa(from.sin_addr), ntohs(from.sin_port));
    }
    return n;
}

int main() {
    unsigned char buffer[512];
    struct sockaddr_in lo = at("127.0.0.1", 0), lo2 = at("127.0.0.2", 9), name;
    struct icmphdr echo = {.type = ICMP_ECHO, .un.echo = {htons(0x1111), htons(7)}};
    unsigned char message[16];
    socklen_t length;
    T(socket(AF_INET, SOCK_RAW, 0));
    T(socket(AF_INET, SOCK_RAW, 300));
    T(socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
    T(socket(AF_INET6, SOCK_DGRAM, IPPROTO_ICMP));
    groups("1 0");
    T(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
    groups("5 2");
    groups("0 10");
    groups("x");
    int ping = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    memcpy(message, &echo, 8);
    memcpy(message + 8, "payload!", 8);
    T(send(ping, message, 16, 0));
    T(sendto(ping, message, 7, 0, (void *)&lo, sizeof lo));
    message[1] = 1;
    T(sendto(ping, message, 16, 0, (void *)&lo, sizeof lo));
    message[1] = 0;
    message[0] = 0;
    T(sendto(ping, message, 16, 0, (void *)&lo, sizeof lo));
    message[0] = 8;
    struct sockaddr_in own = at("127.0.0.1", 0x2222);
    T(bind(ping, (void *)&own, sizeof own));
    close(ping);
    ping = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    T(bind(ping, (void *)&own, sizeof own));
    T(bind(ping, (void *)&own, sizeof own));
    length = sizeof name;
    T(getsockname(ping, (void *)&name, &length));
    printf("%s %x\n", inet_ntoa(name.sin_addr), ntohs(name.sin_port));
    int other = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    T(bind(other, (void *)&own, sizeof own));
    T(sendto(ping, message, 16, 0, (void *)&lo2, sizeof lo2));
    T(events(ping, POLLIN | POLLOUT));
    int n = get(ping, buffer, 0);
    dump("reply", buffer, n);
    n = get(ping, buffer, 0);
    T(connect(other, (void *)&lo, sizeof lo));
    T(send(other, message, 16, 0));
    get(other, buffer, 0);
    int one = 1;
    T(setsockopt(ping, SOL_IP, IP_RECVTTL, &one, 4));

    int raw = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    length = sizeof name;
    getsockname(raw, (void *)&name, &length);
    printf("%s %d\n", inet_ntoa(name.sin_addr), ntohs(name.sin_port));
    memcpy(message, &echo, 8);
    *(unsigned short *)(message + 2) = 0;
    *(unsigned short *)(message + 2) = sum(message, 16);
    T(send(raw, message, 16, 0));
    T(sendto(raw, message, 16, 0, (void *)&lo2, sizeof lo2));
    for (int i = 0; i < 2; i++) {
        n = get(raw, buffer, 0);
        printf("header %02x tos %d length %d ttl %d protocol %d sum %d\n", buffer[0], buffer[1], ntohs(*(short *)(buffer + 2)), buffer[8], buffer[9], sum(buffer, 20));
        dump("message", buffer + 20, n - 20);
    }
    get(raw, buffer, 0);
    /* Only replies, please. */
    unsigned filter = ~(1u << ICMP_ECHOREPLY), was = 0;
    T(setsockopt(raw, SOL_RAW, ICMP_FILTER, &filter, 4));
    length = 4;
    T(getsockopt(raw, SOL_RAW, ICMP_FILTER, &was, &length));
    printf("%x %d\n", was, length);
    T(setsockopt(ping, SOL_RAW, ICMP_FILTER, &filter, 4));
    T(setsockopt(raw, SOL_RAW, 2, &filter, 4));
    T(sendto(raw, message, 16, 0, (void *)&lo, sizeof lo));
    n = get(raw, buffer, 0);
    printf("type %d\n", buffer[20]);
    get(raw, buffer, 0);

    /* What comes back from a port that nobody has. */
    filter = 0;
    setsockopt(raw, SOL_RAW, ICMP_FILTER, &filter, 4);
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    own = at("127.0.0.1", 4321);
    bind(udp, (void *)&own, sizeof own);
    struct sockaddr_in nobody = at("127.0.0.3", 999);
    T(sendto(udp, "hello", 5, 0, (void *)&nobody, sizeof nobody));
    T(sendto(udp, "hello", 5, 0, (void *)&nobody, sizeof nobody));
    n = get(raw, buffer, 0);
    dump("unreachable", buffer + 20, 2);
    printf("quoted %02x length %d protocol %d ports %d %d\n", buffer[28], ntohs(*(short *)(buffer + 30)), buffer[37], ntohs(*(short *)(buffer + 48)),
           ntohs(*(short *)(buffer + 50)));
    dump("quoted data", buffer + 56, n - 56);
    T(setsockopt(udp, SOL_IP, IP_RECVERR, &one, 4));
    T(sendto(udp, "hello", 5, 0, (void *)&nobody, sizeof nobody));
    T(events(udp, POLLIN | POLLOUT));
    T(sendto(udp, "again", 5, 0, (void *)&nobody, sizeof nobody));
    T(sendto(udp, "world", 5, 0, (void *)&nobody, sizeof nobody));
    for (int i = 0; i < 3; i++) {
        char control[200];
        struct iovec v = {buffer, 3 + 10 * i};
        struct msghdr m = {&name, sizeof name, &v, 1, control, sizeof control, 0};
        n = recvmsg(udp, &m, MSG_ERRQUEUE);
        printf("error queue %d %s\n", n, n < 0 ? strerrorname_np(errno) : "");
        if (n >= 0) {
            struct cmsghdr *c = CMSG_FIRSTHDR(&m);
            struct sock_extended_err *e = (void *)CMSG_DATA(c);
            struct sockaddr_in *who = (void *)SO_EE_OFFENDER(e);
            printf("flags %x to %s %d level %d type %d length %d: errno %d origin %d type %d code %d info %d data %d by %s %d\n", m.msg_flags,
                   inet_ntoa(name.sin_addr), ntohs(name.sin_port), c->cmsg_level, c->cmsg_type, (int)c->cmsg_len, e->ee_errno, e->ee_origin, e->ee_type, e->ee_code,
                   e->ee_info, e->ee_data, inet_ntoa(who->sin_addr), who->sin_port);
        }
        T(events(udp, POLLIN | POLLOUT));
    }
    T(connect(udp, (void *)&nobody, sizeof nobody));
    T(send(udp, "1", 1, 0));
    int error = 0;
    length = 4;
    T(getsockopt(udp, SOL_SOCKET, SO_ERROR, &error, &length));
    printf("%d\n", error);
    T(recv(udp, buffer, 1, MSG_DONTWAIT));

    /* A datagram by hand, with its header and without. */
    int receiver = socket(AF_INET, SOCK_DGRAM, 0);
    own = at("127.0.0.1", 5555);
    bind(receiver, (void *)&own, sizeof own);
    int hand = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);
    unsigned char packet[31] = {0x45, 0, 0, 0, 0, 0, 0, 0, 33, 17, 0, 0, 0, 0, 0, 0, 127, 0, 0, 1, 0x10, 0x20, 5555 >> 8, 5555 & 255, 0, 11, 0, 0, 'a', 'b', 'c'};
    T(sendto(hand, packet + 20, 11, 0, (void *)&lo, sizeof lo));
    n = get(receiver, buffer, 0);
    dump("by hand", buffer, n);
    n = get(hand, buffer, 0);
    dump("and back", buffer + 20, n - 20);
    int whole = socket(AF_INET, SOCK_RAW, IPPROTO_RAW), included = 0;
    length = 4;
    T(getsockopt(whole, SOL_IP, IP_HDRINCL, &included, &length));
    printf("%d\n", included);
    T(sendto(whole, packet, 19, 0, (void *)&lo, sizeof lo));
    T(sendto(whole, packet, 31, 0, (void *)&lo, sizeof lo));
    n = get(receiver, buffer, 0);
    n = get(hand, buffer, 0);
    printf("ttl %d length %d sum %d\n", buffer[8], ntohs(*(short *)(buffer + 2)), sum(buffer, 20));
    get(whole, buffer, 0);
    T(sendto(receiver, "own", 3, 0, (void *)&own, sizeof own));
    n = get(hand, buffer, 0);
    buffer[26] = buffer[27] = 0;
    dump("overheard", buffer + 20, n - 20);

    /* The same with IPv6. */
    struct sockaddr_in6 lo6 = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    int raw6 = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6), ping6 = socket(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6);
    unsigned char request[12] = {128, 0, 0, 0, 0x12, 0x34, 0, 1, 'd', 'a', 't', 'a'};
    T(sendto(raw6, request, 12, 0, (void *)&lo6, sizeof lo6));
    for (int i = 0; i < 3; i++) {
        n = recv(raw6, buffer, 512, MSG_DONTWAIT);
        dump("six", buffer, n);
    }
    struct icmp6_filter f;
    ICMP6_FILTER_SETBLOCKALL(&f);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &f);
    T(setsockopt(raw6, IPPROTO_ICMPV6, ICMP6_FILTER, &f, sizeof f));
    lo6.sin6_port = htons(0x3333);
    T(bind(ping6, (void *)&lo6, sizeof lo6));
    lo6.sin6_port = 0;
    T(sendto(ping6, request, 12, 0, (void *)&lo6, sizeof lo6));
    n = recv(ping6, buffer, 512, MSG_DONTWAIT);
    dump("six", buffer, n);
    n = recv(raw6, buffer, 512, MSG_DONTWAIT);
    dump("raw six", buffer, n);
    T(recv(raw6, buffer, 512, MSG_DONTWAIT));
    int udp6 = socket(AF_INET6, SOCK_DGRAM, 0);
    T(setsockopt(udp6, SOL_IPV6, IPV6_RECVERR, &one, 4));
    lo6.sin6_port = htons(999);
    T(sendto(udp6, "x", 1, 0, (void *)&lo6, sizeof lo6));
    char control[200];
    struct sockaddr_in6 to;
    struct iovec v = {buffer, 100};
    struct msghdr m = {&to, sizeof to, &v, 1, control, sizeof control, 0};
    T(recvmsg(udp6, &m, MSG_ERRQUEUE));
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    struct sock_extended_err *e = (void *)CMSG_DATA(c);
    printf("level %d type %d length %d: errno %d origin %d type %d code %d port %d\n", c->cmsg_level, c->cmsg_type, (int)c->cmsg_len, e->ee_errno, e->ee_origin,
           e->ee_type, e->ee_code, ntohs(to.sin6_port));
    own_users();
    T(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
}
