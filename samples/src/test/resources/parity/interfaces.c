/* Interfaces by ioctl, and sockets that are bound to one. */
#include "parity.h"
#include <net/if.h>
#include <linux/sockios.h>
#include <linux/ethtool.h>
#include <linux/if_tun.h>
int main() {
    int s = socket(AF_INET, SOCK_STREAM, 0), v;
    struct ifreq q;
    struct ifconf c;
    char b[1000];
    unshare(CLONE_NEWNET);
    s = socket(AF_INET, SOCK_STREAM, 0);
#define Q(cmd)                                                                                                                             \
    do {                                                                                                                                   \
        memset(&q, 0, sizeof q);                                                                                                           \
        strcpy(q.ifr_name, "lo");                                                                                                          \
        q.ifr_data = 0;                                                                                                                    \
        T(ioctl(s, cmd, &q));                                                                                                              \
    } while (0)
    Q(SIOCGIFFLAGS);
    printf("%x\n", q.ifr_flags);
    Q(SIOCGIFADDR);
    Q(SIOCGIFNETMASK);
    Q(SIOCGIFINDEX);
    T(q.ifr_ifindex);
    Q(SIOCGIFMTU);
    T(q.ifr_mtu);
    Q(SIOCGIFHWADDR);
    T(q.ifr_hwaddr.sa_family);
    Q(SIOCGIFTXQLEN);
    T(q.ifr_qlen);
    Q(SIOCGIFMETRIC);
    T(q.ifr_metric);
    Q(SIOCGIFMAP);
    memset(&q, 0, sizeof q);
    q.ifr_ifindex = 1;
    T(ioctl(s, SIOCGIFNAME, &q));
    puts(q.ifr_name);
    q.ifr_ifindex = 99;
    T(ioctl(s, SIOCGIFNAME, &q));
    strcpy(q.ifr_name, "nope");
    T(ioctl(s, SIOCGIFFLAGS, &q));
    T(ioctl(s, SIOCGIFINDEX, &q));
    T(ioctl(s, SIOCGIFINDEX, 8));
    strcpy(q.ifr_name, "lo");
    q.ifr_flags = IFF_UP;
    T(ioctl(s, SIOCSIFFLAGS, &q));
    Q(SIOCGIFADDR);
    puts(inet_ntoa(((struct sockaddr_in *)&q.ifr_addr)->sin_addr));
    Q(SIOCGIFNETMASK);
    puts(inet_ntoa(((struct sockaddr_in *)&q.ifr_addr)->sin_addr));
    Q(SIOCGIFBRDADDR);
    puts(inet_ntoa(((struct sockaddr_in *)&q.ifr_addr)->sin_addr));
    Q(SIOCGIFDSTADDR);
    puts(inet_ntoa(((struct sockaddr_in *)&q.ifr_addr)->sin_addr));
    c.ifc_len = 1000;
    c.ifc_buf = b;
    T(ioctl(s, SIOCGIFCONF, &c));
    T(c.ifc_len);
    c.ifc_len = 10;
    T(ioctl(s, SIOCGIFCONF, &c));
    T(c.ifc_len);
    c.ifc_buf = 0;
    T(ioctl(s, SIOCGIFCONF, &c));
    T(c.ifc_len);
    c.ifc_len = 100;
    c.ifc_buf = (void *)8;
    T(ioctl(s, SIOCGIFCONF, &c));
    struct {
        unsigned a[11];
    } ts = {{ETHTOOL_GET_TS_INFO}};
    strcpy(q.ifr_name, "lo");
    q.ifr_data = (void *)&ts;
    T(ioctl(s, SIOCETHTOOL, &q));
    printf("%x %d\n", ts.a[1] & 0x18, ts.a[2]);
    q.ifr_data = (void *)8;
    T(ioctl(s, SIOCETHTOOL, &q));
    ts.a[0] = 9999;
    q.ifr_data = (void *)&ts;
    T(ioctl(s, SIOCETHTOOL, &q));
    struct ethtool_value ev = {ETHTOOL_GLINK};
    q.ifr_data = (void *)&ev;
    T(ioctl(s, SIOCETHTOOL, &q));
    T(ev.data);
    struct ethtool_drvinfo di = {ETHTOOL_GDRVINFO};
    q.ifr_data = (void *)&di;
    T(ioctl(s, SIOCETHTOOL, &q));
    strcpy(q.ifr_name, "nope");
    T(ioctl(s, SIOCETHTOOL, &q));
    int u = socket(AF_UNIX, SOCK_STREAM, 0);
    strcpy(q.ifr_name, "lo");
    T(ioctl(u, SIOCGIFINDEX, &q));
    int p[2];
    pipe(p);
    T(ioctl(p[0], SIOCGIFINDEX, &q));
    T(ioctl(s, 0x8950, &q));
    T(ioctl(s, 0x12345, &q));
    // so_bindtodevice
    socklen_t l;
    T(setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
    l = 16;
    T(getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, b, &l));
    T(l);
    puts(b);
    l = 2;
    T(getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, b, &l));
    T(setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "nope", 5));
    T(setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "", 1));
    l = 16;
    T(getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, b, &l));
    T(l);
    T(setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2));
    T(setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, 0, 0));
    T(setsockopt(u, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
    v = 1;
    T(setsockopt(s, SOL_SOCKET, 62, &v, 4));
    v = 0;
    l = 4;
    T(getsockopt(s, SOL_SOCKET, 62, &v, &l));
    T(v);
    v = -1;
    T(setsockopt(s, SOL_SOCKET, 62, &v, 4));
    v = 99;
    T(setsockopt(s, SOL_SOCKET, 62, &v, 4));
}
