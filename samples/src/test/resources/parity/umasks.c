/* umask, and the modes that files of each kind begin with; set-group-ID directories. */
#include "parity.h"
static void mode(const char *name) {
    struct stat s;
    if (lstat(name, &s))
        printf("%s: %s\n", name, strerrorname_np(errno));
    else
        printf("%s: %o uid %d gid %d\n", name, s.st_mode, s.st_uid, s.st_gid);
}
int main() {
    fresh("umasks");
    T(umask(027));
    T(umask(07777));
    T(umask(022));
    int masks[] = {0, 022, 077, 0777};
    for (int i = 0; i < 4; i++) {
        char n[20];
        umask(masks[i]);
        sprintf(n, "f%d", i);
        close(open(n, O_CREAT | O_WRONLY, 07777));
        mode(n);
        sprintf(n, "d%d", i);
        mkdir(n, 07777);
        mode(n);
        sprintf(n, "p%d", i);
        mknod(n, S_IFIFO | 06666, 0);
        mode(n);
        sprintf(n, "r%d", i);
        mknod(n, 0644, 0);
        mode(n);
        sprintf(n, "l%d", i);
        symlink("x", n);
        mode(n);
        sprintf(n, "s%d", i);
        int s = socket(AF_UNIX, SOCK_STREAM, 0);
        struct sockaddr_un a = {AF_UNIX};
        strcpy(a.sun_path, n);
        bind(s, (void *)&a, sizeof a);
        mode(n);
        close(s);
        int t = open(".", O_TMPFILE | O_RDWR, 0666);
        struct stat st;
        fstat(t, &st);
        printf("tmpfile %o\n", st.st_mode);
        close(t);
    }
    umask(022);
    mkdir("sg", 0755);
    chown("sg", 5, 77);
    chmod("sg", 02777);
    mode("sg");
    close(open("sg/f", O_CREAT | O_WRONLY, 06777));
    mode("sg/f");
    mkdir("sg/d", 0755);
    mode("sg/d");
    mkdir("sg/d/e", 0755);
    mode("sg/d/e");
    symlink("x", "sg/l");
    mode("sg/l");
    CHILD(gid_t g = 88; setgroups(1, &g); setresgid(88, 88, 88); setresuid(1000, 1000, 1000);
          close(open("sg/u", O_CREAT | O_WRONLY, 06777)); mode("sg/u"); close(open("sg/v", O_CREAT | O_WRONLY, 02767)); mode("sg/v");
          mkdir("sg/w", 0700); mode("sg/w"); T(chmod("sg/u", 02755)); mode("sg/u"); T(chmod("sg/u", 04755)); mode("sg/u");
          T(chown("sg/u", -1, 88)); mode("sg/u"); T(chown("sg/u", 5, -1)); T(chown("sg/u", -1, 5)); T(chown("sg/u", 1000, 88));
          T(chown("sg/u", -1, -1)); T(chmod("sg/w", 01777)); mode("sg/w"); T(chmod("sg/f", 0)); T(chown("sg/f", 1000, 88));
          int f = open("sg/u", O_RDWR); chmod("sg/u", 06777); mode("sg/u"); write(f, "x", 1); mode("sg/u"));
    T(chmod("sg/u", 06755));
    T(chown("sg/u", 0, 0));
    mode("sg/u");
    T(chmod("sg/u", 06745));
    T(chown("sg/u", 0, 0));
    mode("sg/u");
    T(chmod("sg/d", 06755));
    T(chown("sg/d", 1, 1));
    mode("sg/d");
    T(lchown("sg/l", 3, 4));
    mode("sg/l");
    T(fchownat(AT_FDCWD, "sg/l", 1, 1, 0));
    T(fchownat(AT_FDCWD, "sg/l", 6, 6, AT_SYMLINK_NOFOLLOW));
    mode("sg/l");
    T(fchmodat(AT_FDCWD, "sg/l", 0600, AT_SYMLINK_NOFOLLOW));
    T(fchmodat(AT_FDCWD, "none", 0, 0));
    T(fchmod(99, 0));
    T(fchown(99, 0, 0));
    T(chmod("f0/x", 0));
    T(chmod("", 0));
    T(chmod((char *)8, 0));
    T(fchownat(AT_FDCWD, "", 0, 0, 0));
    T(fchownat(open("f0", O_PATH), "", 9, 9, AT_EMPTY_PATH));
    mode("f0");
    T(chmod("f0", 0170644));
    mode("f0");
    T(chmod("f0", -1));
    mode("f0");
}
