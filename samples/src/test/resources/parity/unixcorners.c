/* UNIX sockets at their corners: descriptors and credentials in every form, flags, names, shutdown, full queues. */
#include "parity.h"
#include <linux/sockios.h>
#define ALL (POLLIN | POLLOUT | POLLPRI | POLLERR | POLLHUP | POLLRDHUP)
static int p[2];
static int snd(int s, const char *t, int n, int *fds, int count, int creds, int flags, int extra) {
    char ctl[2000];
    memset(ctl, 0, sizeof ctl);
    struct iovec v = {(void *)t, n};
    struct msghdr m = {0, 0, &v, 1, ctl, sizeof ctl};
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);
    int used = 0;
    if (fds) {
        h->cmsg_level = SOL_SOCKET;
        h->cmsg_type = SCM_RIGHTS;
        h->cmsg_len = CMSG_LEN(4 * count) + extra;
        memcpy(CMSG_DATA(h), fds, 4 * count);
        used += CMSG_SPACE(4 * count);
        h = (void *)(ctl + used);
    }
    if (creds) {
        struct ucred c = {getpid(), getuid(), getgid()};
        if (creds == 2) c.pid = 1;
        h->cmsg_level = SOL_SOCKET;
        h->cmsg_type = SCM_CREDENTIALS;
        h->cmsg_len = CMSG_LEN(sizeof c);
        memcpy(CMSG_DATA(h), &c, sizeof c);
        used += CMSG_SPACE(sizeof c);
    }
    m.msg_controllen = used;
    if (!used) m.msg_control = 0;
    errno = 0;
    return sendmsg(s, &m, flags);
}
static void rcv(int s, int room, int n, int flags) {
    char b[100], ctl[2000];
    memset(ctl, 0, sizeof ctl);
    struct sockaddr_un from;
    struct iovec v = {b, n};
    struct msghdr m = {&from, sizeof from, &v, 1, room ? ctl : 0, room};
    errno = 0;
    int r = recvmsg(s, &m, flags | MSG_DONTWAIT);
    printf("rcv %d %s flags %x len %zu name %d\n", r, r < 0 ? strerrorname_np(errno) : "", m.msg_flags,
           r < 0 ? 0 : (size_t)m.msg_controllen, m.msg_namelen);
    if (r < 0) return;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        printf("  %d %d %zu", c->cmsg_level, c->cmsg_type, (size_t)c->cmsg_len);
        if (c->cmsg_type == SCM_RIGHTS)
            for (int i = 0; i < (int)(c->cmsg_len - 16) / 4; i++) {
                int f = ((int *)CMSG_DATA(c))[i];
                printf(" fd %d", fcntl(f, F_GETFD));
                close(f);
            }
        else {
            struct ucred *u = (void *)CMSG_DATA(c);
            printf(" pid %s %d %d", u->pid == getpid() ? "own" : u->pid == 0 ? "none" : "other", u->uid, u->gid);
        }
        puts("");
    }
}
static int soerr(int f) {
    int e;
    socklen_t l = 4;
    getsockopt(f, SOL_SOCKET, SO_ERROR, &e, &l);
    return e;
}
static void both(int type) {
    char b[100];
    int v, on = 1, off = 0, fds[300];
    printf("== type %d\n", type);
    socklen_t l;
    struct sockaddr_un n;
    for (int i = 0; i < 300; i++) fds[i] = 0;
    socketpair(AF_UNIX, type, 0, p);
    l = sizeof n;
    T(getsockname(p[0], (void *)&n, &l));
    T(l);
    l = sizeof n;
    T(getpeername(p[0], (void *)&n, &l));
    T(l);
    T(snd(p[0], "a", 1, fds, 1, 0, 0, 0));
    rcv(p[1], 100, 10, 0);
    T(snd(p[0], "a", 1, fds, 1, 0, 0, 0));
    rcv(p[1], 100, 10, MSG_CMSG_CLOEXEC);
    T(snd(p[0], "a", 1, fds, 1, 0, 0, 0));
    rcv(p[1], 0, 10, 0);
    T(snd(p[0], "a", 1, fds, 3, 0, 0, 0));
    rcv(p[1], CMSG_SPACE(4), 10, 0);
    T(snd(p[0], "a", 1, fds, 3, 0, 0, 0));
    rcv(p[1], CMSG_LEN(8), 10, 0);
    T(snd(p[0], "a", 1, fds, 3, 0, 0, 0));
    rcv(p[1], 15, 10, 0);
    T(snd(p[0], "a", 1, fds, 3, 0, 0, 0));
    rcv(p[1], 19, 10, 0);
    T(snd(p[0], "a", 1, fds, 253, 0, 0, 0));
    rcv(p[1], 1900, 10, 0);
    T(snd(p[0], "a", 1, fds, 254, 0, 0, 0));
    T(snd(p[0], "a", 1, fds, 1, 0, 0, 2));
    rcv(p[1], 100, 10, 0);
    T(snd(p[0], "a", 1, fds, 1, 0, 0, 4));
    T(snd(p[0], "a", 1, fds, 1, 0, 0, -5));
    T(snd(p[0], "a", 1, fds, 0, 0, 0, 0));
    rcv(p[1], 100, 10, 0);
    fds[0] = -1;
    T(snd(p[0], "a", 1, fds, 1, 0, 0, 0));
    fds[0] = 99;
    T(snd(p[0], "a", 1, fds, 1, 0, 0, 0));
    fds[0] = 0;
    T(snd(p[0], "", 0, fds, 1, 0, 0, 0));
    rcv(p[1], 100, 10, 0);
    T(snd(p[0], "abc", 3, fds, 1, 0, 0, 0));
    rcv(p[1], 100, 1, 0);
    rcv(p[1], 100, 5, 0);
    T(snd(p[0], "x", 1, 0, 0, 0, 0, 0));
    T(snd(p[0], "y", 1, fds, 1, 0, 0, 0));
    T(snd(p[0], "z", 1, 0, 0, 0, 0, 0));
    rcv(p[1], 100, 10, 0);
    rcv(p[1], 100, 10, 0);
    rcv(p[1], 100, 10, 0);
    T(snd(p[0], "y", 1, fds, 1, 0, 0, 0));
    rcv(p[1], 100, 10, MSG_PEEK);
    rcv(p[1], 100, 10, 0);
    T(snd(p[0], "y", 1, fds, 1, 0, 0, 0));
    T(recv(p[1], b, 10, 0));
    // credentials
    T(snd(p[0], "c", 1, 0, 0, 1, 0, 0));
    rcv(p[1], 100, 10, 0);
    T(setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &on, 4));
    rcv(p[1], 100, 10, 0);
    T(snd(p[0], "c", 1, 0, 0, 0, 0, 0));
    rcv(p[1], 100, 10, 0);
    T(snd(p[0], "c", 1, 0, 0, 1, 0, 0));
    rcv(p[1], 100, 10, 0);
    T(snd(p[0], "c", 1, fds, 1, 1, 0, 0));
    rcv(p[1], 100, 10, 0);
    T(snd(p[0], "c", 1, fds, 1, 1, 0, 0));
    rcv(p[1], 20, 10, 0);
    T(snd(p[0], "c", 1, fds, 1, 0, 0, 0));
    rcv(p[1], CMSG_SPACE(12), 10, 0);
    T(snd(p[0], "c", 1, fds, 1, 0, 0, 0));
    rcv(p[1], 0, 10, 0);
    T(snd(p[0], "c", 1, 0, 0, 2, 0, 0));
    rcv(p[1], 100, 10, 0);
    T(setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &off, 4));
    T(snd(p[0], "x", 1, 0, 0, 0, 0, 0));
    T(setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &on, 4));
    rcv(p[1], 100, 10, 0);
    T(setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &off, 4));
    T(setsockopt(p[0], SOL_SOCKET, SO_PASSCRED, &on, 4));
    T(snd(p[0], "x", 1, 0, 0, 0, 0, 0));
    T(setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &on, 4));
    rcv(p[1], 100, 10, 0);
    T(setsockopt(p[0], SOL_SOCKET, SO_PASSCRED, &off, 4));
    T(setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &off, 4));
    {
        struct ucred u;
        l = sizeof u;
        T(getsockopt(p[0], SOL_SOCKET, SO_PEERCRED, &u, &l));
        printf("%d %d %d %d\n", u.pid == getpid(), u.uid, u.gid, l);
        l = 4;
        T(getsockopt(p[0], SOL_SOCKET, SO_PEERCRED, &u, &l));
        T(l);
    }
    // other control messages
    {
        char ctl[64] = {0};
        struct iovec v1 = {"q", 1};
        struct msghdr m = {0, 0, &v1, 1, ctl, 32};
        struct cmsghdr *h = (void *)ctl;
        h->cmsg_len = CMSG_LEN(4);
        h->cmsg_level = SOL_SOCKET;
        h->cmsg_type = 77;
        T(sendmsg(p[0], &m, 0));
        h->cmsg_level = SOL_IP;
        T(sendmsg(p[0], &m, 0));
        rcv(p[1], 100, 9, 0);
        h->cmsg_level = SOL_SOCKET;
        h->cmsg_type = SCM_CREDENTIALS;
        T(sendmsg(p[0], &m, 0));
        m.msg_controllen = 15;
        T(sendmsg(p[0], &m, 0));
        rcv(p[1], 100, 9, 0);
        m.msg_controllen = -1;
        T(sendmsg(p[0], &m, 0));
        m.msg_controllen = 1 << 20;
        T(sendmsg(p[0], &m, 0));
        h->cmsg_len = 3;
        m.msg_controllen = 32;
        T(sendmsg(p[0], &m, 0));
        m.msg_control = (void *)8;
        T(sendmsg(p[0], &m, 0));
        m.msg_control = 0;
        m.msg_controllen = 0;
        m.msg_iovlen = 1025;
        T(sendmsg(p[0], &m, 0));
        m.msg_iovlen = 1;
        m.msg_name = &n;
        m.msg_namelen = -1;
        T(sendmsg(p[0], &m, 0));
        m.msg_namelen = 200;
        T(sendmsg(p[0], &m, 0));
    }
    // flags and lengths
    T(send(p[0], "abcdef", 6, MSG_MORE));
    T(send(p[0], "gh", 2, MSG_EOR));
    T(recv(p[1], b, 3, MSG_PEEK | MSG_TRUNC));
    T(recv(p[1], b, 3, MSG_TRUNC));
    rcv(p[1], 100, 9, 0);
    rcv(p[1], 100, 9, 0);
    T(send(p[0], "o", 1, MSG_OOB));
    T(recv(p[1], b, 1, MSG_OOB | MSG_DONTWAIT));
    T(recv(p[1], b, 9, MSG_DONTWAIT | MSG_ERRQUEUE));
    while (recv(p[1], b, 9, MSG_DONTWAIT) > 0)
        ;
    T(send(p[0], "", 0, 0));
    T(recv(p[1], b, 9, MSG_DONTWAIT));
    T(send(p[0], "ab", 2, 0));
    T(recv(p[1], (void *)8, 2, MSG_DONTWAIT));
    T(recv(p[1], b, 9, MSG_DONTWAIT));
    T(send(p[0], "w1", 2, 0));
    T(recv(p[1], b, 9, MSG_DONTWAIT | MSG_WAITALL));
    T(send(p[0], (void *)8, 2, 0));
    T(recv(p[1], b, 0, MSG_DONTWAIT));
    T(send(p[0], "abc", 3, 0));
    T(send(p[0], "defg", 4, 0));
    T(ioctl(p[1], FIONREAD, &v));
    T(v);
    T(ioctl(p[1], SIOCATMARK, &v));
    T(ioctl(p[0], TCGETS, b));
    T(ioctl(p[1], SIOCGIFNAME, b));
    while (recv(p[1], b, 9, MSG_DONTWAIT) > 0)
        ;
    T(ioctl(p[0], SIOCOUTQ, &v));
    T(v);
    T(connect(p[0], (void *)&n, 110));
    T(listen(p[0], 1));
    T(accept(p[0], 0, 0));
    n.sun_family = AF_UNIX;
    memcpy(n.sun_path, "\0gv1", 4);
    n.sun_path[3] = '0' + type;
    T(bind(p[0], (void *)&n, 6));
    T(bind(p[0], (void *)&n, 6));
    l = sizeof n;
    T(getpeername(p[1], (void *)&n, &l));
    T(l);
    T(sendto(p[1], "to", 2, 0, (void *)&n, 6));
    T(recv(p[0], b, 9, MSG_DONTWAIT));
    n.sun_path[2] = 'q';
    T(sendto(p[1], "to", 2, 0, (void *)&n, 6));
    T(lseek(p[0], 0, SEEK_SET));
    T(pread(p[0], b, 1, 0));
    T(fsync(p[0]));
    T(mmap(0, 4096, 1, 1, p[0], 0));
    T(ftruncate(p[0], 0));
    T(fallocate(p[0], 0, 0, 1));
    // shutdown and close
    T(shutdown(p[0], 3));
    T(shutdown(p[0], SHUT_RD));
    T(events(p[0], ALL));
    T(events(p[1], ALL));
    T(recv(p[0], b, 1, MSG_DONTWAIT));
    T(send(p[1], "x", 1, MSG_NOSIGNAL));
    T(send(p[0], "x", 1, MSG_NOSIGNAL));
    T(recv(p[1], b, 1, MSG_DONTWAIT));
    T(shutdown(p[0], SHUT_WR));
    T(events(p[0], ALL));
    T(events(p[1], ALL));
    T(recv(p[1], b, 1, MSG_DONTWAIT));
    T(send(p[0], "x", 1, MSG_NOSIGNAL));
    T(shutdown(p[0], SHUT_RDWR));
    close(p[0]);
    T(events(p[1], ALL));
    T(send(p[1], "x", 1, MSG_NOSIGNAL));
    T(recv(p[1], b, 1, MSG_DONTWAIT));
    T(soerr(p[1]));
    l = sizeof n;
    T(getpeername(p[1], (void *)&n, &l));
    close(p[1]);
    socketpair(AF_UNIX, type, 0, p);
    send(p[0], "left", 4, 0);
    send(p[1], "unread", 6, 0);
    close(p[0]);
    T(events(p[1], ALL));
    T(soerr(p[1]));
    T(recv(p[1], b, 10, MSG_DONTWAIT));
    T(recv(p[1], b, 10, MSG_DONTWAIT));
    T(recv(p[1], b, 10, MSG_DONTWAIT));
    T(write(p[1], "x", 1));
    close(p[1]);
    // non-blocking and full
    socketpair(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, p);
    T(fcntl(p[0], F_GETFL));
    T(fcntl(p[0], F_GETFD));
    static char big[300000];
    T(send(p[0], big, 200000, 0) > 0);
    T(send(p[0], big, 300000, 0) > 0 || errno == EMSGSIZE || errno == EAGAIN);
    int k = 0;
    while (send(p[0], big, 1000, 0) > 0 && k < 2000) k++;
    T(k < 2000);
    T(send(p[0], big, 1000, 0));
    T(events(p[0], POLLOUT));
    while (recv(p[1], big, 300000, 0) > 0)
        ;
    T(events(p[0], POLLOUT));
    close(p[0]);
    close(p[1]);
    // unconnected
    int s = socket(AF_UNIX, type, 0);
    T(events(s, ALL));
    T(send(s, "x", 1, MSG_NOSIGNAL));
    T(recv(s, b, 1, MSG_DONTWAIT));
    T(shutdown(s, SHUT_WR));
    T(listen(s, 1));
    l = sizeof n;
    T(getpeername(s, (void *)&n, &l));
    T(getsockname(s, (void *)&n, &l));
    T(l);
    T(bind(s, (void *)&n, 2));
    l = sizeof n;
    T(getsockname(s, (void *)&n, &l));
    T(l);
    T(n.sun_path[0]);
    T(listen(s, 1));
    T(events(s, ALL));
    T(connect(s, (void *)&n, l));
    n.sun_family = AF_INET;
    T(bind(s, (void *)&n, l));
    T(connect(s, (void *)&n, l));
    n.sun_family = AF_UNIX;
    T(connect(s, (void *)&n, 200));
    T(connect(s, (void *)&n, 1));
    T(connect(s, (void *)&n, 2));
    strcpy(n.sun_path, "nowhere");
    T(connect(s, (void *)&n, 110));
    T(bind(s, (void *)&n, 200));
    close(s);
}
int main() {
    signal(SIGPIPE, SIG_IGN);
    fresh("unixmore2");
    both(SOCK_STREAM);
    both(SOCK_DGRAM);
    both(SOCK_SEQPACKET);
}
