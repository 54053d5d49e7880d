#include "parity.h"
#include <linux/openat2.h>
static long o2(int d, const char *p, long flags, long mode, long resolve) { struct open_how h = {flags, mode, resolve}; return syscall(SYS_openat2, d, p, &h, sizeof h); }
int main() {
    fresh("openat2");
    mkdir("d", 0755); close(file("d/f", "x")); symlink("f", "d/rel"); symlink("/dev/shm/openat2/d/f", "d/abs"); symlink("../x", "d/up"); close(file("x", "y"));
    int d = open("d", O_RDONLY | O_DIRECTORY);
    T(o2(d, "f", O_RDONLY, 0, 0) > 0);
    T(o2(d, "../x", O_RDONLY, 0, 0) > 0);
    T(o2(d, "../x", O_RDONLY, 0, RESOLVE_BENEATH));
    T(o2(d, "rel", O_RDONLY, 0, RESOLVE_BENEATH) > 0);
    T(o2(d, "abs", O_RDONLY, 0, RESOLVE_BENEATH));
    T(o2(d, "up", O_RDONLY, 0, RESOLVE_BENEATH));
    T(o2(d, "/f", O_RDONLY, 0, RESOLVE_BENEATH));
    T(o2(d, "/f", O_RDONLY, 0, RESOLVE_IN_ROOT) > 0);
    T(o2(d, "../../f", O_RDONLY, 0, RESOLVE_IN_ROOT) > 0);
    T(o2(d, "abs", O_RDONLY, 0, RESOLVE_IN_ROOT));
    T(o2(d, "rel", O_RDONLY, 0, RESOLVE_NO_SYMLINKS));
    T(o2(d, "rel", O_PATH | O_NOFOLLOW, 0, RESOLVE_NO_SYMLINKS) > 0);
    T(o2(AT_FDCWD, "/proc/self/exe", O_RDONLY, 0, RESOLVE_NO_MAGICLINKS));
    T(o2(AT_FDCWD, "/proc/version", O_RDONLY, 0, RESOLVE_NO_XDEV) > 0);
    T(o2(d, "f", O_RDONLY, 0, RESOLVE_IN_ROOT | RESOLVE_BENEATH));
    T(o2(d, "f", O_RDONLY, 0, 0x1000));
    T(o2(d, "f", O_RDONLY, 0644, 0));
    T(o2(d, "g", O_CREAT | O_WRONLY, 010644, 0));
    T(o2(d, "g", O_CREAT | O_WRONLY, 0600, 0) > 0);
    T(o2(d, "f", 1L << 40, 0, 0));
    T(o2(d, "f", O_PATH | O_RDWR, 0, 0));
    struct { struct open_how h; long more; } big = {{O_RDONLY, 0, 0}, 0};
    T(syscall(SYS_openat2, d, "f", &big, sizeof big) > 0);
    big.more = 1; T(syscall(SYS_openat2, d, "f", &big, sizeof big));
    T(syscall(SYS_openat2, d, "f", &big, 8)); T(syscall(SYS_openat2, d, "f", &big, 1 << 20)); T(syscall(SYS_openat2, d, "f", 8, 24));
}
