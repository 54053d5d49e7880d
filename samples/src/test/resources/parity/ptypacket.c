#include "parity.h"
#include <termios.h>
static int m;
static void packet(const char *what) {
    unsigned char b[100];
    usleep(1000);
    int e = events(m, POLLIN | POLLPRI);
    int n = read(m, b, sizeof b);
    printf("%s: events %x, %d bytes, first %d, [%.*s]\n", what, e, n, n > 0 ? b[0] : -1, n > 1 ? n - 1 : 0, b + 1);
}
int main() {
    m = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    grantpt(m);
    unlockpt(m);
    int s = open(ptsname(m), O_RDWR | O_NOCTTY), on = 1, off = 0, is = -1;
    struct termios t;
    char b[10];
    T(ioctl(m, 0x80045438, &is));
    T(is);
    T(ioctl(m, TIOCPKT, &on));
    T(ioctl(m, 0x80045438, &is));
    T(is);
    T(ioctl(s, TIOCPKT, &on));
    T(ioctl(m, TIOCPKT, 1));
    packet("nothing");
    write(s, "data", 4);
    packet("data");
    write(s, "longer", 6);
    T(read(m, b, 3));
    T(b[0]);
    T(b[1] == 'l' && b[2] == 'o');
    T(read(m, b, 1));
    packet("rest");
    T(tcflush(s, TCIFLUSH));
    packet("flushed input");
    T(tcflush(s, TCIOFLUSH));
    packet("flushed both");
    T(ioctl(s, TCFLSH, 3));
    T(tcflow(s, TCOOFF));
    packet("stopped");
    T(tcflow(s, TCOON));
    packet("started");
    T(ioctl(s, TCXONC, 4));
    write(m, "\023", 1);
    packet("^S");
    write(m, "\021", 1);
    packet("^Q");
    tcgetattr(s, &t);
    t.c_iflag &= ~IXON;
    tcsetattr(s, TCSANOW, &t);
    packet("no flow control");
    t.c_iflag |= IXON;
    tcsetattr(s, TCSANOW, &t);
    packet("flow control");
    T(ioctl(m, TIOCPKT, &off));
    write(s, "plain", 5);
    usleep(1000);
    T(read(m, b, 10));
    T(b[0] == 'p');
    T(tcflush(s, TCIFLUSH));
    T(events(m, POLLIN | POLLPRI));
}
