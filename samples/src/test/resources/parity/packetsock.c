/* AF_PACKET on the loopback interface: what is seen of datagrams and echo requests, filters, options, refusals. */
#include "parity.h"
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>

static int drain(int fd, const char *what, int raw, int port) {
    unsigned char b[2048];
    int count = 0;
    for (;;) {
        struct sockaddr_ll from;
        socklen_t length = sizeof from;
        memset(&from, 0, sizeof from);
        int n = recvfrom(fd, b, sizeof b, MSG_DONTWAIT | MSG_TRUNC, (struct sockaddr *)&from, &length);
        if (n < 0) {
            break;
        }
        unsigned char *ip = raw ? b + 14 : b;
        if (ip[0] >> 4 != 4 || (ip[9] == 17 && (ip[22] << 8 | ip[23]) != port)) {
            continue;
        }
        printf("%s: %d bytes family %d protocol %x index %d hatype %d pkttype %d halen %d len %d", what, n, from.sll_family,
               ntohs(from.sll_protocol), from.sll_ifindex, from.sll_hatype, from.sll_pkttype, from.sll_halen, length);
        printf(" ip proto %d total %d", ip[9], ip[2] << 8 | ip[3]);
        if (ip[9] == 17) {
            printf(" udp len %d data %.*s", ip[24] << 8 | ip[25], n - (raw ? 42 : 28) < 0 ? 0 : n - (raw ? 42 : 28), ip + 28);
        } else if (ip[9] == 1) {
            printf(" icmp type %d", ip[20]);
        }
        printf("\n");
        count++;
    }
    printf("%s: %d, then %s\n", what, count, strerrorname_np(errno));
    return count;
}

static int packet(int type, int protocol, int index) {
    int fd = socket(AF_PACKET, type, htons(protocol));
    struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(protocol), .sll_ifindex = index};
    if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0) {
        perror("bind");
    }
    return fd;
}

static void stats(int fd) {
    struct tpacket_stats s;
    socklen_t length = sizeof s;
    T(getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &s, &length));
    printf("packets %u drops %u length %d\n", s.tp_packets, s.tp_drops, length);
}

