/* Who has a table of mounts open is told of each change once; marks on mounts that are mounted nowhere. */
#include "parity.h"
#include <sys/fanotify.h>
#include <linux/mount.h>
#include <sys/mount.h>

static const char *tables[] = {"/proc/self/mounts", "/proc/self/mountinfo", "/proc/self/mountstats", "/proc/mounts"};
static int fds[4];

static void news(const char *of) {
    printf("%s:", of);
    for (int i = 0; i < 4; i++) {
        printf(" %x", events(fds[i], POLLPRI | POLLIN));
        printf("-%x", events(fds[i], POLLPRI));
    }
    puts("");
}

static void mark(int group, int fd, const char *path, const char *what) {
    unsigned kinds[] = {0, FAN_MARK_MOUNT, FAN_MARK_FILESYSTEM};
    for (int i = 0; i < 3; i++) {
        long result = syscall(SYS_fanotify_mark, group, FAN_MARK_ADD | kinds[i], FAN_OPEN, fd, path);
        printf("%s %x: %s\n", what, kinds[i], result < 0 ? strerrorname_np(errno) : "ok");
    }
}

int main(void) {
    mkdir("/tmp/news", 0777);
    mkdir("/tmp/news2", 0777);
    for (int i = 0; i < 4; i++) {
        fds[i] = open(tables[i], O_RDONLY);
        printf("%s %x %x\n", tables[i], events(fds[i], 0x7fff), events(fds[i], POLLPRI));
    }
    mount("x", "/tmp/news", "tmpfs", 0, 0), news("mount");
    mount(0, "/tmp/news", 0, MS_REMOUNT | MS_BIND | MS_RDONLY, 0), news("options");
    mount(0, "/tmp/news", 0, MS_REMOUNT, "size=1m"), news("remount");
    mount("/tmp/news", "/tmp/news2", 0, MS_BIND, 0), news("bind");
    mount(0, "/tmp/news", 0, MS_PRIVATE, 0), news("private");
    umount("/tmp/news2"), news("umount");
    mount("/tmp/news", "/tmp/news2", 0, MS_MOVE, 0), news("move");
    umount2("/tmp/news2", MNT_DETACH), news("detach");
    umount2("/tmp/news2", MNT_DETACH), news("nothing");
    int set = epoll_create1(0);
    struct epoll_event event = {EPOLLPRI | EPOLLET}, told;
    T(epoll_ctl(set, EPOLL_CTL_ADD, fds[0], &event));
    T(epoll_wait(set, &told, 1, 0));
    mount("x", "/tmp/news", "tmpfs", 0, 0);
    T(epoll_wait(set, &told, 1, 0));
    printf("%x\n", told.events);
    T(epoll_wait(set, &told, 1, 0));
    T(epoll_wait(set, (void *)-1L, 1, 0));
    T(epoll_wait(set, (void *)8L, 1, 0));
    if (!fork()) {
        usleep(20000);
        umount("/tmp/news");
        _exit(0);
    }
    struct pollfd waiting = {fds[1], POLLPRI};
    T(poll(&waiting, 1, 5000));
    printf("%x\n", waiting.revents);
    wait(0);
    news("by a child");
    CHILD(
        unshare(CLONE_NEWNS);
        mount("x", "/tmp/news", "tmpfs", 0, 0);
        news("elsewhere");
        int own = open("/proc/self/mounts", O_RDONLY);
        mount("x", "/tmp/news2", "tmpfs", 0, 0);
        printf("%x\n", events(own, POLLPRI));
    );
    T(epoll_ctl(set, EPOLL_CTL_ADD, open("/proc/self/status", O_RDONLY), &event));
    int group = syscall(SYS_fanotify_init, FAN_CLASS_NOTIF, 0), context = syscall(SYS_fsopen, "tmpfs", 0), ends[2];
    syscall(SYS_fsconfig, context, 6, 0, 0, 0);
    int detached = syscall(SYS_fsmount, context, 0, 0);
    mark(group, detached, 0, "fsmount");
    mark(group, syscall(SYS_open_tree, AT_FDCWD, "/dev/shm", OPEN_TREE_CLONE), 0, "copy");
    mark(group, openat(detached, ".", O_RDONLY), 0, "inside");
    mount("x", "/tmp/news", "tmpfs", 0, 0);
    int gone = open("/tmp/news", O_RDONLY);
    umount2("/tmp/news", MNT_DETACH);
    mark(group, gone, 0, "gone");
    mark(group, gone, ".", "gone");
    pipe(ends);
    mark(group, ends[0], 0, "pipe");
    mark(group, socket(AF_UNIX, SOCK_STREAM, 0), 0, "socket");
    mark(group, memfd_create("x", 0), 0, "memfd");
    mark(group, eventfd(0, 0), 0, "eventfd");
    mark(group, open("/proc/self/ns/mnt", O_RDONLY), 0, "namespace");
    mark(group, open("/dev/shm", O_PATH), 0, "path");
}
