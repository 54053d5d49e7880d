#include "parity.h"
static int port;
static void *client(void *n) {
    struct sockaddr_in6 a = {AF_INET6, htons(port), 0, IN6ADDR_LOOPBACK_INIT};
    int c = socket(AF_INET6, SOCK_STREAM, 0);
    long sum = 0, got;
    char b[5000];
    if (connect(c, (void *)&a, sizeof a)) perror("connect");
    for (int i = 0; i < 40; i++) {
        memset(b, i + (long)n, sizeof b);
        for (size_t at = 0; at < sizeof b;) at += send(c, b + at, sizeof b - at, 0);
    }
    shutdown(c, SHUT_WR);
    while ((got = recv(c, b, sizeof b, 0)) > 0)
        for (int i = 0; i < got; i++) sum += (unsigned char)b[i];
    close(c);
    return (void *)sum;
}
static void *echo(void *fd) {
    char b[3000];
    long n;
    while ((n = recv((long)fd, b, sizeof b, 0)) > 0)
        for (long at = 0; at < n;) at += send((long)fd, b + at, n - at, 0);
    close((long)fd);
    return 0;
}
int main() {
    struct sockaddr_in6 a = {AF_INET6, 0, 0, IN6ADDR_ANY_INIT};
    socklen_t l = sizeof a;
    int s = socket(AF_INET6, SOCK_STREAM, 0);
    bind(s, (void *)&a, sizeof a);
    getsockname(s, (void *)&a, &l);
    port = ntohs(a.sin6_port);
    listen(s, 2);
    pthread_t c[6], e[6];
    for (long i = 0; i < 6; i++) pthread_create(c + i, 0, client, (void *)i);
    for (int i = 0; i < 6; i++) {
        long d = accept(s, 0, 0);
        pthread_create(e + i, 0, echo, (void *)d);
    }
    for (int i = 0; i < 6; i++) {
        void *sum;
        pthread_join(c[i], &sum);
        pthread_join(e[i], 0);
        printf("%ld\n", (long)sum);
    }
}
