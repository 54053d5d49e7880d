/* Ends of pipes opened anew by /proc/self/fd, whose other side is gone; what a fifo forgets when nobody has it open; hang-ups told to who opened early. */
#include "parity.h"
static int told(int fd) {
    struct pollfd p = {fd, POLLIN | POLLOUT, 0};
    poll(&p, 1, 0);
    return p.revents;
}
static int anew(int fd, int flags) {
    char name[40];
    sprintf(name, "/proc/self/fd/%d", fd);
    return open(name, flags);
}
int main() {
    fresh("fifos2");
    signal(SIGPIPE, SIG_IGN);
    char b[100];
    int p[2];
    T(pipe(p));
    T(write(p[1], "left", 4));
    close(p[1]);
    int again = anew(p[0], O_RDONLY);
    T(again >= 0);
    T(read(again, b, 100));
    T(read(again, b, 100));
    T(told(again));
    int early = anew(p[0], O_RDONLY | O_NONBLOCK);
    T(told(early));
    int w = anew(p[0], O_WRONLY);
    T(w >= 0);
    T(write(w, "back", 4));
    T(read(p[0], b, 100));
    T(told(p[0]));
    T(read(early, b, 100));
    close(p[0]), close(again), close(early);
    T(write(w, "x", 1));
    T(told(w));
    int w2 = anew(w, O_WRONLY | O_NONBLOCK);
    T(w2 >= 0);
    T(write(w2, "x", 1));
    w2 = anew(w, O_WRONLY);
    T(w2 >= 0);
    T(write(w2, "x", 1));
    int r = anew(w, O_RDONLY);
    T(r >= 0);
    T(write(w2, "x", 1));
    T(read(r, b, 100));

    T(mkfifo("p", 0600));
    r = open("p", O_RDONLY | O_NONBLOCK);
    T(told(r));
    w = open("p", O_WRONLY | O_NONBLOCK);
    T(told(r));
    T(fcntl(w, F_SETPIPE_SZ, 8192));
    close(w);
    T(told(r));
    int r2 = open("p", O_RDONLY | O_NONBLOCK);
    T(told(r2));
    T(told(r));
    T(read(r2, b, 1));
    w = open("p", O_WRONLY);
    T(told(r2));
    close(w);
    T(told(r2));
    close(r), close(r2);
    r = open("p", O_RDONLY | O_NONBLOCK);
    T(told(r));
    T(fcntl(r, F_GETPIPE_SZ));
    close(r);
    r = open("p", O_RDWR | O_NONBLOCK);
    T(told(r));
    return 0;
}
