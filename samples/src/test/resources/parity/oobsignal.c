/* SIGURG for bytes out of band, on UNIX and TCP sockets. */
#include "parity.h"

static volatile int urgent;
static void on(int signal, siginfo_t *info, void *context) {
    urgent++;
    printf("signal %d code %x\n", signal, info->si_code);
}

int main(void) {
    int s[2];
    struct sigaction action = {.sa_sigaction = on, .sa_flags = SA_SIGINFO};
    sigaction(SIGURG, &action, 0);
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    T(send(s[0], "x", 1, MSG_OOB));
    printf("%d\n", urgent);
    T(fcntl(s[1], F_SETOWN, getpid()));
    T(send(s[0], "abc", 3, MSG_OOB));
    printf("%d\n", urgent);
    T(send(s[0], "abc", 3, 0));
    printf("%d\n", urgent);
    T(fcntl(s[1], F_SETOWN, 0));
    T(send(s[0], "abc", 3, MSG_OOB));
    printf("%d\n", urgent);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    int l = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0);
    bind(l, (struct sockaddr *)&at, sizeof at);
    listen(l, 1);
    getsockname(l, (struct sockaddr *)&at, &length);
    connect(c, (struct sockaddr *)&at, sizeof at);
    int a = accept(l, 0, 0);
    T(fcntl(a, F_SETOWN, -getpgrp()));
    T(fcntl(a, F_SETOWN, getpid()));
    T(send(c, "x", 1, MSG_OOB));
    usleep(100000);
    printf("%d\n", urgent);

    /* An interface of one's own choice */
    int u = socket(AF_INET, SOCK_DGRAM, 0), v = socket(AF_INET, SOCK_DGRAM, 0), w = socket(AF_INET, SOCK_DGRAM, 0);
    at.sin_port = htons(7171);
    T(setsockopt(u, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
    T(setsockopt(v, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
    T(bind(u, (struct sockaddr *)&at, sizeof at));
    T(bind(v, (struct sockaddr *)&at, sizeof at));
    T(bind(w, (struct sockaddr *)&at, sizeof at));
    T(sendto(w, "dev", 3, 0, (struct sockaddr *)&at, sizeof at));
    char b[10];
    T(recv(u, b, 10, MSG_DONTWAIT));
    T(setsockopt(u, SOL_SOCKET, SO_BINDTODEVICE, "", 0));
    T(setsockopt(u, SOL_SOCKET, SO_BINDTODEVICE, "nosuch", 7));
    T(setsockopt(v, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
    setresuid(1000, 1000, 1000);
    T(setsockopt(v, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
    T(setsockopt(u, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
    return 0;
}
