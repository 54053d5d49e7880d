/* flock and fcntl locks: kinds, who holds them, ranges, deadlock, inheritance. */
#include "parity.h"
static void lock(const char *what, int fd, int cmd, int type, int start, int len) {
    struct flock l = {type, SEEK_SET, start, len, 0};
    errno = 0;
    int r = fcntl(fd, cmd, &l);
    printf("%s %d [%d,%d): %d %s", what, type, start, len, r, r ? strerrorname_np(errno) : "");
    if (cmd == F_GETLK || cmd == F_OFD_GETLK)
        printf(" -> %d %ld %ld pid %d", l.l_type, (long)l.l_start, (long)l.l_len, l.l_pid > 0 ? 1 : l.l_pid);
    puts("");
    fflush(stdout);
}
int main() {
    fresh("flocks");
    int f = file("f", "0123456789"), g = open("f", O_RDWR), ro = open("f", O_RDONLY), wo = open("f", O_WRONLY);
    T(flock(f, LOCK_EX));
    T(flock(g, LOCK_EX | LOCK_NB));
    T(flock(g, LOCK_SH | LOCK_NB));
    T(flock(dup(f), LOCK_EX | LOCK_NB));
    T(flock(f, LOCK_SH));
    T(flock(g, LOCK_SH | LOCK_NB));
    T(flock(f, LOCK_EX | LOCK_NB));
    T(flock(f, LOCK_UN));
    T(flock(g, LOCK_EX | LOCK_NB));
    T(flock(g, LOCK_SH | LOCK_EX));
    T(flock(99, LOCK_EX));
    T(flock(open("f", O_PATH), LOCK_EX));
    CHILD(T(flock(g, LOCK_UN)));
    T(flock(f, LOCK_EX | LOCK_NB));
    int p[2];
    pipe(p);
    T(flock(p[0], LOCK_EX));
    T(flock(open(".", O_RDONLY), LOCK_EX));
    T(flock(f, LOCK_UN));
    lock("set", f, F_SETLK, F_WRLCK, 0, 5);
    lock("same process", g, F_SETLK, F_WRLCK, 0, 5);
    lock("get own", f, F_GETLK, F_WRLCK, 0, 5);
    CHILD(lock("get", f, F_GETLK, F_WRLCK, 2, 100); lock("get free", f, F_GETLK, F_WRLCK, 5, 5); lock("set", f, F_SETLK, F_RDLCK, 4, 1);
          lock("set free", f, F_SETLK, F_RDLCK, 5, 0));
    lock("after child", f, F_SETLK, F_WRLCK, 5, 5);
    lock("read half", f, F_SETLK, F_RDLCK, 3, 4);
    CHILD(lock("get", f, F_GETLK, F_WRLCK, 0, 0); lock("get r", f, F_GETLK, F_RDLCK, 0, 0); lock("get mid", f, F_GETLK, F_WRLCK, 3, 1);
          lock("rd mid", f, F_SETLK, F_RDLCK, 3, 4); lock("rd more", f, F_SETLK, F_RDLCK, 3, 5));
    close(dup(f));
    CHILD(lock("dropped by close", f, F_SETLK, F_WRLCK, 0, 0));
    lock("ro write", ro, F_SETLK, F_WRLCK, 0, 1);
    lock("wo read", wo, F_SETLK, F_RDLCK, 0, 1);
    lock("bad type", f, F_SETLK, 9, 0, 1);
    lock("negative", f, F_SETLK, F_WRLCK, -1, 1);
    lock("back", f, F_SETLK, F_WRLCK, 5, -3);
    CHILD(lock("get back", f, F_GETLK, F_WRLCK, 0, 0));
    lock("too far back", f, F_SETLK, F_WRLCK, 2, -3);
    lock("unlock", f, F_SETLK, F_UNLCK, 0, 0);
    lock("pipe", p[0], F_SETLK, F_RDLCK, 0, 1);
    T(fcntl(f, F_SETLK, (void *)8));
    T(fcntl(f, F_GETLK, (void *)8));
    lock("ofd", f, F_OFD_SETLK, F_WRLCK, 0, 5);
    lock("ofd other", g, F_OFD_SETLK, F_WRLCK, 0, 5);
    lock("ofd get", g, F_OFD_GETLK, F_WRLCK, 0, 5);
    lock("posix against ofd", g, F_SETLK, F_WRLCK, 0, 5);
    CHILD(lock("ofd shared with child", f, F_OFD_SETLK, F_WRLCK, 0, 5); lock("ofd unlock", f, F_OFD_SETLK, F_UNLCK, 0, 5));
    lock("after", g, F_OFD_SETLK, F_WRLCK, 0, 5);
    close(g);
    lock("closed", f, F_OFD_SETLK, F_WRLCK, 0, 5);
    lock("un", f, F_OFD_SETLK, F_UNLCK, 0, 0);
    struct flock l = {F_WRLCK, SEEK_SET, 0, 1, 7};
    T(fcntl(f, F_OFD_SETLK, &l));
    lock("a", f, F_SETLK, F_WRLCK, 0, 1);
    int q[2];
    pipe(q);
    pid_t c = fork();
    if (!c) {
        lock("b", f, F_SETLK, F_WRLCK, 1, 1);
        write(q[1], "x", 1);
        lock("waits", f, F_SETLKW, F_WRLCK, 0, 1);
        _exit(0);
    }
    char x;
    read(q[0], &x, 1);
    usleep(3000);
    lock("deadlock", f, F_SETLKW, F_WRLCK, 1, 1);
    lock("gives", f, F_SETLK, F_UNLCK, 0, 1);
    wait(0);
    lock("gets", f, F_SETLKW, F_WRLCK, 1, 1);
    T(lockf(f, F_TEST, 0));
    T(lockf(f, F_TLOCK, 5));
    T(lockf(f, F_ULOCK, 0));
    T(lockf(ro, F_LOCK, 1));
    T(lockf(f, 9, 1));
}
