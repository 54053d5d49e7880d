/* TCP connections that a message begins, MSG_FASTOPEN. */
#include "parity.h"
#define MSG_FASTOPEN 0x20000000
static struct sockaddr_in at = {.sin_family = AF_INET};
#define TO (struct sockaddr *)&at, sizeof at
int main(void) {
    socklen_t length = sizeof at;
    char b[100];
    signal(SIGPIPE, SIG_IGN);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int l = socket(AF_INET, SOCK_STREAM, 0);
    bind(l, TO);
    getsockname(l, (struct sockaddr *)&at, &length);
    int c = socket(AF_INET, SOCK_STREAM, 0);
    T(sendto(c, "hello", 5, MSG_FASTOPEN, TO));
    T(sendto(c, "hello", 5, 0, TO));
    listen(l, 5);
    close(c);
    c = socket(AF_INET, SOCK_STREAM, 0);
    T(send(c, "hello", 5, MSG_FASTOPEN));
    T(sendto(c, "hello", 5, MSG_FASTOPEN, TO));
    int a = accept(l, 0, 0);
    T(recv(a, b, 100, 0));
    T(sendto(c, "hello", 5, MSG_FASTOPEN, TO));
    T(send(c, "more", 4, 0));
    T(recv(a, b, 100, 0));
    close(a), close(c);
    c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    T(sendto(c, "hello", 5, MSG_FASTOPEN, TO));
    usleep(50000);
    T(events(c, POLLOUT));
    T(send(c, "hi", 2, 0));
    a = accept(l, 0, 0);
    T(recv(a, b, 100, 0));
    close(a), close(c);
    c = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    T(sendto(c, "hello", 5, MSG_FASTOPEN, &none, sizeof none));
    T(sendto(c, 0, 0, MSG_FASTOPEN, TO));
    T(send(c, "now", 3, 0));
    a = accept(l, 0, 0);
    T(recv(a, b, 100, 0));
    T(getpeername(c, (struct sockaddr *)&at, &length));
    static char large[300000];
    if (!fork()) {
        close(a), close(c);
        c = socket(AF_INET, SOCK_STREAM, 0);
        T(sendto(c, large, sizeof large, MSG_FASTOPEN, TO));
        _exit(0);
    }
    close(a);
    a = accept(l, 0, 0);
    long n, got = 0;
    while ((n = recv(a, large, sizeof large, 0)) > 0)
        got += n;
    T(got);
    wait(0);
    int on = 1;
    for (int i = 0; i < 2; i++) {
        c = socket(AF_INET, SOCK_STREAM, 0);
        at.sin_port = htons(20000);
        setsockopt(c, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        T(bind(c, TO));
        T(connect(c, TO));
    }
    T(listen(c, 0));
    FILE *f = fopen("/proc/sys/net/ipv4/tcp_fastopen", "r");
    T(fgetc(f));
    return 0;
}
