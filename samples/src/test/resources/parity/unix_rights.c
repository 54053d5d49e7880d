#include "parity.h"
int main() {
    int s[2], p[2]; char c = 'c', control[128] = {0}; T(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s)); T(pipe(p));
    struct iovec v = {&c, 1}; struct msghdr m = {0, 0, &v, 1, control, CMSG_SPACE(8), 0}; struct cmsghdr *h = CMSG_FIRSTHDR(&m);
    h->cmsg_level = SOL_SOCKET; h->cmsg_type = SCM_RIGHTS; h->cmsg_len = CMSG_LEN(8); memcpy(CMSG_DATA(h), p, 8);
    T(sendmsg(s[0], &m, 0)); close(p[0]); close(p[1]); memset(control, 0, 128); m.msg_controllen = 128; T(recvmsg(s[1], &m, MSG_CMSG_CLOEXEC));
    h = CMSG_FIRSTHDR(&m); printf("%zu %d %d %x\n", (size_t)h->cmsg_len, h->cmsg_level, h->cmsg_type, m.msg_flags); int *f = (int *)CMSG_DATA(h); printf("%d %d\n", f[0], f[1]);
    T(fcntl(f[0], F_GETFD)); T(write(f[1], "pipe", 4)); T(read(f[0], control, 64));
    int on = 1; T(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, 4)); T(send(s[0], "x", 1, 0)); m.msg_controllen = 128; T(recvmsg(s[1], &m, 0)); h = CMSG_FIRSTHDR(&m);
    printf("%zu %d\n", (size_t)h->cmsg_len, h->cmsg_type); struct ucred *u = (void *)CMSG_DATA(h); printf("%d %d\n", u->pid == getpid(), u->uid);
    m.msg_controllen = 4; T(send(s[0], "xyz", 3, 0)); T(recvmsg(s[1], &m, 0)); printf("%x %zu\n", m.msg_flags, (size_t)m.msg_controllen);
    m.msg_control = 0; m.msg_controllen = 0; char big[300000]; T(send(s[0], big, sizeof big, MSG_DONTWAIT)); T(send(s[0], "", 0, 0)); T(recv(s[1], big, 9, 0));
    h = (void *)control; m.msg_control = control; m.msg_controllen = CMSG_SPACE(4); h->cmsg_level = SOL_SOCKET; h->cmsg_type = SCM_RIGHTS; h->cmsg_len = CMSG_LEN(4); *(int *)CMSG_DATA(h) = 99; T(sendmsg(s[0], &m, 0));
}
