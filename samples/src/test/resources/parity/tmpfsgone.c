/* A tmpfs that is unmounted is gone for good, but not while a file of it is open. */
#include "parity.h"
#include <sys/mount.h>
static void put(const char *f, const char *t) {
    int d = open(f, O_WRONLY);
    if (write(d, t, strlen(t)) < 0) perror(f);
    close(d);
}
static void mapped(void) {
    put("/proc/self/setgroups", "deny");
    put("/proc/self/uid_map", "0 0 1");
    put("/proc/self/gid_map", "0 0 1");
}
int main() {
    mkdir("/dev/shm/tg", 0755);
    T(unshare(CLONE_NEWUSER | CLONE_NEWNS));
    mapped();
    mount("", "/", 0, 0x44000, 0);
    T(syscall(SYS_mount, "t", "/dev/shm/tg", "tmpfs", 0, "size=8m"));
    T(chdir("/dev/shm/tg"));
    int f = file("f", "kept"), g = file("g", "");
    char *big = malloc(4 << 20);
    memset(big, 7, 4 << 20);
    T(write(g, big, 4 << 20));
    char *m = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, g, 0);
    close(g);
    T(umount2("/dev/shm/tg", 0));
    T(umount2("/dev/shm/tg", MNT_DETACH));
    T(access("g", F_OK));
    T(open("new", O_CREAT | O_RDWR, 0644) > 0);
    T(chdir("/"));
    char b[8] = "";
    T(pread(f, b, 4, 0));
    T(strcmp(b, "kept"));
    T(m[100]);
    T(access("/dev/shm/tg/g", F_OK));
    T(close(f));
    T(m[200]);
    T(munmap(m, 4096));
    T(syscall(SYS_mount, "t", "/dev/shm/tg", "tmpfs", 0, "size=8m"));
    T(access("/dev/shm/tg/f", F_OK));
    T(umount2("/dev/shm/tg", MNT_FORCE | MNT_EXPIRE));
    T(umount2("/dev/shm/tg", 64));
    T(umount2("/dev/shm/tg", 0));
    T(umount2("/dev/shm/tg", 0));
    for (int i = 0; i < 40; i++) {
        if (syscall(SYS_mount, "t", "/dev/shm/tg", "tmpfs", 0, "size=64m")) perror("mount");
        int h = open("/dev/shm/tg/x", O_CREAT | O_RDWR, 0600);
        for (int j = 0; j < 4; j++)
            if (write(h, big, 4 << 20) != 4 << 20) perror("write");
        close(h);
        if (umount("/dev/shm/tg")) perror("umount");
    }
    puts("done");
}