int main(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof to;
    int in = socket(AF_INET, SOCK_DGRAM, 0);
    bind(in, (struct sockaddr *)&to, sizeof to);
    getsockname(in, (struct sockaddr *)&to, &length);
    int out = socket(AF_INET, SOCK_DGRAM, 0);
    int port = ntohs(to.sin_port);

    T(socket(AF_PACKET, SOCK_STREAM, 0));
    T(socket(AF_PACKET, SOCK_SEQPACKET, 0));
    int raw = packet(SOCK_RAW, ETH_P_ALL, 1);
    int cooked = packet(SOCK_DGRAM, ETH_P_ALL, 1);
    int ip = packet(SOCK_DGRAM, ETH_P_IP, 1);
    int any = packet(SOCK_DGRAM, ETH_P_IP, 0);
    int six = packet(SOCK_DGRAM, ETH_P_IPV6, 1);
    T(sendto(out, "hello", 5, 0, (struct sockaddr *)&to, sizeof to));
    drain(raw, "raw", 1, port);
    drain(cooked, "cooked", 0, port);
    drain(ip, "ip", 0, port);
    drain(any, "any", 0, port);
    drain(six, "six", 0, port);
    stats(ip);
    stats(ip);

    struct sockaddr_ll name;
    memset(&name, 0, sizeof name);
    length = sizeof name;
    T(getsockname(raw, (struct sockaddr *)&name, &length));
    printf("%d: %d %x %d %d %d %d\n", length, name.sll_family, ntohs(name.sll_protocol), name.sll_ifindex, name.sll_hatype,
           name.sll_pkttype, name.sll_halen);
    length = sizeof name;
    T(getsockname(any, (struct sockaddr *)&name, &length));
    printf("%d: %x %d %d %d\n", length, ntohs(name.sll_protocol), name.sll_ifindex, name.sll_hatype, name.sll_halen);
    T(getpeername(raw, (struct sockaddr *)&name, &length));
    T(connect(raw, (struct sockaddr *)&name, sizeof name));
    T(listen(raw, 1));
    T(shutdown(raw, 2));
    struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = 77};
    T(bind(raw, (struct sockaddr *)&at, sizeof at));
    T(bind(raw, (struct sockaddr *)&at, 12));
    at.sll_family = AF_INET;
    T(bind(raw, (struct sockaddr *)&at, sizeof at));
    T(recv(raw, &at, 1, MSG_DONTWAIT | MSG_OOB));

    /* Only UDP to our port, and of that 30 bytes */
    struct sock_filter code[] = {BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23),
                                 BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 4),
                                 BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14),
                                 BPF_STMT(BPF_LD | BPF_H | BPF_IND, 16),
                                 BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, port, 0, 1),
                                 BPF_STMT(BPF_RET | BPF_K, 44),
                                 BPF_STMT(BPF_RET | BPF_K, 0)};
    struct sock_fprog program = {7, code};
    T(setsockopt(raw, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));
    struct sock_filter back[7];
    length = 7;
    T(getsockopt(raw, SOL_SOCKET, SO_GET_FILTER, back, &length));
    printf("length %d same %d\n", length, memcmp(code, back, sizeof code));
    length = 3;
    T(getsockopt(raw, SOL_SOCKET, SO_GET_FILTER, back, &length));
    length = 0;
    T(getsockopt(raw, SOL_SOCKET, SO_GET_FILTER, back, &length));
    printf("length %d\n", length);
    int one = 1, zero = 0;
    T(setsockopt(raw, SOL_PACKET, PACKET_AUXDATA, &one, 4));
    T(sendto(out, "filtered", 8, 0, (struct sockaddr *)&to, sizeof to));
    char bytes[2048], control[256];
    struct iovec v = {bytes, sizeof bytes};
    struct msghdr m = {&name, sizeof name, &v, 1, control, sizeof control, 0};
    int n = recvmsg(raw, &m, 0);
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    struct tpacket_auxdata *aux = (void *)CMSG_DATA(c);
    printf("%d flags %x namelen %d cmsg %d %d %d: len %d snaplen %d mac %d net %d\n", n, m.msg_flags, m.msg_namelen, c->cmsg_level,
           c->cmsg_type, (int)c->cmsg_len, aux->tp_len, aux->tp_snaplen, aux->tp_mac, aux->tp_net);
    drain(raw, "filtered", 1, port);
    T(setsockopt(raw, SOL_SOCKET, SO_LOCK_FILTER, &one, 4));
    T(setsockopt(raw, SOL_SOCKET, SO_LOCK_FILTER, &zero, 4));
    T(setsockopt(raw, SOL_SOCKET, SO_DETACH_FILTER, &zero, 4));
    T(setsockopt(raw, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));
    T(setsockopt(cooked, SOL_SOCKET, SO_DETACH_FILTER, &zero, 4));
    code[6].code = BPF_JMP | BPF_JA;
    T(setsockopt(cooked, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));
    program.len = 0;
    T(setsockopt(cooked, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));
    T(setsockopt(cooked, SOL_SOCKET, SO_ATTACH_FILTER, &program, 8));
    program.len = 7;
    program.filter = (void *)8;
    T(setsockopt(cooked, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));

    /* What filters see beside the bytes: only what leaves */
    struct sock_filter leaves[] = {BPF_STMT(BPF_LD | BPF_B | BPF_ABS, SKF_AD_OFF + SKF_AD_PKTTYPE),
                                   BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 0, 3),
                                   BPF_STMT(BPF_LD | BPF_B | BPF_ABS, SKF_NET_OFF + 9),
                                   BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 1),
                                   BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
                                   BPF_STMT(BPF_RET | BPF_K, 0)};
    struct sock_fprog second = {6, leaves};
    T(setsockopt(cooked, SOL_SOCKET, SO_ATTACH_FILTER, &second, sizeof second));
    drain(cooked, "before", 0, port);
    T(sendto(out, "leaves", 6, 0, (struct sockaddr *)&to, sizeof to));
    drain(cooked, "leaves", 0, port);
    T(setsockopt(cooked, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, 4));
    T(sendto(out, "ignored", 7, 0, (struct sockaddr *)&to, sizeof to));
    drain(cooked, "ignored", 0, port);

    /* A frame of our own making is received as any other */
    struct sockaddr_in6 six6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int in6 = socket(AF_INET6, SOCK_DGRAM, 0);
    bind(in6, (struct sockaddr *)&six6, sizeof six6);
    length = sizeof six6;
    getsockname(in6, (struct sockaddr *)&six6, &length);
    unsigned char frame[65] = {0};
    frame[12] = 0x86;
    frame[13] = 0xdd;
    unsigned char *h = frame + 14, *u = frame + 54;
    h[0] = 0x60;
    h[5] = 11;
    h[6] = 17;
    h[7] = 9;
    h[23] = h[39] = 1;
    u[0] = 30;
    u[2] = ntohs(six6.sin6_port) >> 8;
    u[3] = ntohs(six6.sin6_port);
    u[5] = 11;
    memcpy(u + 8, "own", 3);
    unsigned sum = 17 + 11;
    for (int i = 8; i < 51; i++) {
        sum += i & 1 ? h[i] : h[i] << 8;
    }
    sum = (sum & 0xffff) + (sum >> 16);
    u[6] = ~sum >> 8;
    u[7] = ~sum;
    int sender = packet(SOCK_RAW, 0, 1);
    T(send(sender, frame, sizeof frame, 0));
    T(recv(in6, bytes, sizeof bytes, 0));
    printf("%.3s\n", bytes);
    struct sockaddr_ll link = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IPV6), .sll_ifindex = 1, .sll_halen = 6};
    int dgram = packet(SOCK_DGRAM, 0, 0);
    T(sendto(dgram, frame + 14, 51, 0, (struct sockaddr *)&link, sizeof link));
    T(recv(in6, bytes, sizeof bytes, 0));
    T(send(dgram, frame, 45, 0));
    T(send(sender, frame, 10, 0));
    link.sll_ifindex = 55;
    T(sendto(dgram, frame + 14, 51, 0, (struct sockaddr *)&link, sizeof link));
    T(sendto(dgram, frame + 14, 51, 0, (struct sockaddr *)&link, 10));

    struct packet_mreq wants = {1, PACKET_MR_PROMISC, 0, {0}};
    T(setsockopt(raw, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &wants, sizeof wants));
    T(setsockopt(raw, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &wants, 8));
    T(setsockopt(raw, SOL_PACKET, PACKET_DROP_MEMBERSHIP, &wants, sizeof wants));
    wants.mr_ifindex = 99;
    T(setsockopt(raw, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &wants, sizeof wants));
    for (int v = 0; v < 4; v++) {
        int size = v;
        length = 4;
        T(getsockopt(raw, SOL_PACKET, PACKET_HDRLEN, &size, &length));
        printf("version %d header %d\n", v, size);
    }
    T(getsockopt(raw, SOL_PACKET, 99, &one, &length));
    T(setsockopt(raw, SOL_PACKET, 99, &one, 4));
    T(setsockopt(raw, SOL_IP, IP_TTL, &one, 4));
    T(getsockopt(raw, SOL_IP, IP_TTL, &one, &length));
    T(setsockopt(raw, SOL_PACKET, PACKET_AUXDATA, &one, 2));
    int ints[] = {PACKET_AUXDATA,   PACKET_ORIGDEV,      PACKET_VERSION,        PACKET_RESERVE,
                  PACKET_TIMESTAMP, PACKET_QDISC_BYPASS, PACKET_IGNORE_OUTGOING};
    for (int i = 0; i < 7; i++) {
        int value = -7;
        length = 4;
        T(getsockopt(raw, SOL_PACKET, ints[i], &value, &length));
        printf("%d: %d\n", ints[i], value);
    }
    T(fcntl(raw, F_GETFD));
    if (fork() == 0) {
        T(setuid(1000));
        T(socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)));
        exit(0);
    }
    wait(0);
    return 0;
}
