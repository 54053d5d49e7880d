#include "parity.h"
static int s[2];
static void get(int flags, int room) {
    char b[64] = {0};
    int mark = -1, waiting = -1;
    errno = 0;
    int n = recv(s[1], b, room, flags | MSG_DONTWAIT), e = errno;
    ioctl(s[1], 0x8905, &mark);
    ioctl(s[1], FIONREAD, &waiting);
    printf("%s%s %d: %d %s '%s' mark %d waiting %d events %x\n", flags & MSG_OOB ? "urgent" : "plain", flags & MSG_PEEK ? " peek" : "", room, n,
           n < 0 ? strerrorname_np(e) : "", b, mark, waiting, events(s[1], POLLIN | POLLPRI | POLLOUT));
}
int main() {
    T(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
    get(MSG_OOB, 1);
    T(send(s[0], "", 0, MSG_OOB));
    T(send(s[0], "abcX", 4, MSG_OOB));
    T(send(s[0], "def", 3, 0));
    get(MSG_PEEK, 10);
    get(MSG_OOB | MSG_PEEK, 10);
    get(MSG_OOB, 10);
    get(MSG_OOB, 10);
    get(0, 2);
    get(0, 10);
    get(0, 10);
    get(0, 10);

    printf("passed over\n");
    send(s[0], "abY", 3, MSG_OOB);
    send(s[0], "cd", 2, 0);
    get(0, 10);
    get(MSG_PEEK, 10);
    get(0, 10);
    get(MSG_OOB, 1);
    get(0, 10);

    printf("one after the other\n");
    send(s[0], "1", 1, MSG_OOB);
    send(s[0], "2", 1, MSG_OOB);
    get(MSG_OOB, 1);
    get(0, 10);
    get(0, 10);
    send(s[0], "3", 1, MSG_OOB);
    get(MSG_OOB, 1);
    send(s[0], "x4", 2, MSG_OOB);
    get(0, 10);
    get(MSG_OOB, 1);
    get(0, 10);

    printf("inline\n");
    int one = 1;
    T(setsockopt(s[1], SOL_SOCKET, SO_OOBINLINE, &one, 4));
    send(s[0], "abZ", 3, MSG_OOB);
    send(s[0], "cd", 2, 0);
    get(MSG_OOB, 1);
    get(0, 10);
    get(0, 10);
    get(0, 10);
    send(s[0], "e", 1, MSG_OOB);
    close(s[0]);
    get(MSG_OOB, 1);
    get(0, 1);
    get(0, 1);

    for (int type = SOCK_DGRAM; type <= SOCK_SEQPACKET; type += 3) {
        socketpair(AF_UNIX, type, 0, s);
        T(send(s[0], "a", 1, MSG_OOB));
        T(recv(s[1], &one, 1, MSG_OOB | MSG_DONTWAIT));
    }
}
