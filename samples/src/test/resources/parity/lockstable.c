/* Record locks: a table of ranges that conflict, join and split; whence; what refuses; deadlock. */
#include "parity.h"
static int f;
static long set(int c, int t, int w, long s, long l) {
    struct flock k = {t, w, s, l};
    return fcntl(f, c, &k);
}
static void get(int t, long s, long l) {
    struct flock k = {t, SEEK_SET, s, l};
    int r = fcntl(f, F_GETLK, &k);
    printf("%d: %d %d %ld %ld %d\n", r, k.l_type, k.l_whence, (long)k.l_start, (long)k.l_len, k.l_pid > 0);
}
static void dump(void) {
    CHILD(for (int i = 0; i < 40; i += 2) {
        struct flock k = {F_WRLCK, SEEK_SET, i, 1};
        fcntl(f, F_GETLK, &k);
        printf("%c", k.l_type == F_UNLCK ? '.' : k.l_type == F_RDLCK ? 'r' : 'w');
    } puts(""));
}
static volatile int alarms;
static void on(int s) { alarms++; }
int main() {
    fresh("lockstable");
    f = file("f", "0123456789012345678901234567890123456789");
    int start[] = {10, 10, 5, 15, 10, 8, 12, 20, 0, 30}, len[] = {10, 5, 10, 10, 0, 14, 4, 5, 10, -20},
        kinds[] = {F_RDLCK, F_WRLCK, F_UNLCK};
    for (int a = 0; a < 2; a++)
        for (int b = 0; b < 3; b++)
            for (int i = 0; i < 10; i++) {
                set(F_SETLK, kinds[a], SEEK_SET, 10, 10);
                T(set(F_SETLK, kinds[b], SEEK_SET, start[i], len[i]));
                dump();
                CHILD(get(F_WRLCK, 0, 0); get(F_RDLCK, 12, 2); printf("%ld %d\n", set(F_SETLK, F_RDLCK, SEEK_SET, 11, 1), errno));
                set(F_SETLK, F_UNLCK, SEEK_SET, 0, 0);
            }
    lseek(f, 20, 0);
    T(set(F_SETLK, F_WRLCK, SEEK_CUR, -5, 10));
    dump();
    T(set(F_SETLK, F_UNLCK, SEEK_SET, 0, 0));
    T(set(F_SETLK, F_WRLCK, SEEK_END, -10, 5));
    dump();
    T(set(F_SETLK, F_UNLCK, SEEK_SET, 0, 0));
    T(set(F_SETLK, F_WRLCK, SEEK_END, 0, -10));
    dump();
    T(set(F_SETLK, F_UNLCK, SEEK_SET, 0, 0));
    T(set(F_SETLK, F_WRLCK, SEEK_SET, -1, 5));
    T(set(F_SETLK, F_WRLCK, SEEK_SET, 0, -1));
    T(set(F_SETLK, F_WRLCK, SEEK_SET, 5, -5));
    dump();
    T(set(F_SETLK, F_WRLCK, SEEK_CUR, -25, 5));
    T(set(F_SETLK, F_WRLCK, 9, 0, 5));
    T(set(F_SETLK, 9, SEEK_SET, 0, 5));
    T(set(F_GETLK, F_UNLCK, SEEK_SET, 0, 5));
    T(set(F_GETLK, 9, SEEK_SET, 0, 5));
    T(set(F_SETLK, F_WRLCK, SEEK_SET, LONG_MAX, 1));
    T(set(F_SETLK, F_WRLCK, SEEK_SET, LONG_MAX, 2));
    T(set(F_SETLK, F_WRLCK, SEEK_CUR, LONG_MAX, 1));
    T(set(F_SETLK, F_WRLCK, SEEK_SET, 1, LONG_MAX));
    T(set(F_SETLK, F_WRLCK, SEEK_SET, 0, LONG_MIN));
    T(fcntl(f, F_SETLK, 8));
    T(fcntl(f, F_GETLK, 8));
    T(fcntl(f, F_SETLKW, 8));
    T(fcntl(99, F_SETLK, 8));
    T(fcntl(f, F_OFD_SETLK, 8));
    struct flock o = {F_WRLCK, 0, 0, 5, 9};
    T(fcntl(f, F_OFD_SETLK, &o));
    T(fcntl(f, F_OFD_GETLK, &o));
    set(F_SETLK, F_UNLCK, SEEK_SET, 0, 0);
    int up[2], down[2];
    pipe(up);
    pipe(down);
    char c;
    int p = fork();
    if (!p) {
        set(F_SETLK, F_WRLCK, SEEK_SET, 10, 5);
        write(up[1], "x", 1);
        read(down[0], &c, 1);
        set(F_SETLKW, F_WRLCK, SEEK_SET, 0, 5);
        write(up[1], "y", 1);
        _exit(0);
    }
    read(up[0], &c, 1);
    T(set(F_SETLK, F_WRLCK, SEEK_SET, 0, 5));
    get(F_WRLCK, 0, 100);
    T(set(F_SETLK, F_RDLCK, SEEK_SET, 12, 1));
    signal(SIGALRM, on);
    siginterrupt(SIGALRM, 1);
    ualarm(1000, 0);
    T(set(F_SETLKW, F_WRLCK, SEEK_SET, 12, 1));
    write(down[1], "x", 1);
    usleep(50000);
    T(set(F_SETLKW, F_WRLCK, SEEK_SET, 11, 1));
    T(set(F_SETLK, F_UNLCK, SEEK_SET, 0, 5));
    read(up[0], &c, 1);
    T(c);
    waitpid(p, 0, 0);
    T(set(F_SETLKW, F_WRLCK, SEEK_SET, 0, 0));
    close(open("f", O_RDONLY));
    CHILD(T(set(F_SETLK, F_WRLCK, SEEK_SET, 0, 0)));
    set(F_SETLK, F_WRLCK, SEEK_SET, 0, 0);
    int g = dup(f);
    close(g);
    CHILD(T(set(F_SETLK, F_WRLCK, SEEK_SET, 0, 0)));
    CHILD(T(flock(f, LOCK_EX | LOCK_NB)); T(flock(open("f", O_RDONLY), LOCK_SH | LOCK_NB)));
    T(flock(f, LOCK_SH));
    int h = open("f", O_RDWR);
    T(flock(h, LOCK_EX | LOCK_NB));
    T(flock(h, LOCK_SH | LOCK_NB));
    T(flock(f, LOCK_EX | LOCK_NB));
    T(flock(h, LOCK_UN));
    T(flock(f, LOCK_EX | LOCK_NB));
    int i = dup(f);
    close(f);
    T(flock(h, LOCK_SH | LOCK_NB));
    T(flock(i, LOCK_UN));
    T(flock(h, LOCK_SH | LOCK_NB));
    T(flock(h, 0));
    T(flock(h, LOCK_NB));
    T(flock(h, LOCK_SH | LOCK_EX));
    T(flock(99, LOCK_SH));
    T(flock(h, LOCK_MAND | LOCK_READ));
}
