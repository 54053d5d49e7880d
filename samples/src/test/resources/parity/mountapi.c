/* A file system in steps: fsopen, fsconfig, fsmount, move_mount, open_tree, mount_setattr, inside namespaces of its own. */
#include "parity.h"
#include <linux/mount.h>
static int fsopen_(const char *t, int f) { return syscall(430, t, f); }
static int cfg(int fd, int c, const char *k, const void *v, int a) { return syscall(431, fd, c, k, v, a); }
static int fsmount_(int fd, int f, int a) { return syscall(432, fd, f, a); }
static int move(int a, const char *p, int b, const char *q, int f) { return syscall(429, a, p, b, q, f); }
static int tree(int a, const char *p, int f) { return syscall(428, a, p, f); }
static int setattr(int a, const char *p, int f, void *at, long n) { return syscall(442, a, p, f, at, n); }
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
    mkdir("/dev/shm/mnt", 0755);
    mkdir("/dev/shm/mnt2", 0755);
    mkdir("/dev/shm/mnt3", 0755);
    T(unshare(CLONE_NEWUSER | CLONE_NEWNS));
    mapped();
    T(fsopen_("nosuchfs", 0));
    T(fsopen_("tmpfs", 2));
    T(fsopen_((void *)8, 0));
    T(fsopen_(0, 0));
    int fs = fsopen_("tmpfs", 1);
    T(fs > 2);
    T(fcntl(fs, F_GETFD));
    T(cfg(fs, 1, "size", "1m", 0));
    T(cfg(fs, 1, "mode", "0711", 0));
    T(cfg(fs, 1, "nope", "1", 0));
    T(cfg(fs, 1, "size", "x", 0));
    T(cfg(fs, 0, "size", 0, 0));
    T(cfg(fs, 1, "size", 0, 0));
    T(cfg(fs, 1, 0, "1m", 0));
    T(cfg(fs, 0, "ro", "x", 0));
    T(cfg(fs, 1, "source", "here", 0));
    T(cfg(fs, 1, "source", "there", 0));
    T(cfg(fs, 99, "a", 0, 0));
    T(cfg(-1, 6, 0, 0, 0));
    T(cfg(0, 6, 0, 0, 0));
    T(cfg(fs, 6, "x", 0, 0));
    T(cfg(fs, 7, 0, 0, 0));
    T(fsmount_(fs, 0, 0));
    T(cfg(fs, 6, 0, 0, 0));
    T(cfg(fs, 6, 0, 0, 0));
    T(cfg(fs, 1, "size", "2m", 0));
    T(fsmount_(fs, 2, 0));
    T(fsmount_(fs, 0, 1 << 30));
    T(fsmount_(fs, 0, 0x30));
    T(fsmount_(0, 0, 0));
    T(fsmount_(-1, 0, 0));
    int m = fsmount_(fs, 1, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    T(m > 2);
    T(fsmount_(fs, 0, 0));
    T(mkdirat(m, "inside", 0755));
    int f = openat(m, "inside/file", O_CREAT | O_RDWR, 0644);
    T(write(f, "hello", 5));
    close(f);
    T(move(m, "", AT_FDCWD, "/dev/shm/mnt", 0));
    T(move(m, "", AT_FDCWD, "/dev/shm/mnt", 0x1000));
    T(move(m, "", AT_FDCWD, "/dev/shm/none", 4));
    T(move(m, "inside", AT_FDCWD, "/dev/shm/mnt", 0));
    T(move(m, "", AT_FDCWD, "/dev/shm/mnt", 4));
    T(access("/dev/shm/mnt/inside/file", R_OK));
    struct stat s;
    stat("/dev/shm/mnt", &s);
    T(s.st_mode & 07777);
    struct statfs sf;
    statfs("/dev/shm/mnt", &sf);
    T(sf.f_blocks);
    T(sf.f_flags & 0xe);
    T(move(m, "", AT_FDCWD, "/dev/shm/mnt2", 4));
    T(access("/dev/shm/mnt/inside", F_OK));
    T(access("/dev/shm/mnt2/inside", F_OK));
    T(move(m, "", AT_FDCWD, "/dev/shm/mnt2/inside", 4));
    T(tree(AT_FDCWD, "/dev/shm/mnt2", 0x8000));
    T(tree(AT_FDCWD, "/dev/shm/mnt2", 2));
    T(tree(AT_FDCWD, "/dev/shm/nowhere", 1));
    int p = tree(AT_FDCWD, "/dev/shm/mnt2/inside", 0);
    T(fcntl(p, F_GETFL) & O_PATH);
    T(move(p, "", AT_FDCWD, "/dev/shm/mnt3", 4));
    int c = tree(AT_FDCWD, "/dev/shm/mnt2/inside", 1);
    T(c > 2);
    T(faccessat(c, "file", R_OK, 0));
    T(move(c, "", AT_FDCWD, "/dev/shm/mnt3", 4));
    T(access("/dev/shm/mnt3/file", R_OK));
    struct {
        unsigned long set, clr, prop, fd;
    } a = {MOUNT_ATTR_RDONLY, 0, 0, 0};
    T(setattr(AT_FDCWD, "/dev/shm/mnt3", 0, &a, 16));
    T(setattr(AT_FDCWD, "/dev/shm/mnt3", 0, &a, 8192));
    T(setattr(AT_FDCWD, "/dev/shm/mnt3", 4, &a, 32));
    T(setattr(AT_FDCWD, "/dev/shm/mnt2/inside", 0, &a, 32));
    T(setattr(AT_FDCWD, "/dev/shm/mnt3", 0, &a, 32));
    T(open("/dev/shm/mnt3/new", O_CREAT | O_WRONLY, 0644));
    T(access("/dev/shm/mnt2/inside/file", W_OK));
    a.set = 0x10;
    T(setattr(AT_FDCWD, "/dev/shm/mnt3", 0, &a, 32));
    a.clr = 0x70;
    T(setattr(AT_FDCWD, "/dev/shm/mnt3", 0, &a, 32));
    a.set = 1UL << 40;
    T(setattr(AT_FDCWD, "/dev/shm/mnt3", 0, &a, 32));
    a.set = 0;
    a.clr = MOUNT_ATTR_RDONLY;
    T(setattr(AT_FDCWD, "/dev/shm/mnt3", 0, &a, 32));
    T(close(open("/dev/shm/mnt3/new", O_CREAT | O_WRONLY, 0644)));
    a.clr = 0;
    a.prop = 3 << 18;
    T(setattr(AT_FDCWD, "/dev/shm/mnt3", 0, &a, 32));
    a.prop = 1 << 18;
    T(setattr(AT_FDCWD, "/dev/shm/mnt3", AT_RECURSIVE, &a, 32));
    int k = syscall(433, AT_FDCWD, "/dev/shm/mnt2", 0);
    T(k > 2);
    T(syscall(433, AT_FDCWD, "/dev/shm/mnt2/inside", 0));
    T(syscall(433, AT_FDCWD, "/dev/shm/mnt2", 0x100));
    T(fsmount_(k, 0, 0));
    char buf[200];
    T(read(k, buf, 200));
    int bad = fsopen_("tmpfs", 0);
    T(cfg(bad, 1, "nope", "1", 0));
    int n = read(bad, buf, 199);
    buf[n > 0 ? n : 0] = 0;
    printf("%s\n", buf);
    T(read(bad, buf, 200));
    symlink("file", "/dev/shm/mnt2/inside/link");
    a.prop = 0;
    a.set = 0x200000;
    T(setattr(AT_FDCWD, "/dev/shm/mnt3", 0, &a, 32));
    T(open("/dev/shm/mnt3/link", O_RDONLY));
    T(access("/dev/shm/mnt2/inside/link", F_OK));
    T(umount2("/dev/shm/mnt3", 0));
    T(umount2("/dev/shm/mnt2", 0));
    close(m);
    close(p);
    close(c);
    close(k);
    T(umount2("/dev/shm/mnt2", 0));
    T(access("/dev/shm/mnt2/inside", F_OK));
}
