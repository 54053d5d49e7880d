/* TUN and TAP devices: how they are made and named, what goes through them, who is asked for by ARP. It prints the same on Linux 6.12 with
 * its tun module. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#define T(call)                                                                                                                            \
    do {                                                                                                                                   \
        errno = 0;                                                                                                                         \
        long result_ = (long)(call);                                                                                                       \
        printf("%s: %ld %s\n", #call, result_, result_ == -1 ? strerrorname_np(errno) : "");                                               \
        fflush(stdout);                                                                                                                    \
    } while (0)

static inline int events(int fd, int wanted) {
    struct pollfd p = {fd, wanted, 0};
    poll(&p, 1, 0);
    return p.revents;
}

/* Runs body in a child and prints how it ended. */
#define CHILD(...)                                                                                                                         \
    do {                                                                                                                                   \
        fflush(stdout);                                                                                                                    \
        int child_ = fork(), status_;                                                                                                      \
        if (!child_) {                                                                                                                     \
            __VA_ARGS__;                                                                                                                   \
            fflush(stdout);                                                                                                                \
            _exit(0);                                                                                                                      \
        }                                                                                                                                  \
        waitpid(child_, &status_, 0);                                                                                                      \
        printf("child: exit %d signal %d\n", WIFEXITED(status_) ? WEXITSTATUS(status_) : -1,                                               \
               WIFSIGNALED(status_) ? WTERMSIG(status_) : 0);                                                                              \
        fflush(stdout);                                                                                                                    \
    } while (0)

/* A user namespace of one's own, where one is root. */
static inline void own_users(void) {
    char map[40];
    int uid = getuid(), gid = getgid(), fd;
    if (unshare(CLONE_NEWUSER)) {
        perror("unshare");
    }
    fd = open("/proc/self/setgroups", O_WRONLY);
    write(fd, "deny", 4);
    close(fd);
    fd = open("/proc/self/uid_map", O_WRONLY);
    write(fd, map, sprintf(map, "0 %d 1", uid));
    close(fd);
    fd = open("/proc/self/gid_map", O_WRONLY);
    write(fd, map, sprintf(map, "0 %d 1", gid));
    close(fd);
}

