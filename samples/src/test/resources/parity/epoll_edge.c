/* Edge-triggered epoll: which changes are edges, and which are not. */
#include "parity.h"

static int ep;

static void edge(const char *what) {
    struct epoll_event e[8];
    int n = epoll_wait(ep, e, 8, 0);
    printf("%s:", what);
    for (int i = 0; i < n; i++) printf(" %d=%x", e[i].data.fd, e[i].events);
    printf("\n");
}

static void watch(int fd, int events) {
    struct epoll_event e = {.events = events | EPOLLET, .data.fd = fd};
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
}

static void again(int fd, int events) {
    struct epoll_event e = {.events = events | EPOLLET, .data.fd = fd};
    epoll_ctl(ep, EPOLL_CTL_MOD, fd, &e);
}

static void pair(int a, int b, const char *name) {
    char buffer[8192];
    printf("-- %s\n", name);
    watch(a, EPOLLIN | EPOLLOUT | EPOLLRDHUP), edge("added"), edge("again");
    write(b, "hello", 5), edge("written"), edge("again");
    write(b, "more", 4), edge("more"), read(a, buffer, 2), edge("read a part");
    read(a, buffer, 99), edge("read all"), again(a, EPOLLIN | EPOLLOUT), edge("modified");
    again(a, EPOLLIN), edge("only in"), write(b, "x", 1), write(b, "y", 1), edge("two"), edge("again");
    fcntl(a, F_SETFL, O_NONBLOCK);
    long total = 0;
    for (long n; (n = write(a, buffer, sizeof buffer)) > 0;) total += n;
    again(a, EPOLLOUT), edge("full");
    while (total > 0) {
        long n = read(b, buffer, sizeof buffer);
        total -= n;
    }
    edge("emptied"), edge("again");
    write(a, "z", 1), read(b, buffer, 1), again(a, EPOLLIN | EPOLLRDHUP), edge("modified");
    shutdown(b, SHUT_WR), edge("shut"), edge("again"), close(b), edge("closed"), edge("again");
}

int main() {
    int s[2], p[2];
    char buffer[70000];
    uint64_t one = 1;
    ep = epoll_create1(0);
    dup2(ep, 30), ep = 30;
    socketpair(AF_UNIX, SOCK_STREAM, 0, s), pair(dup2(s[0], 40), dup2(s[1], 41) * 0 + s[1], "unix");
    close(40), close(s[0]), close(41);
    printf("-- pipe\n");
    pipe(p), dup2(p[0], 50), dup2(p[1], 51), close(p[0]), close(p[1]);
    watch(50, EPOLLIN), watch(51, EPOLLOUT), edge("added"), edge("again");
    write(51, "abc", 3), edge("written"), read(50, buffer, 1), edge("read a part"), write(51, "d", 1), edge("more"), edge("again");
    read(50, buffer, 99), edge("read all");
    fcntl(51, F_SETFL, O_NONBLOCK);
    while (write(51, buffer, 4096) > 0) ;
    edge("full"), edge("again"), read(50, buffer, 4096), edge("a page read"), read(50, buffer, 4096), edge("another");
    read(50, buffer, sizeof buffer), edge("emptied"), close(51), edge("closed"), edge("again");
    close(50);
    printf("-- eventfd\n");
    int e = dup2(eventfd(0, EFD_NONBLOCK), 60);
    watch(60, EPOLLIN), edge("added"), write(60, &one, 8), edge("written"), write(60, &one, 8), edge("written"), edge("again");
    read(60, &one, 8), edge("read"), again(60, EPOLLIN | EPOLLOUT), edge("both"), one = 1, write(60, &one, 8), edge("written");
    read(60, &one, 8), edge("read");
    printf("-- nested\n");
    int inner = dup2(epoll_create1(0), 70);
    struct epoll_event x = {.events = EPOLLIN, .data.fd = 60};
    epoll_ctl(70, EPOLL_CTL_ADD, 60, &x), watch(70, EPOLLIN), edge("added");
    one = 1, write(60, &one, 8), edge("written"), edge("again"), write(60, &one, 8), edge("written"), read(60, &one, 8), edge("read");
    printf("-- one shot\n");
    x.events = EPOLLIN | EPOLLONESHOT, x.data.fd = 60, epoll_ctl(ep, EPOLL_CTL_MOD, 60, &x);
    one = 1, write(60, &one, 8), edge("written"), write(60, &one, 8), edge("written"), epoll_ctl(ep, EPOLL_CTL_MOD, 60, &x), edge("armed"), edge("again");
    return 0;
}
