/* Flags of mounts: what a remount keeps, what a less privileged namespace may not change, and a devpts of one's own. */
#include "parity.h"
#include <sys/mount.h>
#include <sys/statvfs.h>
static void flags(const char *path) {
    struct statfs s;
    statfs(path, &s);
    printf("%s: %lx\n", path, (long)s.f_flags & 0x3fff);
}
static void remount(unsigned long flags_) {
    errno = 0;
    int r = mount("", "/dev/shm/m", "", MS_REMOUNT | MS_BIND | flags_, "");
    printf("remount %lx: %d %s\n", flags_, r, errno ? strerrorname_np(errno) : "");
    flags("/dev/shm/m");
}
int main(void) {
    own_users();
    T(unshare(CLONE_NEWNS | CLONE_NEWPID));
    T(mount("", "/", "", MS_REC | MS_PRIVATE, ""));
    mkdir("/dev/shm/m", 0755);
    mkdir("/dev/shm/p", 0755);
    T(mount("t", "/dev/shm/m", "tmpfs", MS_NOSUID | MS_NOATIME, ""));
    flags("/dev/shm/m");
    remount(MS_NOSUID | MS_NODEV);
    remount(MS_NODEV | MS_RELATIME);
    remount(MS_NODIRATIME);
    remount(MS_STRICTATIME | MS_NODEV);
    remount(MS_NODEV);
    remount(MS_NODEV | 256);
    T(symlink("x", "/dev/shm/m/l"));
    T(open("/dev/shm/m/x", O_CREAT | O_RDWR, 0600) >= 0);
    T(open("/dev/shm/m/l", O_RDONLY));
    T(readlink("/dev/shm/m/l", (char[9]){0}, 9));
    remount(MS_NODEV | MS_NOATIME);
    T(open("/dev/shm/m/l", O_RDONLY) >= 0);
    T(mount("d", "/dev/shm/p", "devpts", 0, "newinstance,ptmxmode=0666"));
    int m = open("/dev/shm/p/ptmx", O_RDWR | O_NOCTTY);
    T(m >= 0);
    unsigned n = 99;
    T(ioctl(m, TIOCGPTN, &n));
    printf("%u\n", n);
    T(unlockpt(m));
    int s = open("/dev/shm/p/0", O_RDWR | O_NOCTTY);
    T(s >= 0);
    T(write(m, "ab\n", 3));
    char text[8];
    T(read(s, text, 8));
    T(access("/dev/shm/p/1", F_OK));
    int other = open("/dev/shm/p/ptmx", O_RDWR | O_NOCTTY);
    T(access("/dev/shm/p/1", F_OK));
    close(other);
    T(access("/dev/shm/p/1", F_OK));
    int unlike = open("/dev/ptmx", O_RDWR | O_NOCTTY);
    T(access("/dev/shm/p/1", F_OK));
    CHILD(
        T(unshare(CLONE_NEWUSER | CLONE_NEWNS));
        remount(MS_NODEV | MS_NOATIME);
        remount(MS_NODEV | MS_NOATIME | MS_NOEXEC);
        remount(MS_NODEV | MS_RELATIME);
        remount(MS_NODEV | MS_STRICTATIME);
        remount(MS_NOATIME);
        remount(MS_NODEV | MS_NOATIME | MS_NODIRATIME);
    );
    T(umount("/dev/shm/p"));
    close(m);
    close(s);
    T(umount("/dev/shm/p"));
    return 0;
}
