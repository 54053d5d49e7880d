// Whose the root of a tmpfs is: the mounter's, by fsuid, or whose the options say; in a user namespace, too.
#include "parity.h"
#include <sys/fsuid.h>
#include <sys/mount.h>

static void show(const char *type, const char *options) {
    errno = 0;
    int r = mount("none", "/tmp/m", type, 0, options);
    printf("%s %s: %d %s", type, options, r, r < 0 ? strerrorname_np(errno) : "");
    if (r == 0) {
        struct stat s;
        stat("/tmp/m", &s);
        printf("%o %u:%u", s.st_mode, s.st_uid, s.st_gid);
        int fd = open("/tmp/m/file", O_CREAT | O_WRONLY, 0644);
        printf(" file %s", fd < 0 ? strerrorname_np(errno) : "made");
        if (fd >= 0) {
            fstat(fd, &s);
            printf(" %u:%u", s.st_uid, s.st_gid);
            close(fd);
        }
        umount("/tmp/m");
    }
    puts("");
}

static void map(const char *file, const char *text) {
    int fd = open(file, O_WRONLY);
    if (write(fd, text, strlen(text)) < 0) {
        printf("%s %s\n", file, strerrorname_np(errno));
    }
    close(fd);
}

int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    mkdir("/tmp/m", 0777);
    if (!fork()) {
        unshare(CLONE_NEWNS);
        show("tmpfs", "mode=0755");
        show("tmpfs", "uid=5,gid=6,mode=700");
        show("tmpfs", "uid=0x10,gid=010");
        show("tmpfs", "uid=1,uid=2");
        show("tmpfs", "uid=x");
        show("tmpfs", "uid=4294967295");
        show("ramfs", "mode=750");
        setfsuid(1000);
        setfsgid(1001);
        show("tmpfs", "mode=0755");
        _exit(0);
    }
    wait(0);
    if (!fork()) {
        setgid(1000);
        setuid(1000);
        prctl(PR_SET_DUMPABLE, 1);
        T(unshare(CLONE_NEWUSER | CLONE_NEWNS));
        map("/proc/self/setgroups", "deny");
        map("/proc/self/uid_map", "1234 1000 1");
        map("/proc/self/gid_map", "1235 1000 1");
        show("tmpfs", "mode=0755");
        show("tmpfs", "mode=0755,uid=1234");
        show("tmpfs", "uid=0");
        show("ramfs", "");
        _exit(0);
    }
    wait(0);
    return 0;
}
