#include "parity.h"
int main() {
    struct sockaddr_un a = {AF_UNIX, "/tmp/parity.sock"}, n = {AF_UNIX, ""}, g;
    socklen_t l = sizeof g;
    memcpy(n.sun_path, "\0abs", 4);
    unlink(a.sun_path);
    int s = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0);
    T(connect(c, (void *)&a, sizeof a));
    T(bind(s, (void *)&a, sizeof a));
    T(bind(s, (void *)&a, sizeof a));
    T(connect(c, (void *)&a, sizeof a));
    T(listen(s, 0));
    T(connect(c, (void *)&a, sizeof a));
    int d = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), e = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    T(connect(d, (void *)&a, sizeof a));
    T(connect(e, (void *)&a, sizeof a));
    T(events(s, POLLIN));
    T(accept4(s, (void *)&g, &l, SOCK_CLOEXEC));
    printf("%d %d\n", l, g.sun_family);
    T(fcntl(7, F_GETFD));
    l = sizeof g;
    T(getsockname(7, (void *)&g, &l));
    printf("%d %s\n", l, g.sun_path);
    l = 5;
    T(getsockname(7, (void *)&g, &l));
    printf("%d\n", l);
    struct ucred u;
    l = sizeof u;
    T(getsockopt(7, SOL_SOCKET, SO_PEERCRED, &u, &l));
    printf("%d %d %d\n", u.pid == getpid(), u.uid, u.gid);
    struct stat st;
    T(stat(a.sun_path, &st));
    printf("%o\n", st.st_mode & S_IFMT);
    T(open(a.sun_path, O_RDWR));
    T(unlink(a.sun_path));
    int x = socket(AF_UNIX, SOCK_DGRAM, 0), y = socket(AF_UNIX, SOCK_DGRAM, 0);
    T(bind(x, (void *)&n, 6));
    T(bind(y, (void *)&n, 6));
    T(connect(y, (void *)&n, 6));
    T(send(y, "one", 3, 0));
    T(send(y, "", 0, 0));
    char b[9];
    l = sizeof g;
    T(recvfrom(x, b, 2, MSG_TRUNC, (void *)&g, &l));
    printf("%d\n", l);
    T(recv(x, b, 9, 0));
    T(recv(x, b, 9, MSG_DONTWAIT));
    for (int i = 0; i < 14; i++)
        if (send(y, "q", 1, MSG_DONTWAIT) < 0) {
            printf("%d %s\n", i, strerrorname_np(errno));
            break;
        }
    T(events(y, POLLOUT));
    T(close(x));
    T(send(y, "z", 1, MSG_DONTWAIT));
    T(connect(y, (void *)&n, 6));
    T(bind(y, (void *)&n, 2));
    l = sizeof g;
    T(getsockname(y, (void *)&g, &l));
    printf("%d\n", l);
}
