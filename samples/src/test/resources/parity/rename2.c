#include "parity.h"
int main() {
    fresh("rename2");
    close(file("a", "1")); close(file("b", "22")); mkdir("d", 0755); mkdir("e", 0755); close(file("e/f", "")); symlink("a", "l"); link("a", "a2");
    struct stat st;
    T(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_NOREPLACE)); T(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_EXCHANGE)); stat("a", &st); printf("%ld\n", (long)st.st_size);
    T(renameat2(AT_FDCWD, "a", AT_FDCWD, "none", RENAME_EXCHANGE)); T(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_EXCHANGE | RENAME_NOREPLACE)); T(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", 64));
    T(renameat2(AT_FDCWD, "a", AT_FDCWD, "e", RENAME_EXCHANGE)); stat("a", &st); printf("%d\n", S_ISDIR(st.st_mode)); T(renameat2(AT_FDCWD, "a", AT_FDCWD, "e", RENAME_EXCHANGE));
    T(rename("a", "d")); T(rename("d", "a")); T(rename("d", "e")); T(rename("e", "d")); T(rename("d", "d/x")); T(rename("d", "d/f/x")); T(rename("d/f", "d")); T(rename("d/.", "x")); T(rename("d/..", "x")); T(rename(".", "x")); T(rename("..", "x"));
    T(rename("a2", "b")); T(access("a2", F_OK)); T(rename("l", "l2")); T(readlink("l2", (char[9]){0}, 9)); T(rename("none", "x")); T(rename("a", "none/x")); T(rename("a", "b/x")); T(rename("a/", "x")); T(rename("d/", "dd/")); T(rename("a", "")); T(rename("", "a")); T(rename("a", "a")); T(rename((char *)8, "a"));
    int fd = open("a", O_RDWR); T(rename("b", "a")); fstat(fd, &st); printf("%d\n", (int)st.st_nlink); char n[300]; memset(n, 'x', 256); n[256] = 0; T(rename("a", n)); n[255] = 0; T(rename("a", n)); T(rename("/dev/shm/rename2/dd", "/proc/x"));
}
