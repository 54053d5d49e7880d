#include "parity.h"
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#define SO_PEERPIDFD 77
#endif
#define SCM_PIDFD_ 4
static int pid_of(int fd) {
    char path[60], line[200];
    int pid = -1;
    sprintf(path, "/proc/self/fdinfo/%d", fd);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f)) {
        sscanf(line, "Pid: %d", &pid);
    }
    fclose(f);
    return pid;
}
static void get(int s, int room, int expected) {
    char data[10], control[200];
    struct iovec v = {data, 10};
    struct msghdr m = {0, 0, &v, 1, control, room};
    int n = recvmsg(s, &m, MSG_DONTWAIT);
    printf("%d %s flags %x length %d:", n, n < 0 ? strerrorname_np(errno) : "", m.msg_flags, (int)m.msg_controllen);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); n >= 0 && c; c = CMSG_NXTHDR(&m, c)) {
        printf(" level %d type %d length %d", c->cmsg_level, c->cmsg_type, (int)c->cmsg_len);
        if (c->cmsg_type == SCM_PIDFD_) {
            int fd = *(int *)CMSG_DATA(c);
            printf(" pidfd %s", fd < 0 ? strerrorname_np(-fd) : pid_of(fd) == expected ? "right" : "wrong");
            printf(" cloexec %d", fd < 0 ? -1 : fcntl(fd, F_GETFD));
        }
    }
    printf("\n");
    fflush(stdout);
}
int main() {
    int s[2], one = 1, fd = -1;
    socklen_t l = 4;
    for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
        socketpair(AF_UNIX, type, 0, s);
        T(setsockopt(s[1], SOL_SOCKET, SO_PASSPIDFD, &one, 4));
        l = 4;
        T(getsockopt(s[1], SOL_SOCKET, SO_PASSPIDFD, &fd, &l));
        printf("%d\n", fd);
        send(s[0], "x", 1, 0);
        get(s[1], 200, getpid());
        fflush(stdout);
        int child = fork();
        if (!child) {
            send(s[0], "y", 1, 0);
            pause();
        }
        usleep(30000);
        get(s[1], 200, child);
        kill(child, SIGKILL);
        waitpid(child, 0, 0);
        child = fork();
        if (!child) {
            send(s[0], "z", 1, 0);
            _exit(0);
        }
        waitpid(child, 0, 0);
        get(s[1], 200, child);
        T(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &one, 4));
        send(s[0], "w", 1, 0);
        get(s[1], 200, getpid());
        send(s[0], "w", 1, 0);
        get(s[1], 40, getpid());
        send(s[0], "w", 1, 0);
        get(s[1], 0, getpid());
        l = 4;
        T(getsockopt(s[1], SOL_SOCKET, SO_PEERPIDFD, &fd, &l) == 0);
        printf("%d length %d cloexec %d\n", pid_of(fd) == getpid(), l, fcntl(fd, F_GETFD));
    }
    l = 4;
    T(getsockopt(socket(AF_UNIX, SOCK_STREAM, 0), SOL_SOCKET, SO_PEERPIDFD, &fd, &l));
    T(getsockopt(socket(AF_INET, SOCK_STREAM, 0), SOL_SOCKET, SO_PEERPIDFD, &fd, &l));
}
