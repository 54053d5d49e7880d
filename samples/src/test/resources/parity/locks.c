#include "parity.h"
int main() {
    int f = open("/tmp/locked", O_CREAT | O_RDWR, 0600), g = open("/tmp/locked", O_RDWR), s;
    T(flock(f, LOCK_SH));
    T(flock(g, LOCK_SH | LOCK_NB));
    T(flock(f, LOCK_EX | LOCK_NB));
    T(flock(g, LOCK_UN));
    T(flock(f, LOCK_EX | LOCK_NB));
    T(flock(g, LOCK_SH | LOCK_NB));
    T(flock(f, 77));
    struct flock l = {F_WRLCK, SEEK_SET, 10, 10};
    T(fcntl(f, F_SETLK, &l));
    if (!fork()) {
        struct flock k = {F_WRLCK, SEEK_SET, 0, 0};
        T(fcntl(f, F_GETLK, &k));
        printf("%d %ld %ld %d\n", k.l_type, (long)k.l_start, (long)k.l_len, k.l_pid == getppid());
        k = (struct flock){F_RDLCK, SEEK_SET, 15, 1};
        T(fcntl(g, F_SETLK, &k));
        k.l_start = 20;
        T(fcntl(g, F_SETLK, &k));
        k = (struct flock){F_RDLCK, SEEK_SET, 15, 1};
        int r = fcntl(g, F_SETLKW, &k);
        usleep(20000);
        T(r);
        _exit(0);
    }
    usleep(50000);
    l.l_type = F_UNLCK;
    T(fcntl(f, F_SETLK, &l));
    wait(&s);
    l = (struct flock){F_WRLCK, SEEK_SET, 0, 5};
    T(fcntl(f, F_OFD_SETLK, &l));
    T(fcntl(g, F_OFD_SETLK, &l));
    l.l_pid = 1;
    T(fcntl(g, F_OFD_SETLK, &l));
    l.l_pid = 0;
    T(fcntl(g, F_OFD_GETLK, &l));
    printf("%d %d\n", l.l_type, l.l_pid);
    l = (struct flock){9, SEEK_SET, 0, 5};
    T(fcntl(f, F_SETLK, &l));
    l = (struct flock){F_RDLCK, SEEK_SET, -5, 5};
    T(fcntl(f, F_SETLK, &l));
    int r = open("/tmp/locked", O_RDONLY);
    l = (struct flock){F_WRLCK, SEEK_SET, 90, 5};
    T(fcntl(r, F_SETLK, &l));
}
