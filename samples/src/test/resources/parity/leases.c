/* File leases: who opens breaks them. */
#include "parity.h"
static volatile int got;
static void io(int s) { got = s; }
int main() {
    fresh("leases");
    close(file("f", "x"));
    int f = open("f", O_RDONLY);
    signal(SIGIO, io);
    T(fcntl(f, F_SETLEASE, F_RDLCK));
    T(fcntl(f, F_GETLEASE));
    T(fcntl(f, F_SETLEASE, F_UNLCK));
    T(fcntl(f, F_GETLEASE));
    T(fcntl(f, F_SETLEASE, F_WRLCK));
    T(fcntl(f, F_GETLEASE));
    T(fcntl(f, F_SETLEASE, F_UNLCK));
    int g = open("f", O_RDONLY);
    T(fcntl(f, F_SETLEASE, F_WRLCK));
    T(fcntl(f, F_SETLEASE, F_RDLCK));
    T(fcntl(g, F_SETLEASE, F_RDLCK));
    T(fcntl(g, F_GETLEASE));
    T(open("f", O_WRONLY | O_NONBLOCK));
    T(got);
    T(fcntl(f, F_GETLEASE));
    T(fcntl(f, F_SETLEASE, F_UNLCK));
    T(fcntl(g, F_SETLEASE, F_UNLCK));
    int w = open("f", O_WRONLY | O_NONBLOCK);
    T(w > 0);
    T(fcntl(f, F_SETLEASE, F_RDLCK));
    T(fcntl(w, F_SETLEASE, F_WRLCK));
    close(w);
    close(g);
    got = 0;
    T(fcntl(f, F_SETLEASE, F_WRLCK));
    T(open("f", O_RDONLY | O_NONBLOCK));
    T(got);
    close(f);
    T(open("f", O_RDONLY | O_NONBLOCK) > 0);
    f = open("f", O_RDONLY);
    int h = fork();
    if (!h) {
        setuid(1000);
        T(fcntl(f, F_SETLEASE, F_RDLCK));
        _exit(0);
    }
    wait(0);
}
