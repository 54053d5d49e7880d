// What descriptors of namespaces tell, MOVE_MOUNT_SET_GROUP, how many mounts listmount lists
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
static int e(long r) { return r < 0 ? -errno : 0; }
static long v(long r) { return r < 0 ? -errno : r; }
#define NS_GET_MNTNS_ID 0x8008b705
#define NS_MNT_GET_INFO _IOR(0xb7, 10, struct mi)
#define NS_MNT_GET_NEXT _IOR(0xb7, 11, struct mi)
#define NS_MNT_GET_PREV _IOR(0xb7, 12, struct mi)
struct mi {
    unsigned size, nr;
    unsigned long id;
};
#define NS_GET_PID_FROM_PIDNS _IOR(0xb7, 0x6, int)
#define NS_GET_TGID_FROM_PIDNS _IOR(0xb7, 0x7, int)
#define NS_GET_PID_IN_PIDNS _IOR(0xb7, 0x8, int)
#define NS_GET_TGID_IN_PIDNS _IOR(0xb7, 0x9, int)
int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    int m = open("/proc/self/ns/mnt", O_RDONLY), p = open("/proc/self/ns/pid", O_RDONLY), u = open("/proc/self/ns/user", O_RDONLY);
    unsigned long id = 0;
    struct mi info = {sizeof info};
    printf("mntns id %d %d %d", e(ioctl(m, NS_GET_MNTNS_ID, &id)), id != 0, e(ioctl(p, NS_GET_MNTNS_ID, &id)));
    printf(" info %d %d %d", e(ioctl(m, NS_MNT_GET_INFO, &info)), info.size, info.id == id);
    printf(" pid %d %d %d %d", ioctl(p, NS_GET_PID_FROM_PIDNS, getpid()) == getpid(),
           ioctl(p, NS_GET_TGID_FROM_PIDNS, getpid()) == getpid(), ioctl(p, NS_GET_PID_IN_PIDNS, getpid()) == getpid(),
           ioctl(p, NS_GET_TGID_IN_PIDNS, getpid()) == getpid());
    printf(" none %d %d\n", e(ioctl(p, NS_GET_PID_FROM_PIDNS, 99999)), e(ioctl(u, NS_GET_PID_FROM_PIDNS, 1)));
    mkdir("/tmp/a", 0755);
    mkdir("/tmp/b", 0755);
    mkdir("/tmp/c", 0755);
    mount("ta", "/tmp/a", "tmpfs", 0, 0);
    mount("tb", "/tmp/b", "tmpfs", 0, 0);
    mount(0, "/tmp/a", 0, MS_SHARED, 0);
    mount(0, "/tmp/b", 0, MS_PRIVATE, 0);
    printf("set_group %ld", v(syscall(SYS_move_mount, AT_FDCWD, "/tmp/a", AT_FDCWD, "/tmp/b", 0x100)));
    mount("/tmp/a", "/tmp/c", 0, MS_BIND, 0);
    mount(0, "/tmp/c", 0, MS_PRIVATE, 0);
    printf(" %ld", v(syscall(SYS_move_mount, AT_FDCWD, "/tmp/a", AT_FDCWD, "/tmp/c", 0x100)));
    FILE *f = fopen("/proc/self/mountinfo", "r");
    char line[512];
    int shared = 0;
    while (fgets(line, 512, f))
        if (strstr(line, " /tmp/c ") && strstr(line, "shared:"))
            shared = 1;
    fclose(f);
    printf(" shared %d again %ld unmounted %ld\n", shared, v(syscall(SYS_move_mount, AT_FDCWD, "/tmp/a", AT_FDCWD, "/tmp/c", 0x100)),
           v(syscall(SYS_move_mount, AT_FDCWD, "/tmp/a", AT_FDCWD, "/parity", 0x100)));
    struct {
        unsigned size, spare;
        unsigned long mnt, param, ns;
    } req = {24, 0, -1UL, 0};
    unsigned long ids[300];
    printf("listmount %d %d %d %d\n", v(syscall(458, &req, ids, 300, 0)) > 3, (int)v(syscall(458, &req, ids, 2, 0)),
           (int)v(syscall(458, &req, ids, 0, 0)), (int)v(syscall(458, &req, ids, 1000001, 0)));
    printf("%d %d\n", (int)v(syscall(458, &req, ids, 2, 2)), (int)v(syscall(458, &req, 8, 2, 0)));
    umount("/tmp/d");
    umount("/tmp/c");
    umount("/tmp/b");
    umount("/tmp/a");
    return 0;
}
