/* Modes against users, groups and what they do: read, write, search, create, remove, change. */
#include "parity.h"
static void as(int uid, int gid, int extra, const char *who) {
    fflush(stdout);
    if (!fork()) {
        gid_t g = extra;
        if (setgroups(extra ? 1 : 0, &g)) perror("setgroups");
        setgid(gid);
        setuid(uid);
        for (int m = 0; m < 8; m++) {
            char f[20], d[20], x[40];
            sprintf(f, "f%d", m);
            sprintf(d, "d%d", m);
            printf("%s %d:", who, m);
            int fd;
            printf(" r%d", (fd = open(f, O_RDONLY)) >= 0 ? close(fd) : -errno);
            printf(" w%d", (fd = open(f, O_WRONLY)) >= 0 ? close(fd) : -errno);
            printf(" t%d", (fd = open(f, O_RDONLY | O_TRUNC)) >= 0 ? close(fd) : -errno);
            printf(" a%d", access(f, X_OK) ? -errno : 0);
            printf(" l%d", (fd = open(d, O_RDONLY)) >= 0 ? close(fd) : -errno);
            sprintf(x, "%s/in", d);
            struct stat s;
            printf(" s%d", stat(x, &s) ? -errno : 0);
            sprintf(x, "%s/n%d%d", d, uid, gid);
            printf(" c%d", mkdir(x, 0700) ? -errno : rmdir(x));
            printf(" h%d", chmod(f, s.st_mode & 0777) ? -errno : 0);
            printf(" u%d\n", utimensat(AT_FDCWD, f, 0, 0) ? -errno : 0);
        }
        fflush(stdout);
        _exit(0);
    }
    wait(0);
}
int main() {
    fresh("am");
    chmod(".", 0755);
    umask(0);
    for (int m = 0; m < 8; m++) {
        char f[20], d[20], x[40];
        sprintf(f, "f%d", m);
        sprintf(d, "d%d", m);
        close(open(f, O_CREAT | O_RDWR, m << 6 | m << 3 | m));
        chown(f, 1000, 2000);
        mkdir(d, 0700);
        sprintf(x, "%s/in", d);
        close(open(x, O_CREAT | O_RDWR, 0600));
        chmod(d, m << 6 | m << 3 | m);
        chown(d, 1000, 2000);
    }
    as(1000, 5, 0, "owner");
    as(6, 2000, 0, "group");
    as(6, 6, 2000, "extra");
    as(6, 6, 0, "other");
    as(0, 0, 0, "root");
    mkdir("st", 01777);
    close(open("st/a", O_CREAT, 0666));
    chown("st/a", 1000, 1000);
    close(open("st/b", O_CREAT, 0666));
    chown("st/b", 1001, 1001);
    CHILD(setgid(1000); setuid(1000); T(unlink("st/b")); T(rename("st/b", "st/c")); T(rename("st/a", "st/b")); T(link("st/b", "st/z"));
          T(unlink("st/a")); T(mkdir("st/mine", 0700)); T(rmdir("st/mine")));
    mkdir("sg", 02777);
    chown("sg", 0, 3000);
    chmod("sg", 02777);
    CHILD(setgid(1000); setuid(1000); close(open("sg/f", O_CREAT | O_RDWR, 0666)); mkdir("sg/d", 0777); struct stat s; stat("sg/f", &s);
          T(s.st_gid); stat("sg/d", &s); T(s.st_gid); T(s.st_mode & 07777); T(chmod("sg/f", 02755)); stat("sg/f", &s); T(s.st_mode & 07777);
          T(chown("sg/f", -1, 1000)); T(chown("sg/f", -1, 77)); T(chown("sg/f", 0, -1)); T(chown("sg/f", 1000, -1)); T(chmod("d7", 0));
          T(chown("f7", 1000, -1)));
}
