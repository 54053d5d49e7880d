/* What /proc/net says of sockets: where they are, in which state, and what was counted. */
#include "parity.h"
#include <net/if.h>
#include <linux/netlink.h>
#include <linux/if_ether.h>
/* The lines of a table without what differs from run to run: places in the kernel's memory and tables, and inodes, which are only compared
 * with the sockets'. */
static unsigned long inodes[32];
static int many;
static int known(int s) {
    struct stat st;
    fstat(s, &st);
    inodes[many++] = st.st_ino;
    return s;
}
static void table(const char *name, int inode) {
    char path[60], line[600];
    snprintf(path, 60, "/proc/net/%s", name);
    FILE *f = fopen(path, "r");
    if (!f) {
        printf("%s: %s\n", name, strerrorname_np(errno));
        return;
    }
    if (fgets(line, 600, f)) printf("%s: %zu [%s]\n", name, strlen(line), line);
    while (fgets(line, 600, f)) {
        int k = 0, length = strlen(line);
        char out[600] = "", *word = strtok(line, " \t\n");
        for (; word; word = strtok(0, " \t\n"), k++) {
            char shown[100];
            strcpy(shown, word);
            if (k == 0) strcpy(shown, "-");
            if (k == 4 && inode == 9) strcpy(shown, strcmp(word, "00000000:00000000") ? "queued" : "empty");
            if (k == inode) {
                strcpy(shown, "none");
                for (int i = 0; i < many; i++)
                    if (inodes[i] == strtoul(word, 0, 10)) sprintf(shown, "socket %d", i);
            }
            if (strlen(word) == 16 && k > 0 && inode == 9) strcpy(shown, "sk");
            strcat(out, " ");
            strcat(out, shown);
        }
        printf("  %s\n", out);
    }
    fclose(f);
}
static long counted(const char *group, const char *what) {
    char names[2000], values[2000], *save1, *save2;
    FILE *f = fopen("/proc/net/snmp", "r");
    int n = strlen(group);
    long result = -1;
    while (fgets(names, 2000, f) && fgets(values, 2000, f))
        if (!strncmp(names, group, n) && names[n] == ':') {
            char *a = strtok_r(names, " \n", &save1), *b = strtok_r(values, " \n", &save2);
            for (; a && b; a = strtok_r(0, " \n", &save1), b = strtok_r(0, " \n", &save2))
                if (!strcmp(a, what)) result = atol(b);
        }
    fclose(f);
    return result;
}
static struct sockaddr_in at(int port) {
    struct sockaddr_in a = {AF_INET, htons(port), {htonl(0x7f000001)}};
    return a;
}
int main() {
    struct ifreq up = {"lo"};
    unshare(CLONE_NEWNET);
    up.ifr_flags = IFF_UP;
    ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFFLAGS, &up);
    struct sockaddr_in a = at(9000), b = at(9001);
    struct sockaddr_in6 six = {AF_INET6, htons(9002)};
    char c[10];
    T(counted("Udp", "OutDatagrams"));
    T(counted("Tcp", "ActiveOpens"));
    int u = known(socket(AF_INET, SOCK_DGRAM, 0)), v = known(socket(AF_INET, SOCK_DGRAM, 0)), w = known(socket(AF_INET6, SOCK_DGRAM, 0));
    bind(u, (void *)&a, 16);
    bind(v, (void *)&b, 16);
    connect(v, (void *)&a, 16);
    bind(w, (void *)&six, 28);
    send(v, "abc", 3, 0);
    table("udp", 9);
    table("udp6", 9);
    recv(u, c, 10, 0);
    table("udp", 9);
    T(counted("Udp", "OutDatagrams"));
    T(counted("Udp", "InDatagrams"));
    b = at(9999);
    sendto(u, "x", 1, 0, (void *)&b, 16);
    T(counted("Udp", "NoPorts"));
    int q = known(socket(AF_INET, SOCK_STREAM, 0)), r = known(socket(AF_INET, SOCK_STREAM, 0));
    b = at(9003);
    int one = 1;
    bind(q, (void *)&b, 16);
    listen(q, 3);
    table("tcp6", 9);
    struct sockaddr_in e = at(9004);
    bind(r, (void *)&e, 16);
    T(counted("Tcp", "ActiveOpens"));
    T(connect(r, (void *)&b, 16));
    int s = known(accept(q, 0, 0));
    T(counted("Tcp", "ActiveOpens"));
    T(counted("Tcp", "PassiveOpens"));
    T(counted("Tcp", "CurrEstab"));
    e = at(9998);
    int x = socket(AF_INET, SOCK_STREAM, 0);
    T(connect(x, (void *)&e, 16));
    close(x);
    T(counted("Tcp", "AttemptFails"));
    T(counted("Tcp", "OutRsts"));
    struct linger now = {1, 0};
    setsockopt(r, SOL_SOCKET, SO_LINGER, &now, 8);
    close(r);
    T(counted("Tcp", "EstabResets"));
    T(counted("Tcp", "CurrEstab"));
    close(s);
    close(q);
    table("raw", 9);
    int k = known(socket(AF_INET, SOCK_RAW, 253));
    table("raw", 9);
    table("arp", 99);
    table("igmp", 99);
    many = 0;
    fresh("procnet");
    struct sockaddr_un n = {AF_UNIX, "bound"}, m = {AF_UNIX, "\0abstract"};
    int p[2];
    table("unix", 6);
    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    known(p[0]), known(p[1]);
    int d = known(socket(AF_UNIX, SOCK_DGRAM, 0)), l = known(socket(AF_UNIX, SOCK_STREAM, 0)),
        t = known(socket(AF_UNIX, SOCK_SEQPACKET, 0));
    T(bind(d, (void *)&m, 11));
    T(bind(l, (void *)&n, sizeof n));
    T(listen(l, 1));
    {
        char path[600];
        FILE *f = fopen("/proc/net/unix", "r");
        for (int i = 0; i < many; i++) {
            rewind(f);
            while (fgets(path, 600, f)) {
                unsigned long sk, rc, pr, fl, ty, st, ino;
                char name[200] = "";
                if (sscanf(path, "%lx: %lx %lx %lx %lx %lx %lu %199s", &sk, &rc, &pr, &fl, &ty, &st, &ino, name) >= 7 && ino == inodes[i])
                    printf("unix %d: %lx %lx %lx %lx %lx %s\n", i, rc, pr, fl, ty, st, name);
            }
        }
        fclose(f);
    }
}
