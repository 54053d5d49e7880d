/* name_to_handle_at; opening needs a privilege that a container does not have. */
#include "parity.h"
int main() {
    fresh("handles");
    int f = file("f", "x");
    struct {
        unsigned n;
        int t;
        unsigned char b[128];
    } h = {0}, g = {128};
    int id = 0, id2;
    T(syscall(SYS_name_to_handle_at, AT_FDCWD, "f", &h, &id, 0));
    T(h.n);
    h.n = 128;
    T(syscall(SYS_name_to_handle_at, AT_FDCWD, "f", &h, &id, 0));
    T(h.n);
    T(id > 0);
    T(syscall(SYS_name_to_handle_at, f, "", &g, &id2, AT_EMPTY_PATH));
    T(id == id2);
    T(memcmp(&h, &g, 8 + h.n));
    T(syscall(SYS_name_to_handle_at, f, "", &g, &id2, 0));
    T(syscall(SYS_name_to_handle_at, AT_FDCWD, "f", &h, &id, 0x2000));
    h.n = 129;
    T(syscall(SYS_name_to_handle_at, AT_FDCWD, "f", &h, &id, 0));
    T(syscall(SYS_name_to_handle_at, AT_FDCWD, "nope", &h, &id, 0));
    T(syscall(SYS_name_to_handle_at, AT_FDCWD, "f", 8, &id, 0));
    h.n = 128;
    T(syscall(SYS_name_to_handle_at, AT_FDCWD, "f", &h, 8, 0));
    T(syscall(SYS_name_to_handle_at, AT_FDCWD, "/proc/self/stat", &h, &id, 0));
    symlink("f", "l");
    h.n = g.n = 128;
    T(syscall(SYS_name_to_handle_at, AT_FDCWD, "l", &h, &id, 0));
    T(syscall(SYS_name_to_handle_at, AT_FDCWD, "l", &g, &id, AT_SYMLINK_FOLLOW));
    T(!memcmp(&h, &g, 8 + h.n));
    CHILD(setuid(1000); T(syscall(SYS_open_by_handle_at, AT_FDCWD, &g, O_RDONLY)); T(syscall(SYS_open_by_handle_at, 99, &g, O_RDONLY)));
}
