// What cannot be reached while the loopback interface is down, as it is in a network namespace of its own
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
static void say(const char *what, long got) { printf("%s: %ld %s\n", what, got, got < 0 ? strerrorname_np(errno) : ""); }
int main() {
    unshare(CLONE_NEWNET);
    struct sockaddr_in6 any = {AF_INET6, htons(4000)}, one = any, far = any, mapped = any;
    inet_pton(AF_INET6, "::1", &one.sin6_addr); inet_pton(AF_INET6, "2001:db8::1", &far.sin6_addr); inet_pton(AF_INET6, "::ffff:127.0.0.1", &mapped.sin6_addr);
    struct sockaddr_in a4 = {AF_INET, htons(4000), {htonl(0x7f000001)}}, z4 = {AF_INET, htons(4000)};
    struct { const char *n; struct sockaddr_in6 *a; } all[] = {{"any", &any}, {"one", &one}, {"far", &far}, {"mapped", &mapped}};
    for (int t = 0; t < 2; t++) for (int i = 0; i < 4; i++) {
        int type = t ? SOCK_STREAM : SOCK_DGRAM;
        int s = socket(AF_INET6, type, 0);
        char w[40];
        if (!t) { sprintf(w, "send %s", all[i].n); say(w, sendto(s, "x", 1, 0, (void *) all[i].a, sizeof any)); }
        sprintf(w, "connect %d %s", t, all[i].n); say(w, connect(s, (void *) all[i].a, sizeof any)); close(s);
        s = socket(AF_INET6, type, 0);
        sprintf(w, "bind %d %s", t, all[i].n); say(w, bind(s, (void *) all[i].a, sizeof any));
        if (!t) { sprintf(w, "bound send %s", all[i].n); say(w, sendto(s, "x", 1, 0, (void *) all[i].a, sizeof any)); }
        close(s);
    }
    int s = socket(AF_INET, SOCK_DGRAM, 0); say("send4", sendto(s, "x", 1, 0, (void *) &a4, sizeof a4)); say("connect4", connect(s, (void *) &a4, sizeof a4));
    system("ip addr add 2001:db8:5::5/64 dev lo 2>/dev/null");
    int other = socket(AF_INET6, SOCK_DGRAM, 0), stream = socket(AF_INET6, SOCK_STREAM, 0);
    say("with an address", sendto(other, "x", 1, 0, (void *) &far, sizeof far)), say("connect", connect(stream, (void *) &far, sizeof far));
    system("ip addr del 2001:db8:5::5/64 dev lo; ip link set lo up; ip addr del ::1/128 dev lo");
    say("up without one", sendto(other, "x", 1, 0, (void *) &far, sizeof far)), say("connect", connect(stream, (void *) &far, sizeof far));
}
