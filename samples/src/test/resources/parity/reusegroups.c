/* Who gets a datagram or a connection when several sockets have its port. */
#include "parity.h"
static struct sockaddr_in at = {AF_INET};
static int make(int type, int flags, unsigned address, int port) {
    int s = socket(AF_INET, type, 0), one = 1;
    if (flags & 1) setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, 4);
    if (flags & 2) setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &one, 4);
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(address);
    if (bind(s, (void *)&at, sizeof at)) printf("bind %s\n", strerrorname_np(errno));
    return s;
}
static void who(const char *what, int *s, int n, int port) {
    int got[16] = {0};
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(0x7f000001);
    for (int i = 0; i < 4000; i++) {
        int c = socket(AF_INET, SOCK_DGRAM, 0);
        char b[8];
        sendto(c, "x", 1, 0, (void *)&at, sizeof at);
        for (int j = 0; j < n; j++)
            if (recv(s[j], b, 8, MSG_DONTWAIT) > 0) got[j]++;
        close(c);
    }
    printf("%s:", what);
    for (int j = 0; j < n; j++) {
        if (got[j] == 0) printf(" none");
        else if (got[j] == 4000) printf(" all");
        else printf(" %s", got[j] > 4000 / n / 2 && got[j] < 4000 / n * 3 / 2 ? "share" : "odd");
        close(s[j]);
    }
    puts("");
}
static void tcp(void) {
    int s[3], got[3] = {0};
    for (int i = 0; i < 3; i++) {
        s[i] = make(SOCK_STREAM, 2, 0, 3100);
        T(listen(s[i], 100));
        fcntl(s[i], F_SETFL, O_NONBLOCK);
    }
    at.sin_port = htons(3100);
    at.sin_addr.s_addr = htonl(0x7f000001);
    for (int i = 0; i < 600; i++) {
        int c = socket(AF_INET, SOCK_STREAM, 0);
        struct linger now = {1, 0};
        setsockopt(c, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        if (connect(c, (void *)&at, sizeof at)) printf("connect %s\n", strerrorname_np(errno));
        for (int j = 0; j < 3; j++) {
            int a = accept(s[j], 0, 0);
            if (a >= 0) {
                got[j]++;
                close(a);
            }
        }
        close(c);
    }
    for (int j = 0; j < 3; j++) printf("tcp %d %s\n", j, got[j] > 100 && got[j] < 300 ? "share" : "odd");
}
int main() {
    int s[8];
    for (int i = 0; i < 4; i++) s[i] = make(SOCK_DGRAM, 1, 0x7f000001, 3001);
    who("reuseaddr", s, 4, 3001);
    for (int i = 0; i < 4; i++) s[i] = make(SOCK_DGRAM, 2, 0x7f000001, 3002);
    who("reuseport", s, 4, 3002);
    for (int i = 0; i < 4; i++) s[i] = make(SOCK_DGRAM, 3, 0, 3003);
    who("both", s, 4, 3003);
    for (int i = 0; i < 4; i++) s[i] = make(SOCK_DGRAM, 3, i & 1 ? 0x7f000001 : 0, 3004);
    who("mixed", s, 4, 3004);
    for (int i = 0; i < 4; i++) s[i] = make(SOCK_DGRAM, i & 1 ? 3 : 1, 0, 3005);
    who("addr, both", s, 4, 3005);
    tcp();
}
