/* When a TCP socket whose sends were all taken whole, and that yet became full, is told that it can be written to. */
#include "parity.h"

static char buffer[1 << 16];
static int a, b;

static void connected(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof to;
    int listening = socket(AF_INET, SOCK_STREAM, 0);
    bind(listening, (void *)&to, size), listen(listening, 1), getsockname(listening, (void *)&to, &size);
    a = socket(AF_INET, SOCK_STREAM, 0), connect(a, (void *)&to, size), b = accept(listening, 0, 0);
    close(listening);
}

static int writable(int wait) {
    struct pollfd p = {.fd = a, .events = POLLOUT};
    return poll(&p, 1, wait);
}

/* Writes while that is said to be possible, by no more than there is room for. */
static long fill(void) {
    long total = 0;
    while (writable(0) == 1) {
        long n = send(a, buffer, 16384, MSG_DONTWAIT);
        if (n < 0)
            break;
        total += n;
    }
    return total;
}

static long empty(long total) {
    while (total > 0) {
        long n = read(b, buffer, total < 4096 ? total : 4096);
        if (n <= 0)
            break;
        total -= n;
    }
    return total;
}

static void *reader(void *total) {
    usleep(50000);
    return (void *)empty(*(long *)total);
}

static void *raiser(void *unused) {
    int size = 200000;
    usleep(50000);
    setsockopt(a, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    return 0;
}

int main() {
    struct epoll_event e = {.events = EPOLLOUT}, got = {0};
    int ep = epoll_create1(0);
    connected();

    printf("-- level\n");
    epoll_ctl(ep, EPOLL_CTL_ADD, a, &e);
    T(epoll_wait(ep, &got, 1, 0));
    long total = fill();
    T(total > 0), T(epoll_wait(ep, &got, 1, 0));
    T(empty(total)), T(epoll_wait(ep, &got, 1, 2000)), T(got.events), T(epoll_wait(ep, &got, 1, 0));

    printf("-- edge\n");
    e.events = EPOLLOUT | EPOLLET;
    epoll_ctl(ep, EPOLL_CTL_MOD, a, &e);
    T(epoll_wait(ep, &got, 1, 0)), T(epoll_wait(ep, &got, 1, 0));
    total = fill();
    T(epoll_wait(ep, &got, 1, 0)), T(empty(total)), T(epoll_wait(ep, &got, 1, 2000)), T(epoll_wait(ep, &got, 1, 0));
    T(write(a, "z", 1)), T(empty(1)), T(epoll_wait(ep, &got, 1, 100));

    printf("-- poll that waits\n");
    pthread_t t;
    void *left;
    total = fill();
    pthread_create(&t, 0, reader, &total);
    T(writable(5000)), pthread_join(t, &left), T((long)left);

    printf("-- send that waits beside sends that do not\n");
    long more = sizeof buffer;
    for (long n; (n = send(a, buffer, sizeof buffer, MSG_DONTWAIT)) > 0;)
        more += n;
    pthread_create(&t, 0, reader, &more);
    T(send(a, buffer, sizeof buffer, 0)), T(send(a, "z", 1, MSG_DONTWAIT)), pthread_join(t, &left), T((long)left), T(empty(1));

    printf("-- a buffer that grows\n");
    int size = 8192;
    setsockopt(a, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    total = fill();
    pthread_create(&t, 0, raiser, 0);
    T(writable(0)), T(writable(5000)), pthread_join(t, &left);
    return 0;
}
