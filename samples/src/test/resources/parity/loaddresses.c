/* Addresses of the loopback interface are added and taken away by rtnetlink, as sandboxes do before they bring it up. */
#include "parity.h"
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

static void change(int kind, int flags, const char *address, int prefix, int index, int attribute) {
    struct {
        struct nlmsghdr h;
        struct ifaddrmsg a;
        char attributes[64];
    } m = {{0, kind, NLM_F_REQUEST | NLM_F_ACK | flags, 1, 0}, {strchr(address, ':') ? AF_INET6 : AF_INET, prefix, 0, 0, index}};
    int bytes = m.a.ifa_family == AF_INET ? 4 : 16, length = 0;
    for (int each = IFA_ADDRESS; each <= IFA_LOCAL; each++) {
        if (attribute & 1 << each) {
            struct rtattr *r = (void *)(m.attributes + length);
            r->rta_type = each;
            r->rta_len = RTA_LENGTH(bytes);
            inet_pton(m.a.ifa_family, address, RTA_DATA(r));
            length += RTA_ALIGN(r->rta_len);
        }
    }
    m.h.nlmsg_len = sizeof m.h + sizeof m.a + length;
    char answer[300];
    int n = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    send(n, &m, m.h.nlmsg_len, 0);
    recv(n, answer, sizeof answer, 0);
    close(n);
    printf("%s %s/%d on %d flags %x attributes %x: %d\n", kind == RTM_NEWADDR ? "add" : "take", address, prefix, index, flags, attribute,
           ((struct nlmsgerr *)(answer + sizeof(struct nlmsghdr)))->error);
}
static void list(void) {
    struct ifaddrs *all;
    getifaddrs(&all);
    for (struct ifaddrs *each = all; each; each = each->ifa_next) {
        char text[64] = "", mask[64] = "";
        if (each->ifa_addr && (each->ifa_addr->sa_family == AF_INET || each->ifa_addr->sa_family == AF_INET6)) {
            int four = each->ifa_addr->sa_family == AF_INET;
            inet_ntop(each->ifa_addr->sa_family,
                      four ? (void *)&((struct sockaddr_in *)each->ifa_addr)->sin_addr
                           : (void *)&((struct sockaddr_in6 *)each->ifa_addr)->sin6_addr,
                      text, 64);
            inet_ntop(each->ifa_addr->sa_family,
                      four ? (void *)&((struct sockaddr_in *)each->ifa_netmask)->sin_addr
                           : (void *)&((struct sockaddr_in6 *)each->ifa_netmask)->sin6_addr,
                      mask, 64);
            printf("%s %s mask %s\n", each->ifa_name, text, mask);
        }
    }
    freeifaddrs(all);
    fflush(stdout);
    system("sort /proc/net/if_inet6");
}
static void up(void) {
    struct ifreq r = {"lo"};
    r.ifr_flags = IFF_UP;
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    T(ioctl(s, SIOCSIFFLAGS, &r));
    close(s);
}
static void reach(const char *address) {
    struct sockaddr_in to = {AF_INET, htons(4321)}, from;
    inet_pton(AF_INET, address, &to.sin_addr);
    socklen_t length = sizeof from;
    int in = socket(AF_INET, SOCK_DGRAM, 0), out = socket(AF_INET, SOCK_DGRAM, 0);
    char byte;
    printf("%s:\n", address);
    T(bind(in, (void *)&to, sizeof to));
    T(sendto(out, "x", 1, 0, (void *)&to, sizeof to));
    T(recvfrom(in, &byte, 1, MSG_DONTWAIT, (void *)&from, &length));
    close(in);
    close(out);
}
int main() {
    int both = 1 << IFA_ADDRESS | 1 << IFA_LOCAL;
    T(unshare(CLONE_NEWNET));
    list();
    change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, "127.0.0.1", 8, 1, both);
    change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, "127.0.0.1", 8, 1, both);
    change(RTM_NEWADDR, NLM_F_CREATE, "127.0.0.1", 8, 1, both);
    change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, "127.0.0.1", 8, 1, both);
    list();
    up();
    list();
    change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, "10.9.8.7", 24, 1, both);
    change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, "10.9.8.7", 16, 1, both);
    change(RTM_NEWADDR, NLM_F_CREATE, "10.9.8.8", 33, 1, both);
    change(RTM_NEWADDR, NLM_F_CREATE, "10.9.8.8", 24, 1, 1 << IFA_ADDRESS);
    change(RTM_NEWADDR, NLM_F_CREATE, "10.9.8.8", 24, 1, 0);
    change(RTM_NEWADDR, NLM_F_CREATE, "10.9.8.8", 24, 77, both);
    change(RTM_NEWADDR, NLM_F_CREATE, "fd00::7", 64, 1, 1 << IFA_ADDRESS);
    change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, "fd00::7", 64, 1, 1 << IFA_ADDRESS);
    change(RTM_NEWADDR, NLM_F_CREATE, "fd00::8", 129, 1, 1 << IFA_ADDRESS);
    list();
    reach("10.9.8.7");
    reach("127.0.0.1");
    change(RTM_DELADDR, 0, "10.9.8.7", 24, 1, both);
    change(RTM_DELADDR, 0, "10.9.8.7", 24, 1, both);
    change(RTM_DELADDR, 0, "fd00::7", 64, 1, 1 << IFA_ADDRESS);
    change(RTM_DELADDR, 0, "fd00::7", 64, 1, 1 << IFA_ADDRESS);
    change(RTM_DELADDR, 0, "fd00::9", 64, 1, 0);
    list();
    fflush(stdout);
    if (!fork()) {
        setuid(1000);
        change(RTM_NEWADDR, NLM_F_CREATE, "10.9.8.9", 24, 1, both);
        change(RTM_DELADDR, 0, "127.0.0.1", 8, 1, both);
        exit(0);
    }
    wait(0);
}
