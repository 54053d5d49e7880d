/* Locks of open file descriptions beside those of processes. */
#include "parity.h"
static int lk(int fd, int c, int type, long s, long l) {
    struct flock k = {type, SEEK_SET, s, l, 0};
    return fcntl(fd, c, &k);
}
static void get(int fd, int c, int type, long s, long l) {
    struct flock k = {type, SEEK_SET, s, l, 0};
    int r = fcntl(fd, c, &k);
    printf("%d type %d %ld+%ld pid %d\n", r, k.l_type, (long)k.l_start, (long)k.l_len, k.l_pid > 0 ? 1 : k.l_pid);
}
int main() {
    fresh("ofd");
    int a = file("f", "0123456789"), b = open("f", O_RDWR), d = dup(a);
    T(lk(a, F_OFD_SETLK, F_WRLCK, 0, 4));
    T(lk(b, F_OFD_SETLK, F_WRLCK, 2, 4));
    T(lk(b, F_OFD_SETLK, F_RDLCK, 3, 1));
    T(lk(b, F_OFD_SETLK, F_WRLCK, 4, 4));
    T(lk(d, F_OFD_SETLK, F_WRLCK, 0, 2));
    get(b, F_OFD_GETLK, F_WRLCK, 0, 0);
    get(b, F_GETLK, F_WRLCK, 0, 0);
    T(lk(a, F_SETLK, F_WRLCK, 0, 1));
    T(lk(a, F_SETLK, F_WRLCK, 20, 1));
    get(b, F_OFD_GETLK, F_RDLCK, 20, 5);
    struct flock k = {F_WRLCK, SEEK_SET, 0, 1, 5};
    T(fcntl(a, F_OFD_SETLK, &k));
    T(fcntl(a, F_OFD_GETLK, &k));
    k.l_pid = 0;
    k.l_whence = 9;
    T(fcntl(a, F_OFD_SETLK, &k));
    k.l_whence = SEEK_END;
    k.l_start = -20;
    T(fcntl(a, F_OFD_SETLK, &k));
    k.l_start = -2;
    k.l_len = -3;
    T(fcntl(a, F_OFD_SETLK, &k));
    get(b, F_OFD_GETLK, F_RDLCK, 5, 2);
    k.l_type = 7;
    T(fcntl(a, F_OFD_SETLK, &k));
    T(fcntl(a, F_SETLK, 8));
    T(fcntl(a, F_GETLK, 8));
    CHILD(T(lk(a, F_OFD_SETLK, F_WRLCK, 0, 4)); T(lk(b, F_SETLK, F_WRLCK, 20, 1)); get(b, F_GETLK, F_WRLCK, 18, 10);
          int e = open("f", O_RDWR); T(lk(e, F_OFD_SETLK, F_RDLCK, 0, 1)));
    close(a);
    T(lk(b, F_OFD_SETLK, F_WRLCK, 0, 4));
    close(d);
    T(lk(b, F_OFD_SETLK, F_WRLCK, 0, 4));
    CHILD(T(lk(b, F_SETLK, F_WRLCK, 20, 1)));
    int r = open("f", O_RDONLY), w = open("f", O_WRONLY);
    T(lk(r, F_OFD_SETLK, F_WRLCK, 30, 1));
    T(lk(w, F_OFD_SETLK, F_RDLCK, 30, 1));
    T(lk(r, F_OFD_SETLK, F_RDLCK, 30, 1));
    T(lk(b, F_OFD_SETLK, F_WRLCK, 30, LONG_MAX));
    T(lk(b, F_SETLK, F_WRLCK, LONG_MAX, 1));
    T(lk(b, F_SETLK, F_WRLCK, -1, 1));
    T(lk(b, F_SETLK, F_UNLCK, 0, 0));
    T(flock(b, LOCK_EX | LOCK_NB));
    T(flock(r, LOCK_SH | LOCK_NB));
    T(flock(b, 0));
    T(flock(b, LOCK_UN | LOCK_EX));
    T(flock(99, LOCK_EX));
    T(flock(b, LOCK_SH));
    T(flock(r, LOCK_SH | LOCK_NB));
    T(flock(w, LOCK_EX | LOCK_NB));
}
