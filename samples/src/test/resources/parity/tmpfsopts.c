#include "parity.h"
#include <sys/mount.h>
static void shown(const char *at) {
    char line[500];
    FILE *f = fopen("/proc/self/mounts", "r");
    while (fgets(line, sizeof line, f)) {
        char point[200], type[60], options[300];
        if (sscanf(line, "%*s %199s %59s %299s", point, type, options) == 3 && !strcmp(point, at)) {
            printf("%s %s\n", type, options);
        }
    }
    fclose(f);
    struct stat s;
    stat(at, &s);
    printf("mode %o uid %d gid %d\n", s.st_mode, s.st_uid, s.st_gid);
    fflush(stdout);
}
static int make(const char *at, const char *options) {
    umount(at);
    return mount("tmpfs", at, "tmpfs", 0, options);
}
static int full(const char *at) {
    char path[200];
    int n = 0;
    for (; n < 20; n++) {
        sprintf(path, "%s/f%d", at, n);
        int fd = open(path, O_CREAT | O_WRONLY, 0600);
        if (fd < 0) {
            printf("%s\n", strerrorname_np(errno));
            break;
        }
        close(fd);
    }
    return n;
}
int main() {
    const char *at = "/dev/shm/opts";
    mkdir(at, 0700);
    T(make(at, 0));
    shown(at);
    T(make(at, "size=1m,mode=700,uid=1000,gid=1001"));
    shown(at);
    T(make(at, "size=65537,nr_inodes=5,mode=0755"));
    shown(at);
    T(full(at));
    unlink("/dev/shm/opts/f1");
    T(full(at));
    T(mount(0, at, 0, MS_REMOUNT, "nr_inodes=4"));
    T(mount(0, at, 0, MS_REMOUNT, "nr_inodes=7,size=32k"));
    shown(at);
    T(full(at));
    int fd = open("/dev/shm/opts/f0", O_WRONLY);
    char big[40000];
    T(write(fd, big, sizeof big));
    T(write(fd, big, sizeof big));
    T(mount(0, at, 0, MS_REMOUNT, "size=16k"));
    T(mount(0, at, 0, MS_REMOUNT, "size=64k"));
    T(write(fd, big, sizeof big) > 0);
    T(mount(0, at, 0, MS_REMOUNT, "mode=700,uid=5"));
    shown(at);
    T(mount(0, at, 0, MS_REMOUNT, "nonsense=1"));
    T(mount(0, at, 0, MS_REMOUNT | MS_RDONLY, "size=128k"));
    shown(at);
    close(fd);
    T(mount(0, at, 0, MS_REMOUNT | MS_RDONLY, "size=128k"));
    shown(at);
    T(make(at, "nr_blocks=4"));
    shown(at);
    T(make(at, "size=0"));
    T(mount(0, at, 0, MS_REMOUNT, "size=64k"));
    T(make(at, "size=x"));
    T(make(at, "mode=9"));
    T(make(at, "uid=-3"));
    T(make(at, "uid=abc"));
    T(make(at, "size=64k,size=128k"));
    shown(at);
    umount(at);
}
