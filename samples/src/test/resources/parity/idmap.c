/* mount_setattr with what a mount could be mapped by: descriptors of no namespace, of another kind, of one's own. */
#include "parity.h"
#include <sys/mount.h>

#define MAPS 0x100000

static long map(const char *path, long set, long clear, long fd) {
    uint64_t attributes[] = {set, clear, 0, fd};
    return syscall(SYS_mount_setattr, AT_FDCWD, path, 0, attributes, sizeof attributes);
}

int main(void) {
    char path[50];
    int ready[2];
    fresh("idmap");
    mkdir("d", 0755);
    mount("x", "d", "tmpfs", 0, 0);
    pipe(ready);
    int other = fork();
    if (!other) {
        own_users();
        write(ready[1], "x", 1);
        pause();
    }
    read(ready[0], path, 1);
    sprintf(path, "/proc/%d/ns/user", other);
    int users = open(path, O_RDONLY);
    T(map("d", MAPS, 0, -1));
    T(map("d", MAPS, 0, 99));
    T(map("d", MAPS, 0, open("d", O_RDONLY)));
    T(map("d", MAPS, 0, open("/proc/self/ns/uts", O_RDONLY)));
    T(map("d", MAPS, 0, open("/proc/self/ns/user", O_RDONLY)));
    T(map("d", MAPS, 0, users));
    T(map("none", MAPS, 0, users));
    T(map("/proc", MAPS, 0, users));
    T(map("d", 0, MAPS, users));
    CHILD(own_users(); unshare(CLONE_NEWNS); T(map("d", MAPS, 0, users)));
    kill(other, SIGKILL);
}
