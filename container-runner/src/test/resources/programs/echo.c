/* Port 7 of TCP and UDP: what comes goes back. */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int open_port(int type) {
    int fd = socket(AF_INET, type, 0), one = 1;
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(7)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *) &name, sizeof name) < 0) {
        exit(1);
    }
    return fd;
}

int main(void) {
    static char text[65536];
    signal(SIGCHLD, SIG_IGN);
    int packets = open_port(SOCK_DGRAM), listener = open_port(SOCK_STREAM);
    listen(listener, 128);
    struct pollfd ready[] = {{packets, POLLIN}, {listener, POLLIN}};
    for (;;) {
        poll(ready, 2, -1);
        if (ready[0].revents) {
            struct sockaddr_in from;
            socklen_t length = sizeof from;
            int got = recvfrom(packets, text, sizeof text, 0, (struct sockaddr *) &from, &length);
            sendto(packets, text, got, 0, (struct sockaddr *) &from, length);
        }
        if (ready[1].revents) {
            int peer = accept(listener, 0, 0);
            if (fork() == 0) {
                for (int got; (got = read(peer, text, sizeof text)) > 0;) {
                    for (int done = 0, put; done < got; done += put) {
                        put = write(peer, text + done, got - done);
                        if (put <= 0) {
                            _exit(1);
                        }
                    }
                }
                _exit(0);
            }
            close(peer);
        }
    }
}
