#include "parity.h"
#include <termios.h>
int main() {
    int m = posix_openpt(O_RDWR | O_NOCTTY);
    T(grantpt(m));
    T(unlockpt(m));
    int s = open(ptsname(m), O_RDWR | O_NOCTTY);
    T(s >= 0);
    T(isatty(s));
    char b[100] = {0};
    struct termios t;
    T(write(m, "line\n", 5));
    usleep(1000);
    T(read(s, b, 100));
    T(read(m, b, 100));
    printf("[%s]\n", b);
    tcgetattr(s, &t);
    t.c_lflag &= ~(ICANON | ECHO);
    t.c_oflag &= ~OPOST;
    T(tcsetattr(s, TCSANOW, &t));
    T(write(m, "r", 1));
    usleep(1000);
    T(events(s, POLLIN | POLLOUT));
    T(read(s, b, 100));
    T(write(s, "out\n", 4));
    T(read(m, b, 100));
    struct winsize w = {24, 80, 0, 0};
    T(ioctl(m, TIOCSWINSZ, &w));
    w.ws_row = 0;
    T(ioctl(s, TIOCGWINSZ, &w));
    T(w.ws_row);
    int p = fork();
    if (!p) {
        setsid();
        ioctl(s, TIOCSCTTY, 0);
        T(tcgetpgrp(s) == getpid());
        T(open("/dev/tty", O_RDWR) >= 0);
        t.c_lflag |= ISIG;
        tcsetattr(s, TCSANOW, &t);
        fflush(stdout);
        write(m, "\003", 1);
        pause();
    }
    int st;
    waitpid(p, &st, 0);
    T(WTERMSIG(st));
    close(s);
    T(events(m, POLLIN | POLLOUT));
    T(read(m, b, 1));
    T(ioctl(1, TIOCGPTN, &st));
}
