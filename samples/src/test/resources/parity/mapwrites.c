#include "parity.h"
/* Maps of a user namespace and setgroups are written from their start, once with each opening; a thread may come with a descriptor of its own. */
#define CLONE_DESCRIPTOR 0x1000
static char stack[65536];
static int descriptor = -7;

static int thread(void *unused) {
    syscall(SYS_exit, 0);
    return 0;
}

int main(void) {
    if (fork() == 0) {
        unshare(CLONE_NEWUSER);
        int map = open("/proc/self/uid_map", O_RDWR), groups = open("/proc/self/setgroups", O_RDWR), group_map = open("/proc/self/gid_map", O_RDWR);
        T(write(map, "nonsense", 8));
        T(pwrite(map, "0 0 1", 5, 0));
        T(pwrite(map, "0 0 1", 5, 1));
        T(write(map, "0 0 1", 5));
        T(write(map, "0 0 1", 5));
        lseek(map, 0, SEEK_SET);
        T(write(map, "0 0 1", 5));
        T(write(groups, "nonsense", 8));
        T(write(groups, "allow", 5));
        T(write(groups, "deny", 4));
        lseek(groups, 0, SEEK_SET);
        T(write(groups, "deny", 4));
        T(pwrite(groups, "deny", 4, 0));
        T(write(group_map, "0 0 1", 5));
        T(write(group_map, "0 0 1", 5));
        exit(0);
    }
    wait(0);
    T(clone(thread, stack + sizeof stack, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND | CLONE_DESCRIPTOR, 0, &descriptor) > 0);
    printf("%d\n", descriptor > 0);
    T(clone(thread, stack + sizeof stack, CLONE_VM | CLONE_DESCRIPTOR | CLONE_DETACHED, 0, &descriptor));
}
