/* What the terminal cases share: a pair of a pseudo-terminal's ends that do not block, and what is to be read from one. */
#include "parity.h"
#include <asm/termbits.h>
static int m, s;
static struct termios before;
static void pair(void) {
    int z = 0;
    m = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);
    ioctl(m, TIOCSPTLCK, &z);
    s = ioctl(m, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_NONBLOCK);
    ioctl(s, TCGETS, &before);
}
static void unpair(void) {
    close(s);
    close(m);
}
static void escaped(const char *b, int n) {
    for (int i = 0; i < n; i++) {
        int c = b[i] & 255;
        c >= 32 && c < 127 && c != '\\' ? printf("%c", c) : printf("\\%02x", c);
    }
}
static int most = 200;
static int all(int fd, const char *what) {
    static char b[20000];
    usleep(1000);
    int waiting = -1;
    ioctl(fd, FIONREAD, &waiting);
    int e = events(fd, POLLIN | POLLPRI | POLLOUT | POLLRDHUP);
    errno = 0;
    int n = read(fd, b, most);
    printf("%s: events %x, %d waiting, read %d %s [", what, e, waiting, n, n < 0 ? strerrorname_np(errno) : "");
    escaped(b, n > 80 ? 80 : n);
    printf("]\n");
    fflush(stdout);
    return n;
}
static void typed(const char *text, const char *what) {
    write(m, text, strlen(text));
    char w[100];
    for (;;) {
        snprintf(w, 100, "%s, program", what);
        if (all(s, w) <= 0) break;
    }
    snprintf(w, 100, "%s, screen", what);
    while (all(m, w) > 0)
        ;
}
static void flags(int iset, int iclear, int oset, int oclear, int lset, int lclear) {
    struct termios t;
    ioctl(s, TCGETS, &t);
    t.c_iflag = (t.c_iflag | iset) & ~iclear;
    t.c_oflag = (t.c_oflag | oset) & ~oclear;
    t.c_lflag = (t.c_lflag | lset) & ~lclear;
    ioctl(s, TCSETS, &t);
}
static void chars(int which, int value) {
    struct termios t;
    ioctl(s, TCGETS, &t);
    t.c_cc[which] = value;
    ioctl(s, TCSETS, &t);
}
static void least(int min, int tenths) {
    chars(VMIN, min);
    chars(VTIME, tenths);
}
