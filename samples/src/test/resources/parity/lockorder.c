/* In which order locks are told, which become one, and which open file they belong to then. */
#include "parity.h"
static void show(const char *what) {
    char line[300], path[60], kind[20], manner[20], type[20], first[30], last[30];
    printf("%s\n", what);
    FILE *f = fopen("/proc/locks", "r");
    while (fgets(line, sizeof line, f)) {
        sscanf(line, "%*s %s %s %s %*s %*s %s %s", kind, manner, type, first, last);
        printf("  %s %s %s %s %s\n", kind, manner, type, first, last);
    }
    fclose(f);
    for (int i = 3; i < 8; i++) {
        sprintf(path, "/proc/self/fdinfo/%d", i);
        if (!(f = fopen(path, "r"))) continue;
        while (fgets(line, sizeof line, f))
            if (sscanf(line, "lock: %*s %s %s %s %*s %*s %s %s", kind, manner, type, first, last) == 5) printf("  %d: %s %s %s %s\n", i, kind, type, first, last);
        fclose(f);
    }
    fflush(stdout);
}
static int lock(int fd, int command, int type, long start, long length) {
    struct flock l = {.l_type = type, .l_start = start, .l_len = length};
    return fcntl(fd, command, &l);
}
static void first(int fd, int command, int type, long start, long length) {
    struct flock l = {.l_type = type, .l_start = start, .l_len = length};
    fcntl(fd, command, &l);
    printf("in the way: %d from %ld, %ld long\n", l.l_type, (long)l.l_start, (long)l.l_len);
}
int main(void) {
    fresh("lockorder");
    int a = file("a", "abc"), b = file("b", "abc"), other = open("a", O_RDWR);
    T(lock(a, F_SETLK, F_RDLCK, 0, 1));
    T(lock(a, F_SETLK, F_WRLCK, 2, 1));
    show("two");
    T(lock(a, F_SETLK, F_WRLCK, 1, 1));
    show("grown");
    T(lock(a, F_SETLK, F_RDLCK, 10, 10));
    T(lock(a, F_SETLK, F_WRLCK, 13, 2));
    show("split");
    T(lock(a, F_SETLK, F_UNLCK, 17, 1));
    show("split by a hole");
    T(lock(a, F_SETLK, F_WRLCK, 11, 5));
    show("over several");
    T(lock(a, F_SETLK, F_RDLCK, 0, 0));
    show("over all");
    T(lock(a, F_SETLK, F_UNLCK, 0, 0));
    T(lock(a, F_OFD_SETLK, F_RDLCK, 0, 1));
    T(lock(a, F_OFD_SETLK, F_WRLCK, 2, 1));
    T(lock(b, F_SETLK, F_WRLCK, 5, 1));
    T(lock(b, F_SETLK, F_WRLCK, 1, 1));
    T(flock(b, LOCK_EX));
    T(lock(other, F_SETLK, F_RDLCK, 0, 1));
    T(flock(a, LOCK_SH));
    T(flock(other, LOCK_SH));
    show("of two owners and two files");
    T(lock(other, F_SETLK, F_RDLCK, 4, 1));
    T(lock(other, F_OFD_SETLK, F_RDLCK, 3, 1));
    T(lock(a, F_SETLKW, F_RDLCK, 1, 1));
    show("by another open file");
    T(flock(other, LOCK_EX | LOCK_NB));
    show("lost on the way");
    T(flock(a, LOCK_UN));
    T(flock(other, LOCK_EX | LOCK_NB));
    T(flock(b, LOCK_EX));
    T(fcntl(b, F_SETLEASE, F_WRLCK));
    T(lock(b, F_SETLK, F_WRLCK, 100, 0));
    T(lock(b, F_SETLK, F_RDLCK, 200, 100));
    show("a lease");
    CHILD(first(a, F_GETLK, F_WRLCK, 0, 0); first(a, F_GETLK, F_WRLCK, 4, 0); first(b, F_GETLK, F_RDLCK, 0, 0); first(b, F_OFD_GETLK, F_WRLCK, 0, 0));
    first(other, F_GETLK, F_WRLCK, 0, 0);
    first(other, F_OFD_GETLK, F_WRLCK, 0, 0);
    T(lock(a, F_SETLK, F_UNLCK, 0, 0));
    CHILD(flock(b, LOCK_SH));
    show("left behind by a child");
}