static struct ifreq ifr;
static int tun(const char *name, int flags) {
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    memset(&ifr, 0, sizeof ifr);
    strcpy(ifr.ifr_name, name);
    ifr.ifr_flags = flags;
    int r = ioctl(fd, TUNSETIFF, &ifr);
    printf("%s %x: %d %s %s\n", name, flags, r, r ? strerrorname_np(errno) : "", ifr.ifr_name);
    return fd;
}
static int indexof(const char *n) {
    struct ifreq r;
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    memset(&r, 0, sizeof r);
    strcpy(r.ifr_name, n);
    int e = ioctl(s, SIOCGIFINDEX, &r);
    close(s);
    return e ? -1 : r.ifr_ifindex;
}
static int flagsof(const char *n) {
    struct ifreq r;
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    memset(&r, 0, sizeof r);
    strcpy(r.ifr_name, n);
    int e = ioctl(s, SIOCGIFFLAGS, &r);
    close(s);
    return e ? -1 : (unsigned short)r.ifr_flags;
}
static int nl(int type, int flags, void *body, int n, int attr, const void *val, int len, int attr2) {
    char b[300] = "";
    struct nlmsghdr *h = (void *)b;
    int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    h->nlmsg_type = type;
    h->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
    memcpy(b + 16, body, n);
    int at = 16 + n;
    for (int i = 0; i < 2; i++) {
        int a = i ? attr2 : attr;
        if (!a)
            continue;
        struct rtattr *r = (void *)(b + at);
        r->rta_type = a;
        r->rta_len = 4 + len;
        memcpy(b + at + 4, val, len);
        at += (4 + len + 3) & ~3;
    }
    h->nlmsg_len = at;
    send(s, b, at, 0);
    char o[500];
    recv(s, o, 500, 0);
    int e = ((struct nlmsgerr *)(o + 16))->error;
    close(s);
    return e;
}
static int addr(int kind, const char *n, const char *a, int p) {
    struct ifaddrmsg m = {AF_INET, p, 0, 0, indexof(n)};
    in_addr_t x = inet_addr(a);
    return nl(kind, kind == RTM_NEWADDR ? NLM_F_CREATE | NLM_F_EXCL : 0, &m, sizeof m, IFA_LOCAL, &x, 4, IFA_ADDRESS);
}
static int up(const char *n, int on) {
    struct ifinfomsg m = {.ifi_index = indexof(n), .ifi_flags = on, .ifi_change = 1};
    return nl(RTM_NEWLINK, 0, &m, sizeof m, 0, 0, 0, 0);
}
static int mac(const char *n, const void *a) {
    struct ifinfomsg m = {.ifi_index = indexof(n)};
    return nl(RTM_NEWLINK, 0, &m, sizeof m, IFLA_ADDRESS, a, 6, 0);
}
static unsigned short sum(void *p, int n) {
    unsigned s = 0;
    unsigned char *b = p;
    for (int i = 0; i < n; i++)
        s += i & 1 ? b[i] : b[i] << 8;
    while (s >> 16)
        s = (s & 0xffff) + (s >> 16);
    return htons(~s);
}
static int ping(unsigned char *b, const char *from, const char *to) {
    memset(b, 0, 36);
    b[0] = 0x45;
    b[3] = 36;
    b[8] = 64;
    b[9] = 1;
    *(in_addr_t *)(b + 12) = inet_addr(from);
    *(in_addr_t *)(b + 16) = inet_addr(to);
    *(unsigned short *)(b + 10) = sum(b, 20);
    b[20] = 8;
    b[24] = 1;
    b[27] = 7;
    memcpy(b + 28, "twofold!", 8);
    *(unsigned short *)(b + 22) = sum(b + 20, 16);
    return 36;
}
static int udp(unsigned char *b, const char *from, const char *to, int port, const char *t) {
    int n = strlen(t);
    memset(b, 0, 28);
    b[0] = 0x45;
    b[3] = 28 + n;
    b[8] = 64;
    b[9] = 17;
    *(in_addr_t *)(b + 12) = inet_addr(from);
    *(in_addr_t *)(b + 16) = inet_addr(to);
    *(unsigned short *)(b + 10) = sum(b, 20);
    b[20] = 3;
    b[21] = 231;
    b[22] = port >> 8;
    b[23] = port;
    b[25] = 8 + n;
    memcpy(b + 28, t, n);
    return 28 + n;
}
/* The next thing that is no IPv6. */
static int next(int fd, int off, int six) {
    unsigned char b[2000];
    for (int i = 0; i < 100; i++) {
        int n = read(fd, b, 2000);
        if (n < 0) {
            usleep(20000);
            continue;
        }
        if (six >= 0 && b[six] == 0x86 && b[six + 1] == 0xdd || six < 0 && b[0] >> 4 == 6)
            continue;
        if (six < 0 || b[six] == 8 && b[six + 1] == 0)
            b[off + 4] = b[off + 5] = b[off + 10] = b[off + 11] = 0;
        printf("%d: ", n);
        for (int k = 0; k < n && k < 64; k++)
            printf("%02x", b[k]);
        printf("\n");
        fflush(stdout);
        return n;
    }
    printf("nothing\n");
    return 0;
}
int main() {

    own_users();
    unshare(CLONE_NEWNET);
    up("lo", 1);
    unsigned char b[5000], p[100];
    unsigned v = 0;
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    T(read(fd, b, 9));
    T(write(fd, b, 9));
    T(poll(&(struct pollfd){fd, POLLIN | POLLOUT}, 1, 0));
    T(events(fd, POLLIN | POLLOUT));
    T(ioctl(fd, TUNGETFEATURES, &v));
    printf("%x\n", v & 0x1003);
    T(ioctl(fd, TUNGETIFF, &ifr));
    T(ioctl(fd, TUNSETPERSIST, 1));
    T(ioctl(fd, TUNSETIFF, 0));
    T(ioctl(fd, TUNGETFEATURES, 0));
    T(ioctl(fd, 0x5401, 0));
    T(lseek(fd, 5, 0));
    close(fd);
    close(tun("", 0));
    close(tun("a/b", IFF_TAP));
    close(tun("a b", IFF_TAP));
    close(tun("a:b", IFF_TAP));
    close(tun("..", IFF_TAP));
    close(tun("abcdefghijklmno", IFF_TUN));
    close(tun("lo", IFF_TAP));
    close(tun("", IFF_TAP | IFF_TUN));
    fd = tun("mine", IFF_TAP);
    T(ioctl(fd, TUNSETIFF, &ifr));
    memset(&ifr, 1, sizeof ifr);
    T(ioctl(fd, TUNGETIFF, &ifr));
    printf("%s %x\n", ifr.ifr_name, ifr.ifr_flags);
    T(indexof("mine") > 1);
    printf("%x\n", flagsof("mine"));
    memset(b, 0, 128);
    T(write(fd, b, 128));
    T(write(fd, b, 3));
    T(write(fd, b, 17));
    T(write(fd, 0, 0));
    T(read(fd, b, 9));
    T(events(fd, POLLIN | POLLOUT));
    close(tun("mine", IFF_TAP));
    close(tun("mine", IFF_TUN));
    close(tun("mine", IFF_TAP | IFF_TUN_EXCL));
    T(ioctl(fd, TUNSETOFFLOAD, 0));
    T(ioctl(fd, TUNSETOFFLOAD, 0xff0000));
    T(ioctl(fd, TUNGETSNDBUF, &v));
    T(v);
    v = 0;
    T(ioctl(fd, TUNSETSNDBUF, &v));
    T(ioctl(fd, TUNSETNOCSUM, 1));
    T(ioctl(fd, 0x400454ff, 0));
    T(ioctl(fd, TUNSETQUEUE, &ifr));
    T(ioctl(fd, TUNSETOWNER, -1));
    close(fd);
    T(indexof("mine"));
    int t0 = tun("", IFF_TUN | IFF_NO_PI), t1 = tun("", IFF_TUN), t2 = tun("x%d", IFF_TAP);
    printf("%x\n", flagsof("tun0"));
    T(write(t0, 0, 0));
    T(write(t0, "a", 1));
    T(ioctl(t0, TUNGETIFF, &ifr));
    printf("%s %x\n", ifr.ifr_name, ifr.ifr_flags);
    close(t0);
    close(t1);
    close(t2);
    close(tun("", IFF_TUN));
    // persistence and owners
    fd = tun("keep", IFF_TUN | IFF_NO_PI);
    T(ioctl(fd, TUNSETPERSIST, 1));
    T(ioctl(fd, TUNSETOWNER, 0));
    T(ioctl(fd, TUNGETIFF, &ifr));
    printf("%x\n", ifr.ifr_flags);
    close(fd);
    T(indexof("keep") > 0);
    printf("%x\n", flagsof("keep"));
    T(indexof("keep") > 0);
    up("keep", 1);
    fd = tun("keep", IFF_TUN);
    T(ioctl(fd, TUNSETPERSIST, 0));
    close(fd);
    T(indexof("keep"));
    // a TUN device
    fd = tun("tun0", IFF_TUN | IFF_NO_PI);
    T(addr(RTM_NEWADDR, "tun0", "10.9.0.1", 24));
    T(up("tun0", 1));
    printf("%x\n", flagsof("tun0"));
    T(write(fd, p, ping(p, "10.9.0.2", "10.9.0.1")));
    next(fd, 0, -1);
    T(write(fd, p, ping(p, "10.9.0.2", "10.9.0.7")));
    T(write(fd, p, 20));
    int s = socket(AF_INET, SOCK_DGRAM, 0), r = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in to = {AF_INET, htons(999), {inet_addr("10.9.0.2")}}, me = {AF_INET, htons(777), {inet_addr("10.9.0.1")}};
    bind(s, (void *)&me, sizeof me);
    T(sendto(s, "hello", 5, 0, (void *)&to, sizeof to));
    next(fd, 0, -1);
    T(write(fd, p, udp(p, "10.9.0.2", "10.9.0.1", 777, "back")));
    struct sockaddr_in from;
    socklen_t fl = sizeof from;
    usleep(20000);
    T(recvfrom(s, b, 99, MSG_DONTWAIT, (void *)&from, &fl));
    printf("%.4s %s %d\n", b, inet_ntoa(from.sin_addr), ntohs(from.sin_port));
    T(write(fd, p, udp(p, "10.9.0.2", "10.9.0.1", 778, "none")));
    next(fd, 0, -1);
    T(read(fd, b, 9));
    T(sendto(s, "hello", 5, 0, (void *)&to, sizeof to));
    usleep(20000);
    T(read(fd, b, 10));
    T(read(fd, b, 10));
    T(write(fd, b, 4000));
    int bb = 1;
    setsockopt(s, SOL_SOCKET, SO_BROADCAST, &bb, 4);
    to.sin_addr.s_addr = inet_addr("10.9.0.255");
    T(sendto(s, "all", 3, 0, (void *)&to, sizeof to));
    next(fd, 0, -1);
    T(up("tun0", 0));
    T(write(fd, p, ping(p, "10.9.0.2", "10.9.0.1")));
    to.sin_addr.s_addr = inet_addr("10.9.0.2");
    T(sendto(s, "hello", 5, 0, (void *)&to, sizeof to));
    T(events(fd, POLLIN | POLLOUT));
    T(up("tun0", 1));
    close(s);
    // packet sockets see no header
    int ps = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_IP));
    while (recv(ps, b, 99, MSG_DONTWAIT) > 0)
        ;
    T(write(fd, p, ping(p, "10.9.0.2", "10.9.0.1")));
    usleep(20000);
    struct sockaddr_ll ll;
    fl = sizeof ll;
    T(recvfrom(ps, b, 99, MSG_DONTWAIT, (void *)&ll, &fl));
    printf("%d %x %d %d %d %d\n", fl, ntohs(ll.sll_protocol), ll.sll_ifindex == indexof("tun0"), ll.sll_pkttype, ll.sll_halen,
           ll.sll_hatype);
    next(fd, 0, -1);
    memset(&ll, 0, sizeof ll);
    ll.sll_family = AF_PACKET;
    ll.sll_protocol = htons(ETH_P_IP);
    ll.sll_ifindex = indexof("tun0");
    T(sendto(ps, p, ping(p, "10.9.0.1", "10.9.0.2"), 0, (void *)&ll, sizeof ll));
    next(fd, 0, -1);
    ioctl(fd, TUNGETIFF, &ifr);
    T(addr(RTM_NEWADDR, "tun0", "10.9.0.1", 24));
    T(addr(RTM_DELADDR, "tun0", "10.9.0.1", 24));
    to.sin_addr.s_addr = inet_addr("10.9.0.2");
    T(connect(r, (void *)&to, sizeof to));
    struct ifinfomsg del = {.ifi_index = indexof("tun0")};
    T(nl(RTM_DELLINK, 0, &del, sizeof del, 0, 0, 0, 0));
    T(indexof("tun0"));
    T(read(fd, b, 9));
    T(events(fd, POLLIN));
    T(ioctl(fd, TUNGETIFF, &ifr));
    close(fd);
    close(ps);
    // a TUN device with information before each packet
    fd = tun("tun0", IFF_TUN);
    T(addr(RTM_NEWADDR, "tun0", "10.9.0.1", 24));
    T(up("tun0", 1));
    memcpy(b, "\0\0\x08\0", 4);
    T(write(fd, b, 4 + ping(b + 4, "10.9.0.2", "10.9.0.1")));
    next(fd, 4, 2);
    T(write(fd, b, 3));
    memcpy(b, "\0\0\x86\xdd", 4);
    T(write(fd, b, 40));
    usleep(10000);
    close(fd);
    // a TAP device
    static const unsigned char A[6] = {2, 0, 0, 0, 0, 1}, B[6] = {2, 0, 0, 0, 0, 2};
    fd = tun("tap0", IFF_TAP | IFF_NO_PI);
    T(addr(RTM_NEWADDR, "tap0", "10.9.0.1", 24));
    T(mac("tap0", A));
    T(mac("tap0", "\1aaaaa"));
    T(up("tap0", 1));
    printf("%x\n", flagsof("tap0"));
    memset(&ifr, 0, sizeof ifr);
    T(ioctl(fd, SIOCGIFHWADDR, &ifr));
    printf("%s %d %02x%02x\n", ifr.ifr_name, ifr.ifr_hwaddr.sa_family, (unsigned char)ifr.ifr_hwaddr.sa_data[0],
           (unsigned char)ifr.ifr_hwaddr.sa_data[5]);
    memcpy(b, A, 6);
    memcpy(b + 6, B, 6);
    b[12] = 8;
    b[13] = 0;
    T(write(fd, b, 14 + ping(b + 14, "10.9.0.2", "10.9.0.1")));
    next(fd, 14, 12);
    unsigned char arp[42];
    memcpy(arp, A, 6);
    memcpy(arp + 6, B, 6);
    memcpy(arp + 12, "\x08\x06\0\1\x08\0\6\4\0\2", 10);
    memcpy(arp + 22, B, 6);
    memcpy(arp + 28, "\x0a\x09\0\2", 4);
    memcpy(arp + 32, A, 6);
    memcpy(arp + 38, "\x0a\x09\0\1", 4);
    T(write(fd, arp, 42));
    next(fd, 14, 12);
    T(write(fd, b, 14 + ping(b + 14, "10.9.0.2", "10.9.0.1")));
    next(fd, 14, 12);
    arp[21] = 1;
    memset(arp, 255, 6);
    T(write(fd, arp, 42));
    next(fd, 14, 12);
    arp[41] = 9;
    T(write(fd, arp, 42));
    b[5] = 9;
    T(write(fd, b, 50));
    T(write(fd, b, 13));
    struct iovec big[2] = {{b, 50}, {b + 100, 4096}};
    T(writev(fd, big, 2));
    s = socket(AF_INET, SOCK_DGRAM, 0);
    bind(s, (void *)&me, sizeof me);
    to.sin_addr.s_addr = inet_addr("10.9.0.2");
    T(sendto(s, "hi", 2, 0, (void *)&to, sizeof to));
    next(fd, 14, 12);
    to.sin_addr.s_addr = inet_addr("10.9.0.3");
    T(connect(s, (void *)&to, sizeof to));
    T(send(s, "hi", 2, 0));
    next(fd, 14, 12);
    usleep(3500000);
    T(send(s, "hi", 2, 0));
    int c = socket(AF_INET, SOCK_STREAM, 0);
    to.sin_addr.s_addr = inet_addr("10.9.0.4");
    T(connect(c, (void *)&to, sizeof to));
    close(c);
    c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    to.sin_addr.s_addr = inet_addr("10.9.0.5");
    T(connect(c, (void *)&to, sizeof to));
    struct pollfd pf = {c, POLLIN | POLLOUT};
    T(poll(&pf, 1, 10000));
    printf("%x\n", pf.revents);
    T(connect(c, (void *)&to, sizeof to));
    close(fd);
    T(indexof("tap0"));
    to.sin_addr.s_addr = inet_addr("10.9.0.2");
    close(s);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    T(sendto(s, "x", 1, 0, (void *)&to, sizeof to));
    // who blocks is woken
    fd = tun("tun7", IFF_TUN | IFF_NO_PI);
    fcntl(fd, F_SETFL, 0);
    T(addr(RTM_NEWADDR, "tun7", "10.7.0.1", 24));
    T(up("tun7", 1));
    CHILD(usleep(200000); to.sin_addr.s_addr = inet_addr("10.7.0.2"); sendto(s, "wake", 4, 0, (void *)&to, sizeof to));
    int n;
    do
        n = read(fd, b, 99);
    while (n > 0 && b[0] >> 4 == 6);
    T(n);
}
