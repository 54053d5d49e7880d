#include "parity.h"
#include <sys/mount.h>
/* Options of a file system that all its mounts show, options of a tmpfs, and how often a context can be changed. */
static int fsopen_(const char *type) { return syscall(430, type, 1); }
static int config(int fd, unsigned command, const char *key, const char *value, int more) { return syscall(431, fd, command, key, value, more); }
static int picked(const char *path) { return syscall(433, AT_FDCWD, path, 1); }

static void told(void) {
    struct statfs s;
    char line[600];
    FILE *mounts = fopen("/proc/self/mountinfo", "r");
    statfs("a", &s);
    printf("%lx", (long)s.f_flags);
    while (fgets(line, sizeof line, mounts)) {
        char *own = strstr(line, "/mountflags4/a ");
        if (own) {
            printf(" %s", own);
        }
    }
    fclose(mounts);
    mounts = fopen("/proc/self/mounts", "r");
    while (fgets(line, sizeof line, mounts)) {
        if (strstr(line, "/mountflags4/a ")) {
            printf("%s", line);
        }
    }
    fclose(mounts);
}

int main(void) {
    int flags[] = {MS_SYNCHRONOUS, MS_DIRSYNC, MS_MANDLOCK, MS_LAZYTIME, MS_SYNCHRONOUS | MS_LAZYTIME | MS_NOATIME, 1 << 31};
    const char *options[] = {"huge=always", "huge=xx", "huge", "mpol=interleave:0", "mpol=foo", "mpol=bind", "mpol=local", "noswap", "inode32,size=50%"};
    fresh("mountflags4");
    mkdir("a", 0755);
    for (int i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (T(mount("x", "a", "tmpfs", flags[i], 0)) == 0) {
            told();
            T(mount(0, "a", 0, MS_REMOUNT, 0));
            told();
            T(umount("a"));
        }
    }
    for (int i = 0; i < sizeof options / sizeof *options; i++) {
        puts(options[i]);
        if (T(mount("x", "a", "tmpfs", 0, options[i])) == 0) {
            umount("a");
        }
    }
    T(mount("x", "a", "sysfs", 0, "foo"));
    int fs = fsopen_("tmpfs");
    T(config(fs, 3, "sync", "here", AT_FDCWD));
    T(config(fs, 5, "lazytime", 0, 0));
    T(config(fs, 3, "size", "here", AT_FDCWD));
    T(config(fs, 7, 0, 0, 0));
    T(config(fs, 6, 0, 0, 0));
    T(config(fs, 1, "size", "1m", 0));
    int mount_fd = T(syscall(432, fs, 1, 0));
    T(config(fs, 7, 0, 0, 0));
    T(syscall(429, mount_fd, "", AT_FDCWD, "a", 4));
    T(config(fs, 1, "size", "2m", 0));
    T(syscall(432, fs, 1, 0));
    T(config(fs, 7, 0, 0, 0));
    T(config(fs, 7, 0, 0, 0));
    struct statfs s;
    statfs("a", &s);
    printf("%ld blocks\n", (long)s.f_blocks);
    int open_file = file("a/f", "x");
    fs = picked("a");
    T(config(fs, 0, "ro", 0, 0));
    T(config(fs, 7, 0, 0, 0));
    T(config(fs, 7, 0, 0, 0));
    T(config(fs, 0, "rw", 0, 0));
    close(open_file);
    fs = picked("a");
    T(config(fs, 0, "ro", 0, 0));
    T(config(fs, 7, 0, 0, 0));
    T(open("a/g", O_CREAT | O_RDWR, 0600));
}
