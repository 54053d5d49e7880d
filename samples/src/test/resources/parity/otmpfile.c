#include "parity.h"
int main() {
    fresh("otmpfile");
    struct stat st;
    char b[40];
    mkdir("d", 0755);
    T(open("d", O_TMPFILE | O_RDONLY, 0600));
    T(open("none", O_TMPFILE | O_RDWR, 0600));
    close(file("f", ""));
    T(open("f", O_TMPFILE | O_RDWR, 0600));
    umask(027);
    int t = open("d", O_TMPFILE | O_RDWR, 0666);
    T(t > 0);
    fstat(t, &st);
    printf("%o %d %ld\n", st.st_mode, (int)st.st_nlink, (long)st.st_size);
    T(write(t, "hello", 5));
    T(fcntl(t, F_GETFL) & O_ACCMODE);
    sprintf(b, "/proc/self/fd/%d", t);
    int e = open(".", O_TMPFILE | O_RDWR | O_EXCL, 0600);
    T(e > 0);
    sprintf(b, "/proc/self/fd/%d", e);
    T(linkat(AT_FDCWD, b, AT_FDCWD, "no", AT_SYMLINK_FOLLOW));
    int n = readlink(b, b, 40);
    printf("%.*s\n", n > 18 ? 18 : n, b);
}
