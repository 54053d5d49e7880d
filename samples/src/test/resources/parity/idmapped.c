/* ID-mapped mounts of a tmpfs, mount_setattr(2): how owners are shown, who may do what, and to whom new files belong. */
#include "parity.h"
#include <sys/fsuid.h>
#include <sys/mount.h>

#define MAPS 0x100000

static long map(int fd, long users) {
    uint64_t attributes[] = {MAPS, 0, 0, users};
    return syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH, attributes, sizeof attributes);
}
static int tree(const char *path) { return syscall(SYS_open_tree, AT_FDCWD, path, 1); }
static long place(int fd, const char *path) { return syscall(SYS_move_mount, fd, "", AT_FDCWD, path, 4); }

static void put(int pid, const char *name, const char *text) {
    char path[60];
    sprintf(path, "/proc/%d/%s", pid, name);
    int fd = open(path, O_WRONLY);
    if (write(fd, text, strlen(text)) < 0)
        perror(name);
    close(fd);
}
static int users(const char *map) {
    int ready[2];
    char c, path[60];
    pipe(ready);
    fflush(stdout);
    int pid = fork();
    if (!pid) {
        unshare(CLONE_NEWUSER);
        write(ready[1], "x", 1);
        pause();
    }
    read(ready[0], &c, 1);
    if (map)
        put(pid, "uid_map", map), put(pid, "gid_map", map);
    sprintf(path, "/proc/%d/ns/user", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    kill(pid, SIGKILL), waitpid(pid, 0, 0);
    return fd;
}
static void who(const char *path) {
    struct stat s;
    if (lstat(path, &s))
        printf("%s: %s\n", path, strerrorname_np(errno));
    else
        printf("%s: %d %d %o\n", path, s.st_uid, s.st_gid, s.st_mode);
}
static void as(int uid) { setfsgid(uid), setfsuid(uid); }
static int made(const char *path) {
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR, 0644), e = errno;
    close(fd), errno = e;
    return fd < 0 ? -1 : 0;
}
static int opens(const char *path, int flags) {
    int fd = open(path, flags), e = errno;
    close(fd), errno = e;
    return fd < 0 ? -1 : 0;
}
static void mountinfo(const char *name) {
    char line[500];
    FILE *f = fopen("/proc/self/mountinfo", "r");
    while (fgets(line, 500, f)) {
        char *at = strstr(line, name);
        if (at && at[strlen(name)] == ' ')
            printf("%.*s\n", (int)(strcspn(at + strlen(name) + 1, " ")), at + strlen(name) + 1);
    }
    fclose(f);
}

