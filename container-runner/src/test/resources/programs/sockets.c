#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    int pair[2];
    char text[16] = {0};
    printf("%d\n", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    if (!fork()) {
        close(pair[0]);
        int n = read(pair[1], text, 15);
        write(pair[1], text, n);
        _exit(0);
    }
    close(pair[1]);
    printf("%d\n", (int)send(pair[0], "hello", 5, MSG_NOSIGNAL));
    int n = recv(pair[0], text, 15, 0);
    printf("%d %s\n", n, text);
    wait(0);
    printf("eof %d\n", (int)read(pair[0], text, 1));
    printf("send %d", (int)send(pair[0], "x", 1, MSG_NOSIGNAL));
    printf(" %d\n", errno == EPIPE);
    struct pollfd p = {pair[0], POLLIN | POLLOUT};
    printf("poll %d %x\n", poll(&p, 1, 0), p.revents);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    printf("dontwait %d", (int)recv(pair[0], text, 1, MSG_DONTWAIT));
    printf(" %d\n", errno == EAGAIN);
    shutdown(pair[1], SHUT_WR);
    printf("shut %d\n", (int)recv(pair[0], text, 1, 0));
    printf("socket %d", socket(99, SOCK_STREAM, 0));
    printf(" %d\n", errno == EAFNOSUPPORT);
    return 0;
}
