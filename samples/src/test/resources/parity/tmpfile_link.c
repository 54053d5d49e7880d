/* O_TMPFILE: a file without a name, and the ways to give it one. */
#include "parity.h"
int main() {
    fresh("tmpfile_link");
    struct stat s;
    char path[64], b[16] = {0};
    int f = open(".", O_TMPFILE | O_RDWR, 0640);
    T(f >= 0);
    T(write(f, "hello", 5));
    fstat(f, &s);
    T(s.st_nlink);
    T(s.st_mode & 07777);
    T(linkat(f, "", AT_FDCWD, "named", AT_EMPTY_PATH));
    fstat(f, &s);
    T(s.st_nlink);
    T(linkat(f, "", AT_FDCWD, "named", AT_EMPTY_PATH));
    T(linkat(f, "", AT_FDCWD, "named2", AT_EMPTY_PATH));
    int g = open("named2", O_RDONLY);
    T(read(g, b, 15)); puts(b);
    int h = open(".", O_TMPFILE | O_RDWR, 0600);
    sprintf(path, "/proc/self/fd/%d", h);
    T(linkat(AT_FDCWD, path, AT_FDCWD, "viaproc", 0));
    T(linkat(AT_FDCWD, path, AT_FDCWD, "viaproc", AT_SYMLINK_FOLLOW));
    T(access("viaproc", F_OK));
    T(unlink("viaproc"));
    T(linkat(AT_FDCWD, path, AT_FDCWD, "again", AT_SYMLINK_FOLLOW));
    int x = open(".", O_TMPFILE | O_RDWR | O_EXCL, 0600);
    T(x >= 0);
    T(linkat(x, "", AT_FDCWD, "excl", AT_EMPTY_PATH));
    T(open(".", O_TMPFILE | O_RDONLY, 0600));
    T(open("named", O_TMPFILE | O_RDWR, 0600));
    T(open("missing", O_TMPFILE | O_RDWR, 0600));
    int gone = open("named", O_RDONLY);
    unlink("named"); unlink("named2");
    T(linkat(gone, "", AT_FDCWD, "back", AT_EMPTY_PATH));
    sprintf(path, "/proc/self/fd/%d", gone);
    T(linkat(AT_FDCWD, path, AT_FDCWD, "back", AT_SYMLINK_FOLLOW));
    int dir = open(".", O_RDONLY | O_DIRECTORY);
    T(linkat(dir, "", AT_FDCWD, "dirlink", AT_EMPTY_PATH));
    int op = open("again", O_PATH);
    T(op >= 0);
    T(linkat(op, "", AT_FDCWD, "opath", AT_EMPTY_PATH));
    T(linkat(99, "", AT_FDCWD, "bad", AT_EMPTY_PATH));
    T(linkat(AT_FDCWD, "", AT_FDCWD, "bad", 0));
    T(fchmod(x, 0777)); fstat(x, &s); T(s.st_mode & 07777);
    T(fchmod(f, 04755)); fstat(f, &s); T(s.st_mode & 07777);
    T(linkat(op, "", AT_FDCWD, "flags", AT_EMPTY_PATH | 0x10000));
}
