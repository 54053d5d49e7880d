/* statmount and listmount of what was mounted here. */
#include "parity.h"
#include <sys/mount.h>
struct req {
    unsigned size, spare;
    unsigned long id, param, ns;
};
static unsigned long uid(const char *p) {
    char b[256];
    memset(b, 0, 256);
    if (syscall(SYS_statx, AT_FDCWD, p, 0, 0x4000, b)) return 0;
    return *(unsigned long *)(b + 144);
}
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
    mkdir("/dev/shm/sm", 0755);
    T(unshare(CLONE_NEWUSER | CLONE_NEWNS));
    mapped();
    mount("", "/", 0, 0x44000, 0);
    T(syscall(SYS_mount, "me", "/dev/shm/sm", "tmpfs", 6, "size=64k"));
    mkdir("/dev/shm/sm/a", 0700);
    T(syscall(SYS_mount, "/dev/shm/sm/a", "/dev/shm/sm/a", 0, 4096, 0));
    unsigned long top = uid("/dev/shm/sm"), in = uid("/dev/shm/sm/a");
    T(top > 1UL << 31);
    T(in > top);
    char buf[4096];
    struct req r = {32, 0, top, 0xff, 0};
    memset(buf, 0, sizeof buf);
    T(syscall(457, &r, buf, sizeof buf, 1));
    r.size = 8;
    T(syscall(457, &r, buf, sizeof buf, 0));
    r.size = 32;
    r.spare = 1;
    T(syscall(457, &r, buf, sizeof buf, 0));
    r.spare = 0;
    r.id = 5;
    T(syscall(457, &r, buf, sizeof buf, 0));
    r.id = 1UL << 50;
    T(syscall(457, &r, buf, sizeof buf, 0));
    r.id = top;
    T(syscall(457, &r, buf, 520, 0));
    T(syscall(457, &r, (void *)8, sizeof buf, 0));
    T(syscall(457, (void *)8, buf, sizeof buf, 0));
    r.param = 0x3b;
    T(syscall(457, &r, buf, sizeof buf, 0));
    unsigned *u = (void *)buf;
    unsigned long *l = (void *)buf;
    char *str = buf + 512;
    T(l[1]);
    T(l[3]);
    T(u[8] & 1);
    T(l[5] == top);
    T(l[8]);
    T(l[9]);
    printf("%s %s %s\n", str + u[9], str + u[26], str + u[27]);
    r.id = in;
    T(syscall(457, &r, buf, sizeof buf, 0));
    T(l[6] == top);
    printf("%s %s %s\n", str + u[9], str + u[26], str + u[27]);
    r.param = 2;
    memset(buf, 0, 4096);
    T(syscall(457, &r, buf, sizeof buf, 0));
    T(u[0]);
    T(l[1]);
    unsigned long ids[8];
    r.id = top;
    r.param = 0;
    T(syscall(458, &r, ids, 8, 0));
    T(ids[0] == in);
    T(syscall(458, &r, ids, 8, 2));
    T(syscall(458, &r, ids, 2000000, 0));
    T(syscall(458, &r, (void *)8, 8, 0));
    r.param = in;
    T(syscall(458, &r, ids, 8, 0));
    r.param = 0;
    r.id = 3;
    T(syscall(458, &r, ids, 8, 0));
    r.id = -1;
    T(syscall(458, &r, ids, 8, 0) > 2);
    T(syscall(458, &r, ids, 0, 0));
    r.id = in;
    T(syscall(458, &r, ids, 8, 0));
}
