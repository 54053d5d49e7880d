/* Bytes out of band on TCP connections, step by step: what is read, in line and not, the mark, poll's words and how much waits. */
#include "parity.h"
#include <sys/ioctl.h>
#define SIOCATMARK 0x8905
static int c, a;
static void pair(int inlined) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    int l = socket(AF_INET, SOCK_STREAM, 0);
    c = socket(AF_INET, SOCK_STREAM, 0);
    bind(l, (struct sockaddr *)&at, sizeof at);
    listen(l, 1);
    getsockname(l, (struct sockaddr *)&at, &length);
    connect(c, (struct sockaddr *)&at, sizeof at);
    a = accept(l, 0, 0);
    close(l);
    setsockopt(a, SOL_SOCKET, SO_OOBINLINE, &inlined, sizeof inlined);
}
static void state(void) {
    int mark = -1, waiting = -1;
    struct pollfd p = {a, POLLIN | POLLPRI | POLLRDHUP};
    usleep(20000);
    poll(&p, 1, 0);
    ioctl(a, SIOCATMARK, &mark);
    ioctl(a, FIONREAD, &waiting);
    printf("  mark %d, poll %x, %d wait\n", mark, p.revents, waiting);
}
static void put(const char *text, int flags) {
    printf("send %s%s\n", text, flags & MSG_OOB ? " urgent" : "");
    send(c, text, strlen(text), flags);
    state();
}
static void take(int most, int flags) {
    char b[64] = {0};
    int n = recv(a, b, most, flags | MSG_DONTWAIT);
    printf("recv %d %x: %d %s\n", most, flags, n, n < 0 ? strerrorname_np(errno) : b);
    state();
}
static void end(void) {
    close(a);
    close(c);
    puts("");
}
int main(void) {
    for (int inlined = 0; inlined < 2; inlined++) {
        for (int peek = 0; peek <= MSG_PEEK; peek += MSG_PEEK) {
            printf("inline %d, peek %d\n", inlined, peek);
            pair(inlined);
            take(1, MSG_OOB);
            put("x", MSG_OOB);
            take(4, peek);
            take(1, MSG_OOB | peek);
            take(4, 0);
            take(1, MSG_OOB);
            end();
            pair(inlined);
            put("hello", MSG_OOB);
            take(8, peek);
            take(2, 0);
            put("world", 0);
            take(1, MSG_OOB | peek);
            take(8, 0);
            take(8, peek);
            take(8, 0);
            put("y", MSG_OOB);
            put("z", MSG_OOB);
            take(4, peek);
            take(1, MSG_OOB);
            take(4, 0);
            take(4, 0);
            end();
            pair(inlined);
            put("ab", MSG_OOB);
            take(1, 0);
            take(1, MSG_OOB);
            put("cd", MSG_OOB);
            take(1, MSG_OOB | peek);
            take(8, peek);
            take(8, 0);
            take(8, peek);
            take(8, 0);
            put("ef", MSG_OOB);
            put("gh", MSG_OOB);
            take(8, 0);
            shutdown(c, SHUT_WR);
            state();
            take(8, peek);
            take(8, 0);
            take(8, 0);
            end();
        }
    }
    pair(0);
    put("x", MSG_OOB);
    take(0, MSG_OOB);
    take(1, MSG_OOB);
    int on = 1;
    put("yz", MSG_OOB);
    setsockopt(a, SOL_SOCKET, SO_OOBINLINE, &on, sizeof on);
    state();
    take(9, 0);
    take(9, 0);
    end();
    int zero = 0;
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    pair(0);
    setsockopt(a, SOL_SOCKET, SO_PEEK_OFF, &zero, sizeof zero);
    put("abX", MSG_OOB);
    take(2, MSG_PEEK);
    put("cdef", 0);
    take(2, 0);
    take(2, MSG_PEEK);
    take(2, MSG_PEEK);
    take(9, 0);
    end();
    pair(0);
    put("x", MSG_OOB);
    printf("connect %d\n", connect(a, &none, sizeof none));
    take(1, 0);
    end();
    return 0;
}
