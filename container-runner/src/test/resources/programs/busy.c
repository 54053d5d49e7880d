/* A little of all that could depend on when something happens: threads, processes, pipes, sockets, timers, signals, limits. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static volatile unsigned races;
static volatile int ticks;
static int order[64], ordered;

static void tick(int signal) {
    ticks++;
}

static void *contend(void *number) {
    for (int i = 0; i < 20000; i++) {
        races = races * 1664525u + (unsigned) (size_t) number; /* a race on purpose: the schedule shows in it */
        if (i % 1000 == 0) {
            pthread_mutex_lock(&lock);
            if (ordered < 64) {
                order[ordered++] = (int) (size_t) number;
            }
            pthread_cond_broadcast(&turn);
            pthread_mutex_unlock(&lock);
            sched_yield();
        }
    }
    return 0;
}

static void now(const char *what) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    printf("%s at %lld.%09ld\n", what, (long long) at.tv_sec, at.tv_nsec);
}

static void *serve(void *listener) {
    for (int i = 0; i < 4; i++) {
        int peer = accept((int) (size_t) listener, 0, 0);
        char text[64];
        int got = read(peer, text, sizeof text);
        write(peer, text, got);
        close(peer);
    }
    return 0;
}

int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    now("start");
    unsigned random;
    getrandom(&random, sizeof random, 0);
    printf("random %08x, stack %p, heap %p, pid %d\n", random, (void *) &random, malloc(100000), getpid());
    signal(SIGALRM, tick);
    struct itimerval each = {{0, 300}, {0, 300}};
    setitimer(ITIMER_REAL, &each, 0);
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) {
        pthread_create(threads + i, 0, contend, (void *) (i + 1));
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], 0);
    }
    memset(&each, 0, sizeof each);
    setitimer(ITIMER_REAL, &each, 0);
    printf("races %08x, ticks %d, order", races, ticks);
    for (int i = 0; i < ordered; i++) {
        printf(" %d", order[i]);
    }
    printf("\n");
    now("threads");
    int pipes[2];
    pipe(pipes);
    for (int i = 0; i < 6; i++) {
        if (fork() == 0) {
            volatile unsigned work = 0;
            for (unsigned n = 0; n < 50000u * (unsigned) (6 - i); n++) {
                work += n;
            }
            char *memory = mmap(0, 2 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            memset(memory, i, 2 << 20);
            char digit = '0' + i;
            write(pipes[1], &digit, 1);
            _exit(i);
        }
    }
    close(pipes[1]);
    char text[64];
    int got;
    printf("ends");
    while ((got = read(pipes[0], text, sizeof text)) > 0) {
        printf(" %.*s", got, text);
    }
    int status;
    for (pid_t pid; (pid = wait(&status)) > 0;) {
        printf(" %d:%x", pid, status);
    }
    printf("\n");
    now("processes");
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof name;
    bind(listener, (struct sockaddr *) &name, length);
    listen(listener, 8);
    getsockname(listener, (struct sockaddr *) &name, &length);
    pthread_create(threads, 0, serve, (void *) (size_t) listener);
    int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec often = {{0, 70000}, {0, 70000}};
    timerfd_settime(timer, 0, &often, 0);
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = timer};
    epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event);
    for (int i = 0; i < 4; i++) {
        int client = socket(AF_INET, SOCK_STREAM, 0);
        connect(client, (struct sockaddr *) &name, sizeof name);
        write(client, "hello", 5);
        event = (struct epoll_event) {.events = EPOLLIN, .data.fd = client};
        epoll_ctl(epoll, EPOLL_CTL_ADD, client, &event);
        for (int open = 1; open;) {
            struct epoll_event ready[4];
            int count = epoll_wait(epoll, ready, 4, 1000);
            for (int k = 0; k < count; k++) {
                unsigned long long expired = 0;
                if (ready[k].data.fd == timer) {
                    read(timer, &expired, sizeof expired);
                    printf("t%llu ", expired);
                } else {
                    got = read(client, text, sizeof text);
                    printf("%.*s ", got, text);
                    open = got > 0;
                }
            }
        }
        close(client);
    }
    pthread_join(threads[0], 0);
    printf("port %d\n", ntohs(name.sin_port));
    now("end");
    return 0;
}
