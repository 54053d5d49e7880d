/* UNIX sockets that are only in messages which nobody can receive any more go, and what came with them. */
#include "parity.h"
static int urgent;
static void give(int by, int a, int b) {
    char space[CMSG_SPACE(2 * sizeof(int))] = {0};
    struct iovec v = {"x", 1};
    struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = space, .msg_controllen = CMSG_SPACE((b < 0 ? 1 : 2) * sizeof(int))};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN((b < 0 ? 1 : 2) * sizeof(int));
    memcpy(CMSG_DATA(c), (int[]){a, b}, (b < 0 ? 1 : 2) * sizeof(int));
    T(sendmsg(by, &m, urgent));
}
static void sweep(void) {
    for (int i = 0; i < 3; i++) {
        int s[2];
        socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
        close(s[0]), close(s[1]);
        usleep(50000);
    }
}
static int gone(int fd) {
    struct pollfd p = {fd, POLLIN};
    poll(&p, 1, 0);
    return (p.revents & POLLHUP) != 0;
}
static void alone(int type) {
    int s[2], p[2];
    printf("alone %d\n", type);
    pipe(p);
    socketpair(AF_UNIX, type, 0, s);
    give(s[1], s[0], p[1]);
    close(p[1]);
    sweep();
    T(gone(p[0]));
    close(s[0]);
    sweep();
    T(gone(p[0]));
    close(s[1]), close(p[0]);
}
static void ring(int held) {
    int s[3][2], p[2];
    printf("ring %d\n", held);
    pipe(p);
    for (int i = 0; i < 3; i++)
        socketpair(AF_UNIX, SOCK_STREAM, 0, s[i]);
    for (int i = 0; i < 3; i++)
        give(s[i][1], s[(i + 1) % 3][0], i == 2 ? p[1] : -1);
    close(p[1]);
    for (int i = 0; i < 3; i++) {
        close(s[i][1]);
        if (i != held)
            close(s[i][0]);
    }
    sweep();
    T(gone(p[0]));
    if (held < 3) {
        char space[200], b[4];
        struct iovec v = {b, 4};
        struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = space, .msg_controllen = 200};
        T(recvmsg(s[held][0], &m, 0));
        int got = *(int *)CMSG_DATA(CMSG_FIRSTHDR(&m));
        T(got > 0);
        close(s[held][0]);
        sweep();
        T(gone(p[0]));
        close(got);
        sweep();
        T(gone(p[0]));
    }
    close(p[0]);
}
static void unaccepted(void) {
    struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "\0stranded"};
    int l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0), p[2];
    puts("unaccepted");
    pipe(p);
    bind(l, (void *)&at, sizeof at);
    listen(l, 5);
    T(connect(c, (void *)&at, sizeof at));
    give(c, l, p[1]);
    close(p[1]);
    close(l);
    T(gone(p[0]));
    close(c);
    sweep();
    T(gone(p[0]));
    close(p[0]);
}
static void outOfBand(void) {
    int s[2], p[2];
    char b[8], space[200];
    struct iovec v = {b, 8};
    struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = space, .msg_controllen = 200};
    puts("out of band");
    for (int how = 0; how < 4; how++) {
        int inlined = how == 2;
        pipe(p);
        socketpair(AF_UNIX, SOCK_STREAM, 0, s);
        setsockopt(s[0], SOL_SOCKET, SO_OOBINLINE, &inlined, sizeof inlined);
        give(s[1], p[1], -1);
        close(p[1]);
        m.msg_controllen = 200;
        if (how == 1)
            T(recv(s[0], b, 8, MSG_OOB));
        if (how < 3)
            T(recvmsg(s[0], &m, MSG_DONTWAIT));
        if (how == 2) {
            T(m.msg_controllen > 0);
            close(*(int *)CMSG_DATA(CMSG_FIRSTHDR(&m)));
        }
        if (how == 3)
            close(s[0]);
        send(s[1], "y", 1, MSG_NOSIGNAL);
        if (how < 3)
            T(recv(s[0], b, 8, MSG_DONTWAIT));
        T(gone(p[0]));
        close(s[0]), close(s[1]), close(p[0]);
    }
}
int main(void) {
    signal(SIGPIPE, SIG_IGN);
    alone(SOCK_STREAM);
    alone(SOCK_SEQPACKET);
    alone(SOCK_DGRAM);
    for (int i = 0; i < 4; i++)
        ring(i);
    unaccepted();
    urgent = MSG_OOB;
    alone(SOCK_STREAM);
    outOfBand();
    return 0;
}
