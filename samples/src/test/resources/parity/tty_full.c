/* More is typed from inside than a terminal takes: what the other side sends is lost, and nothing else is. */
#include "tty.h"
int main() {
    pair();
    flags(0, 0, 0, 0, 0, ICANON | ECHO);
    int wrong = 0;
    for (int i = 0; i < 20000; i++) {
        wrong += ioctl(s, TIOCSTI, "x") != 0;
    }
    T(wrong);
    T(ioctl(m, TCXONC, 2));
    T(ioctl(m, TCXONC, 3));
    char byte;
    T(read(s, &byte, 1));
    T(byte == 'x');
    T(ioctl(s, TCFLSH, 0));
    T(write(m, "y", 1));
    usleep(1000);
    T(read(s, &byte, 1));
    T(byte == 'y');
    unpair();
}
