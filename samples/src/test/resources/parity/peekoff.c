#include "parity.h"
static void peek(int fd, int flags, int room) {
    char b[64] = {0};
    errno = 0;
    int n = recv(fd, b, room, flags | MSG_DONTWAIT);
    int off = 99;
    socklen_t l = 4;
    int e = errno;
    getsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &off, &l);
    printf("%s%s %d: %d %s '%s' offset %d\n", flags & MSG_PEEK ? "peek" : "read", flags & MSG_TRUNC ? " trunc" : "", room, n, n < 0 ? strerrorname_np(e) : "", b, off);
}
static int set(int fd, int value) { return setsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &value, 4); }
static void run(int type) {
    int s[2];
    printf("type %d\n", type);
    socketpair(AF_UNIX, type, 0, s);
    send(s[0], "abcdef", 6, 0);
    send(s[0], "ghij", 4, 0);
    peek(s[1], MSG_PEEK, 3);
    peek(s[1], MSG_PEEK, 3);
    T(set(s[1], 0));
    peek(s[1], MSG_PEEK, 3);
    peek(s[1], MSG_PEEK, 3);
    peek(s[1], MSG_PEEK, 3);
    peek(s[1], MSG_PEEK | MSG_TRUNC, 9);
    peek(s[1], MSG_PEEK, 9);
    peek(s[1], 0, 4);
    peek(s[1], MSG_PEEK, 9);
    peek(s[1], 0, 9);
    peek(s[1], 0, 9);
    T(set(s[1], 2));
    send(s[0], "klmnop", 6, 0);
    peek(s[1], MSG_PEEK, 2);
    T(set(s[1], -1));
    peek(s[1], MSG_PEEK, 2);
    T(set(s[1], 5));
    peek(s[1], MSG_PEEK, 9);
    peek(s[1], MSG_PEEK, 9);
    close(s[0]);
    peek(s[1], 0, 9);
}
int main() {
    run(SOCK_STREAM);
    run(SOCK_DGRAM);
    run(SOCK_SEQPACKET);
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in a = {AF_INET, htons(4444), {htonl(INADDR_LOOPBACK)}};
    bind(udp, (void *)&a, sizeof a);
    sendto(udp, "abcdef", 6, 0, (void *)&a, sizeof a);
    sendto(udp, "ghij", 4, 0, (void *)&a, sizeof a);
    T(set(udp, 0));
    peek(udp, MSG_PEEK, 4);
    peek(udp, MSG_PEEK, 4);
    peek(udp, MSG_PEEK, 4);
    peek(udp, 0, 4);
    peek(udp, MSG_PEEK, 4);
    T(set(socket(AF_NETLINK, SOCK_RAW, 0), 0));
    T(set(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), 0));
    T(set(socket(AF_INET, SOCK_STREAM, 0), 3));
    char name[16] = "lo";
    socklen_t l = 16;
    T(getsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, name, &l));
    printf("%d\n", l);
    T(setsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, "nosuch", 6));
    T(setsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2));
    l = 16;
    T(getsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, name, &l));
    printf("%d %s\n", l, name);
    T(setsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, "", 0));
    l = 16;
    T(getsockopt(udp, SOL_SOCKET, SO_BINDTODEVICE, name, &l));
    printf("%d\n", l);
}
