/* ioctl_ns(2): mount namespaces have numbers, and lead from one to the next. */
#include "parity.h"
#ifndef NS_GET_MNTNS_ID
#define NS_GET_MNTNS_ID _IOR(0xb7, 5, uint64_t)
#endif
struct info { uint32_t size, count; uint64_t id; };
#define GET_INFO(size) (_IOC(_IOC_READ, 0xb7, 10, size))
#define GET_NEXT(size) (_IOC(_IOC_READ, 0xb7, 11, size))
#define GET_PREV(size) (_IOC(_IOC_READ, 0xb7, 12, size))
static uint64_t id(int fd) { uint64_t i = 0; return ioctl(fd, NS_GET_MNTNS_ID, &i) ? 0 : i; }

static int spawn(int flags, int *done) {
    int ready[2];
    pipe(ready);
    fflush(stdout);
    int pid = fork();
    if (!pid) {
        unshare(flags);
        write(ready[1], "", 1);
        for (;;) pause();
    }
    char c;
    read(ready[0], &c, 1);
    char path[50];
    sprintf(path, "/proc/%d/ns/mnt", pid);
    *done = pid;
    return open(path, O_RDONLY);
}

int main() {
    int pids[3], self = open("/proc/self/ns/mnt", O_RDONLY);
    int a = spawn(CLONE_NEWNS, &pids[0]), b = spawn(CLONE_NEWNS, &pids[1]), c = spawn(CLONE_NEWNS | CLONE_NEWUSER, &pids[2]);
    uint64_t x;
    T(ioctl(self, NS_GET_MNTNS_ID, &x));
    T(id(self) == x);
    T(id(a) < id(b));
    T(id(b) < id(c));
    T(id(self) < id(a));
    T(id(a) == id(b));
    struct info i = {0};
    T(ioctl(a, GET_INFO(16), &i));
    T(i.id == id(a)); T(i.size); T(i.count > 0);
    memset(&i, 0, sizeof i);
    T(ioctl(a, GET_INFO(8), &i));
    T(ioctl(a, GET_INFO(15), &i));
    char large[64];
    memset(large, 7, sizeof large);
    T(ioctl(a, GET_INFO(64), large));
    T(large[16]); T(large[63]); T(*(uint32_t *)large);
    T(ioctl(a, GET_INFO(16), 0));
    T(ioctl(a, GET_INFO(16), 8));
    T(ioctl(a, GET_NEXT(16), 0) > 0);
    int next = ioctl(a, GET_NEXT(16), &i);
    T(next > 0); T(id(next) == id(b)); T(i.id == id(b)); T(fcntl(next, F_GETFD));
    T(fcntl(next, F_GETFL) & O_ACCMODE);
    next = ioctl(b, GET_NEXT(16), &i);
    T(next > 0); T(id(next) == id(c)); T(i.id == id(c));
    T(ioctl(c, GET_NEXT(16), &i));
    next = ioctl(b, GET_PREV(16), &i);
    T(next > 0); T(id(next) == id(a)); T(i.id == id(a));
    next = ioctl(a, GET_PREV(16), &i);
    T(next > 0); T(id(next) == id(self));
    T(ioctl(a, GET_NEXT(8), &i));
    T(ioctl(a, GET_NEXT(17), large) > 0);
    T(ioctl(open("/proc/self/ns/uts", O_RDONLY), GET_NEXT(16), &i));
    T(ioctl(open("/proc/self/ns/uts", O_RDONLY), GET_INFO(16), &i));
    T(ioctl(open("/proc/self/ns/uts", O_RDONLY), NS_GET_MNTNS_ID, &x));
    T(ioctl(a, _IOC(_IOC_READ, 0xb7, 13, 16), &i));
    T(ioctl(a, NS_GET_MNTNS_ID, 0));
    /* One that is gone is passed over. */
    close(next);
    kill(pids[1], SIGKILL), waitpid(pids[1], 0, 0);
    close(b);
    for (int fd = 3; fd < 40; fd++) if (fd != a && fd != c && fd != self && id(fd)) close(fd);
    next = ioctl(a, GET_NEXT(16), &i);
    T(id(next) == id(c));
    next = ioctl(c, GET_PREV(16), &i);
    T(id(next) == id(a));
    /* Without the right to administer */
    CHILD(setresuid(1000, 1000, 1000); T(ioctl(a, GET_NEXT(16), &i)); T(ioctl(a, GET_INFO(16), &i)); T(ioctl(a, NS_GET_MNTNS_ID, &x)); T(ioctl(c, GET_PREV(16), &i)));
    CHILD(unshare(CLONE_NEWUSER | CLONE_NEWNS); int own = open("/proc/self/ns/mnt", O_RDONLY);
        T(ioctl(own, GET_PREV(16), &i)); T(ioctl(own, GET_NEXT(16), &i)); T(ioctl(a, GET_NEXT(16), &i)); T(ioctl(c, GET_NEXT(16), &i)); T(ioctl(self, GET_INFO(16), &i)));
    kill(pids[0], SIGKILL), kill(pids[2], SIGKILL);
}
