#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
int main(void) {
    int set = epoll_create1(EPOLL_CLOEXEC), event = eventfd(0, EFD_NONBLOCK), pipes[2];
    uint64_t value = 5;
    struct epoll_event got[4], want = {.events = EPOLLIN, .data.u64 = 77}, edge = {.events = EPOLLIN | EPOLLET, .data.u64 = 88};
    pipe(pipes);
    printf("%d %d\n", epoll_ctl(set, EPOLL_CTL_ADD, event, &want), epoll_ctl(set, EPOLL_CTL_ADD, pipes[0], &edge));
    printf("again %d\n", epoll_ctl(set, EPOLL_CTL_ADD, event, &want));
    printf("none %d\n", epoll_wait(set, got, 4, 20));
    write(event, &value, 8);
    int n = epoll_wait(set, got, 4, -1);
    printf("event %d %d %d\n", n, got[0].events, (int)got[0].data.u64);
    printf("level %d\n", epoll_wait(set, got, 4, 0));
    printf("read %d %d\n", (int)read(event, &value, 8), (int)value);
    write(pipes[1], "ab", 2);
    printf("edge %d\n", epoll_wait(set, got, 4, 0));
    printf("edge %d\n", epoll_wait(set, got, 4, 0));
    if (!fork()) {
        usleep(50000);
        write(pipes[1], "c", 1);
        _exit(0);
    }
    n = epoll_wait(set, got, 4, 5000);
    printf("waited %d %d\n", n, (int)got[0].data.u64);
    printf("del %d %d\n", epoll_ctl(set, EPOLL_CTL_DEL, pipes[0], 0), epoll_ctl(set, EPOLL_CTL_DEL, pipes[0], 0));
    return 0;
}
