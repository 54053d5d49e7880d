/* Which of several things wrong with a UNIX socket is told first; names of sockets of different types; ends of associations. */
#include "parity.h"

static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};

static const char *said(long result) {
    return result < 0 ? strerrorname_np(errno) : "ok";
}

static struct sockaddr_un place(const char *name) {
    struct sockaddr_un to = {AF_UNIX};
    strcpy(to.sun_path + 1, name);
    return to;
}

static void calls(const char *what, int s) {
    char byte;
    struct sockaddr_un to = place("nobody");
    printf("%s:", what);
    printf(" send %s", said(send(s, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT)));
    printf(" empty %s", said(send(s, "", 0, MSG_NOSIGNAL | MSG_DONTWAIT)));
    printf(" urgent %s", said(send(s, "x", 1, MSG_NOSIGNAL | MSG_OOB | MSG_DONTWAIT)));
    printf(" urgent empty %s", said(send(s, "", 0, MSG_NOSIGNAL | MSG_OOB | MSG_DONTWAIT)));
    printf(" to %s", said(sendto(s, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT, (void *)&to, 12)));
    printf(" receive %s", said(recv(s, &byte, 1, MSG_DONTWAIT)));
    printf(" urgent %s", said(recv(s, &byte, 1, MSG_DONTWAIT | MSG_OOB)));
    printf(" events %x\n", events(s, 0xffff));
}

int main(void) {
    for (int i = 0; i < 3; i++) {
        printf("type %d\n", types[i]);
        for (int how = -1; how < 3; how++) {
            int s = socket(AF_UNIX, types[i], 0), pair[2];
            if (how >= 0)
                printf("shut %d %s\n", how, said(shutdown(s, how)));
            calls("alone", s);
            close(s);
            socketpair(AF_UNIX, types[i], 0, pair);
            if (how >= 0)
                shutdown(pair[0], how);
            calls("paired", pair[0]);
            calls("other", pair[1]);
            close(pair[1]);
            calls("left", pair[0]);
            close(pair[0]);
            s = socket(AF_UNIX, types[i], 0);
            struct sockaddr_un name = place("order");
            bind(s, (void *)&name, 8);
            listen(s, 1);
            if (how >= 0)
                shutdown(s, how);
            calls("listening", s);
            close(s);
        }
    }
    int same[3], by[3];
    struct sockaddr_un name = place("same"), none = {AF_UNSPEC};
    for (int i = 0; i < 3; i++) {
        same[i] = socket(AF_UNIX, types[i], 0);
        by[i] = socket(AF_UNIX, types[i], 0);
        printf("bind %s\n", said(bind(same[i], (void *)&name, 7)));
        printf("again %s\n", said(bind(by[i], (void *)&name, 7)));
        printf("connect %s\n", said(connect(by[i], (void *)&name, 7)));
        listen(same[i], 1);
        printf("connect %s\n", said(connect(by[i], (void *)&name, 7)));
        printf("end %s\n", said(connect(by[i], (void *)&none, sizeof none)));
        printf("send %s\n", said(send(by[i], "x", 1, MSG_NOSIGNAL)));
        printf("bind to none %s\n", said(bind(by[i], (void *)&none, sizeof none)));
        printf("send to none %s\n", said(sendto(by[i], "x", 1, MSG_NOSIGNAL, (void *)&none, sizeof none)));
    }
    int a[2], b[2];
    char byte;
    socketpair(AF_UNIX, SOCK_DGRAM, 0, a), socketpair(AF_UNIX, SOCK_DGRAM, 0, b);
    name = place("others");
    bind(b[0], (void *)&name, 9);
    send(a[1], "x", 1, 0), send(a[0], "y", 1, 0);
    printf("to another's %s\n", said(connect(a[0], (void *)&name, 9)));
    close(b[1]);
    printf("to a left one %s\n", said(connect(a[0], (void *)&name, 9)));
    printf("end %s\n", said(connect(b[0], (void *)&none, sizeof none)));
    printf("to one without %s\n", said(connect(a[0], (void *)&name, 9)));
    printf("what came %s\n", said(recv(a[0], &byte, 1, MSG_DONTWAIT)));
    printf("events %x %x\n", events(a[0], 0xffff), events(a[1], 0xffff));
    printf("told %s\n", said(send(a[1], "x", 1, 0)));
    printf("told %s\n", said(send(a[1], "x", 1, 0)));
    printf("came %s\n", said(recv(a[1], &byte, 1, MSG_DONTWAIT)));
    name = place("same");
    close(same[1]);
    printf("no datagrams' %s\n", said(sendto(by[1], "x", 1, 0, (void *)&name, 7)));
    unlink("/tmp/unixorder");
    strcpy(name.sun_path, "/tmp/unixorder");
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    bind(s, (void *)&name, sizeof name), listen(s, 1);
    printf("path of another type %s\n", said(sendto(by[1], "x", 1, 0, (void *)&name, sizeof name)));
    unlink("/tmp/unixorder");
}
