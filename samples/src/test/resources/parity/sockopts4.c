#include "parity.h"
/* What each option of a socket says when it is asked for, set, and set to nothing: those that are only told, only set, or not there. */
static const char *said(int result) {
    return result < 0 ? strerrorname_np(errno) : "ok";
}

static void ask(int family, int type, int level, int first, int last, int least_said) {
    for (int name = first; name <= last; name++) {
        int value = 1, fd = socket(family, type, 0);
        socklen_t length = 4;
        int got = getsockopt(fd, level, name, &value, &length);
        const char *asked = said(got);
        value = 1;
        const char *set = said(setsockopt(fd, level, name, &value, 4));
        const char *nothing = said(setsockopt(fd, level, name, &value, 0));
        if (!least_said || strcmp(set, "ENOPROTOOPT")) {
            printf("%d %d %d %d: %s %d %s %s\n", family, type, level, name, asked, got < 0 ? 0 : length, set, nothing);
        }
        close(fd);
    }
}

int main(void) {
    for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
        ask(AF_INET, type, SOL_IP, -1, 24, 0);
        ask(AF_INET, type, SOL_IP, 26, 53, 0);
        ask(AF_INET, type, SOL_SOCKET, -1, 24, 0);
        ask(AF_INET, type, SOL_SOCKET, 28, 35, 0);
        ask(AF_INET, type, SOL_SOCKET, 37, 58, 0);
        ask(AF_INET, type, SOL_SOCKET, 60, 85, 0);
        ask(AF_INET, type, SOL_TCP, -1, 50, 0);
        ask(AF_INET, type, IPPROTO_UDP, -1, 20, 0);
        ask(AF_INET, type, IPPROTO_UDPLITE, -1, 20, 1);
        ask(AF_INET6, type, SOL_IPV6, -1, 63, 0);
        ask(AF_INET6, type, SOL_IPV6, 66, 67, 0);
        ask(AF_INET6, type, SOL_IPV6, 69, 90, 0);
    }
    struct timeval time = {3, 500000}, now = {0};
    socklen_t length = sizeof now;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    T(setsockopt(fd, SOL_SOCKET, 66, &time, sizeof time));
    T(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &now, &length));
    printf("%ld.%06ld\n", now.tv_sec, now.tv_usec);
    int families[] = {0, AF_UNIX, AF_INET, AF_NETLINK, 45, 46, 99, -1};
    for (int i = 0; i < sizeof families / sizeof *families; i++) {
        printf("%d: %s", families[i], said(socket(families[i], 11, 0)));
        printf(" %s\n", said(socket(families[i], 16, 0)));
    }
    struct msghdr message = {(void *)&time, -1, &(struct iovec){&now, 1}, 1};
    int ends[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    T(write(ends[1], "x", 1));
    T(recvmsg(ends[0], &message, 0));
    message.msg_name = 0;
    T(recvmsg(ends[0], &message, MSG_DONTWAIT));
}