int main(void) {
    fresh("idmapped");
    umask(022);
    T(unshare(CLONE_NEWNS)), T(mount(0, "/", 0, MS_REC | MS_PRIVATE, 0));
    mkdir("plain", 0755), mkdir("mapped", 0755), mkdir("other", 0755);
    T(mount("x", "plain", "tmpfs", 0, "mode=755"));
    file("plain/root", "r"), file("plain/one", "1"), file("plain/far", "f");
    T(chown("plain/one", 1000, 1000)), T(chown("plain/far", 70000, 70000)), T(mkdir("plain/d", 0777)), T(chown("plain/d", 5, 6)), T(chmod("plain/d", 02777));
    int ns = users("0 10000 5000"), empty = users(0);
    int fd = tree("plain");
    T(fd >= 0);
    printf("-- what can be mapped\n");
    T(map(fd, empty)), T(map(open("plain", O_RDONLY | O_DIRECTORY), ns)), T(map(tree("/proc"), ns));
    T(map(fd, ns)), T(map(fd, ns)), T(place(fd, "mapped")), T(map(open("mapped", O_RDONLY | O_DIRECTORY), ns));
    mountinfo("/mapped");
    printf("-- owners\n");
    who("mapped"), who("mapped/root"), who("mapped/one"), who("mapped/far"), who("mapped/d"), who("plain/one");
    int f = open("mapped/one", O_RDONLY);
    struct stat s;
    fstat(f, &s), printf("%d %d\n", s.st_uid, s.st_gid);
    printf("-- root makes\n");
    T(made("mapped/new")), T(made("mapped/d/new")), T(mkdir("mapped/dir", 0755)), T(symlink("x", "mapped/link")), T(mknod("mapped/fifo", S_IFIFO | 0644, 0));
    T(opens("mapped/root", O_RDWR)), T(opens("mapped/far", O_RDONLY)), T(opens("mapped/far", O_WRONLY));
    T(chmod("mapped/root", 0600)), T(chmod("mapped/far", 0600)), T(chown("mapped/root", 0, 0)), T(chown("mapped/root", 10007, 10008)), who("mapped/root"), who("plain/root");
    T(chown("mapped/far", 10001, -1)), T(chown("mapped/far", 10001, 10001)), who("plain/far"), T(chown("plain/far", 70000, 70000));
    T(utimensat(AT_FDCWD, "mapped/far", 0, 0)), T(truncate("mapped/far", 0)), T(truncate("mapped/root", 0)), T(unlink("mapped/far")), T(rename("mapped/root", "mapped/root2"));
    T(link("mapped/far", "mapped/hard")), T(link("mapped/one", "mapped/hard"));
    printf("-- a user whom the map knows\n");
    chmod("plain", 0777);
    as(11000);
    T(made("mapped/mine")), who("mapped/mine"), who("plain/mine"), T(mkdir("mapped/d/sub", 0755)), who("mapped/d/sub"), who("plain/d/sub");
    T(opens("mapped/one", O_RDWR)), T(opens("plain/one", O_RDWR)), T(chmod("mapped/one", 0640)), T(chmod("plain/one", 0640)), who("mapped/one");
    T(opens("mapped/far", O_RDONLY)), T(symlink("x", "mapped/mylink")), who("mapped/mylink"), who("plain/mylink"), T(unlink("mapped/mylink"));
    f = open("mapped/one", O_RDWR);
    T(fchmod(f, 0600)), T(fchown(f, 11000, 11000)), T(fchown(f, 11001, -1)), T(access("mapped/one", R_OK));
    T(setxattr("mapped/one", "user.x", "1", 1, 0));
    printf("-- a user whom it does not\n");
    as(1000);
    T(made("mapped/none")), T(mkdir("mapped/none", 0755)), T(symlink("x", "mapped/none")), T(opens("mapped/one", O_RDONLY)), T(opens("mapped/mine", O_RDONLY)), T(opens("mapped/mine", O_WRONLY)), T(made("mapped/mine"));
    T(opens("plain/one", O_RDWR));
    as(0);
    printf("-- a sticky directory\n");
    T(chmod("plain/d", 01777)), T(made("plain/d/his")), chown("plain/d/his", 1001, 1001);
    as(11000), T(unlink("mapped/d/his")), as(11001), T(unlink("mapped/d/his")), as(0);
    printf("-- more of it\n");
    T(mount("mapped", "other", 0, MS_BIND, 0)), who("other/one"), mountinfo("/other"), T(umount("other"));
    fd = tree("mapped"), T(map(fd, ns)), T(place(fd, "other")), who("other/one"), T(umount("other"));
    file("plain/suid", "#!/bin/sh\n");
    CHILD(own_users(); who("mapped/one"); who("plain/one"));
    CHILD(setns(ns, CLONE_NEWUSER); setresgid(0, 0, 0); setresuid(0, 0, 0); who("mapped/one"); who("mapped/mine"); who("plain/one"); T(made("mapped/inside")); T(chown("mapped/one", 4, 4)); who("mapped/one"); T(chown("plain/one", 4, 4)); T(chmod("mapped/far", 0)));
    who("plain/inside"), who("plain/one");
    T(umount("mapped")), T(umount2("plain", MNT_DETACH));
}
