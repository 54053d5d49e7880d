/* What fcntl(2) says of files that have no name in any directory. */
#include "parity.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>

static void ask(const char *what, int fd) {
    printf("-- %s\n", what);
    int flags = fcntl(fd, F_GETFL);
    T(fcntl(fd, F_SETFL, flags | O_NOATIME));
    T((fcntl(fd, F_GETFL) & O_NOATIME) != 0);
    T(fcntl(fd, F_SETLEASE, F_RDLCK)), T(fcntl(fd, F_GETLEASE)), T(fcntl(fd, F_SETLEASE, F_UNLCK));
}
static void all(void) {
    int pipes[2], pair[2];
    pipe(pipes), socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    ask("socket pair", pair[0]);
    ask("UDP", socket(AF_INET, SOCK_DGRAM, 0));
    ask("pipe", pipes[0]);
    ask("eventfd", eventfd(0, 0));
    ask("epoll", epoll_create1(0));
}
int main() {
    all();
    printf("-- as somebody\n");
    setresuid(1000, 1000, 1000);
    all();
}
