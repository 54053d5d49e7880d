/* /proc/net/snmp and snmp6 count datagrams of their own version of IP. */
#include "parity.h"
static void protocols(void) {
    char line[400], name[20];
    int size, sockets;
    FILE *f = fopen("/proc/net/protocols", "r");
    while (fgets(line, 400, f))
        if (sscanf(line, "%19s %d %d", name, &size, &sockets) == 3 && (strstr(name, "UDP") || strstr(name, "UNIX") || !strcmp(name, "PACKET") || strstr(name, "RAW")))
            printf("%s %d\n", name, sockets);
    fclose(f);
}
static void show(void) {
    char line[400];
    FILE *f = fopen("/proc/net/snmp6", "r");
    while (fgets(line, 400, f)) if (!strncmp(line, "Udp6", 4)) fputs(line, stdout);
    fclose(f);
    f = fopen("/proc/net/snmp", "r");
    while (fgets(line, 400, f)) if (!strncmp(line, "Udp:", 4)) fputs(line, stdout);
    fclose(f);
}
int main() {
    unshare(CLONE_NEWNET);
    system("ifconfig lo up");
    int a = socket(AF_INET6, SOCK_DGRAM, 0), b = socket(AF_INET6, SOCK_DGRAM, 0), c = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in6 to = {AF_INET6, htons(4000)};
    char x[10];
    protocols();
    socket(AF_UNIX, SOCK_DGRAM, 0), socket(AF_UNIX, SOCK_STREAM, 0), socket(AF_INET, SOCK_RAW, 1), socket(AF_PACKET, SOCK_RAW, htons(3));
    protocols();
    T(bind(a, (void *)&to, sizeof to));
    inet_pton(AF_INET6, "::1", &to.sin6_addr);
    T(sendto(b, "x", 1, 0, (void *)&to, sizeof to));
    T(sendto(b, "x", 1, 0, (void *)&to, sizeof to));
    T(recv(a, x, 10, MSG_PEEK));
    T(recv(a, x, 10, 0));
    show();
    struct sockaddr_in four = {AF_INET, htons(4000), {htonl(INADDR_LOOPBACK)}};
    T(sendto(c, "y", 1, 0, (void *)&four, sizeof four));
    T(recv(a, x, 10, 0));
    T(recv(a, x, 10, 0));
    show();
    inet_pton(AF_INET6, "::ffff:127.0.0.1", &to.sin6_addr);
    T(sendto(b, "z", 1, 0, (void *)&to, sizeof to));
    T(recv(a, x, 10, 0));
    to.sin6_port = htons(4001);
    sendto(b, "z", 1, 0, (void *)&to, sizeof to);
    inet_pton(AF_INET6, "::1", &to.sin6_addr);
    sendto(b, "z", 1, 0, (void *)&to, sizeof to);
    show();
}
