/* Mounts as their callers count on: refusals, read-only views, sizes of tmpfs, and how copies of a tree hear of each other. */
#include "parity.h"
#include <linux/capability.h>
#include <linux/mount.h>
#include <sys/sysmacros.h>
#define MNT_DETACH 2
#define UMOUNT_NOFOLLOW 8
#define MNT_FORCE 1
#define MNT_EXPIRE 4
int mount(const char *, const char *, const char *, unsigned long, const void *);
int umount(const char *);
int umount2(const char *, int);
static void drop(void) {
    struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct d[2];
    syscall(SYS_capget, &h, d);
    d[0].effective &= ~(1 << CAP_SYS_ADMIN);
    syscall(SYS_capset, &h, d);
}
static void info(const char *of) {
    char l[600];
    FILE *f = fopen("/proc/self/mountinfo", "r");
    int ids[100], groups[100], n = 0, g = 0;
    while (fgets(l, 600, f)) {
        char at[300], opt[100], root[200];
        int id, par;
        sscanf(l, "%d %d %*s %s %s %s", &id, &par, root, at, opt);
        if (strncmp(at, "/dev/shm/gm", 11))
            continue;
        int i;
        printf("%s %s %s", root, at, opt);
        char *p = strstr(l, opt) + strlen(opt);
        char *e = strstr(l, " - ");
        for (char *q = p; q < e; q++) {
            if (!strncmp(q, "shared:", 7) || !strncmp(q, "master:", 7)) {
                int x = atoi(q + 7);
                for (i = 0; i < g && groups[i] != x; i++)
                    ;
                if (i == g)
                    groups[g++] = x;
                printf(" %.7s%d", q, i);
            }
            if (!strncmp(q, "unbindable", 10))
                printf(" unbindable");
        }
        e = strchr(e + 3, '\n');
        *e = 0;
        printf("\n");
    }
    fclose(f);
    printf(". %s\n", of);
    fflush(stdout);
}
static long size(int fd) {
    struct stat s;
    fstat(fd, &s);
    return s.st_size;
}
int main() {
    unshare(CLONE_NEWNS);
    mount(0, "/", 0, MS_REC | MS_PRIVATE, 0);
    fresh("gm");
    mkdir("a", 0755);
    mkdir("b", 0755);
    mkdir("c", 0755);
    close(file("f", "hello"));
    T(mount("", "a", "foobar", 0, ""));
    T(mount("", "zz", "tmpfs", 0, ""));
    T(mount("", "a", "", 0, ""));
    T(mount("", "a", 0, 0, 0));
    T(mount(0, "a", "tmpfs", 0, 0));
    T(umount("a"));
    T(mount((void *)8, "a", "tmpfs", 0, 0));
    T(mount("", (void *)8, "tmpfs", 0, 0));
    T(mount("", "a", (void *)8, 0, 0));
    T(mount("", "a", "tmpfs", 0, (void *)8));
    CHILD(drop(); T(mount("", "a", "", 0, "")); T(mount("", "zz", "", 0, "")); T(umount("a")); T(umount("zz")); T(umount2("a", 99)));
    T(mount("", "a", "tmpfs", 0, "mode=0700"));
    CHILD(drop(); T(umount("a")); T(umount2("a", MNT_DETACH)));
    int fd = open("a/foo", O_CREAT | O_RDWR, 0777);
    T(umount("a"));
    T(umount2("a", MNT_FORCE));
    T(umount2("a", MNT_EXPIRE));
    close(fd);
    T(umount2("a", MNT_EXPIRE | MNT_DETACH));
    T(umount2("a", MNT_EXPIRE));
    T(umount2("a", MNT_EXPIRE));
    T(umount2("a", MNT_EXPIRE));
    mkdir("b/p", 0755);
    symlink("p", "b/l");
    symlink("b", "lb");
    T(mount("", "b/p", "tmpfs", 0, "mode=0700"));
    T(umount2("b/l", UMOUNT_NOFOLLOW));
    T(umount2("lb/p", UMOUNT_NOFOLLOW));
    T(umount("b/p"));
    T(umount2("b/p", 16));
    T(umount(""));
    T(mount("", "a", "tmpfs", 0, ""));
    mkdir("a/s", 0755);
    int dfd = open("a/s", O_DIRECTORY);
    close(file("a/t", "xx"));
    T(umount2("a", MNT_DETACH));
    T(openat(dfd, "..", O_DIRECTORY) >= 0);
    T(faccessat(dfd, "../t", 0, 0));
    T(faccessat(dfd, "../../t", 0, 0));
    T(mkdirat(dfd, "new", 0755));
    T(mkdirat(dfd, "../../new2", 0755));
    close(dfd);
    chdir("a");
    T(mount("", "../a", "tmpfs", 0, ""));
    T(mount("", "../a", "tmpfs", 0, ""));
    T(umount2(".", MNT_DETACH));
    T(umount2(".", MNT_DETACH));
    T(umount2(".", MNT_DETACH));
    chdir("..");
    T(mount("", "a", "tmpfs", 0, ""));
    mkdir("a/s", 0755);
    T(mount("", "a/s", "tmpfs", 0, ""));
    T(umount("a"));
    T(rename("a", "q"));
    T(rmdir("a"));
    T(rename("a/s", "a/w"));
    T(umount("a/s"));
    T(umount("a"));
    T(mount("", "a", "tmpfs", MS_MGC_VAL, 0));
    T(umount("a"));
    // read-only
    T(mount("", "a", "tmpfs", 0, ""));
    T(mkfifo("a/fifo", 0666));
    close(file("a/reg", "x"));
    T(mknod("a/null", S_IFCHR | 0666, makedev(1, 3)));
    symlink("reg", "a/sl");
    int keep = open("a/reg", O_RDONLY);
    int w = open("a/reg", O_WRONLY);
    T(mount("", "a", 0, MS_REMOUNT | MS_RDONLY, 0));
    close(w);
    T(mount("", "a", 0, MS_REMOUNT | MS_RDONLY, 0));
    info("ro");
    T(access("a", W_OK));
    T(access("a/reg", W_OK));
    T(access("a/fifo", W_OK));
    T(access("a/null", W_OK));
    T(close(open("a/fifo", O_RDWR)));
    T(close(open("a/null", O_WRONLY)));
    T(open("a/reg", O_WRONLY));
    T(open("a/reg", O_RDONLY | O_TRUNC));
    T(open("a/new", O_CREAT | O_RDWR, 0666));
    T(close(open("a/reg", O_CREAT | O_RDONLY, 0666)));
    T(open("a/reg", O_CREAT | O_EXCL | O_RDONLY, 0666));
    T(truncate("a/reg", 0));
    T(unlink("a/reg"));
    T(unlink("a/nix"));
    T(mkdir("a/d", 0755));
    T(mkdir("a/reg", 0755));
    T(rmdir("a/reg"));
    T(rename("a/reg", "a/x"));
    T(rename("a/reg", "x"));
    T(rename("f", "a/f"));
    T(link("a/reg", "a/z"));
    T(symlink("a", "a/z"));
    T(chmod("a/reg", 0));
    T(fchmod(keep, 0));
    T(chown("a/reg", 0, 0));
    T(lchown("a/sl", 0, 0));
    T(utimensat(AT_FDCWD, "a/reg", 0, 0));
    T(setxattr("a/reg", "user.a", "", 0, 0));
    T(removexattr("a/reg", "user.a"));
    T(futimens(keep, 0));
    T(fsetxattr(keep, "trusted.a", "", 0, 0));
    close(keep);
    T(umount("a"));
    T(mount("a", "b", 0, MS_BIND, 0));
    close(file("b/foo", "hello"));
    T(mount("a", "b", 0, MS_BIND | MS_RDONLY | MS_REMOUNT, 0));
    info("bind ro");
    T(access("b", W_OK));
    T(open("b/foo", O_RDWR));
    T(open("b/foo", O_TRUNC));
    T(close(open("a/foo", O_RDWR)));
    T(linkat(AT_FDCWD, "a/foo", AT_FDCWD, "b/x", 0));
    T(rename("a/foo", "b/x"));
    T(umount("b"));
    T(mount("a", "f", 0, MS_BIND, 0));
    T(mount("f", "a", 0, MS_BIND, 0));
    T(mount("zz", "a", 0, MS_BIND, 0));
    T(mount("f", "f", 0, MS_BIND, 0));
    T(unlink("f"));
    T(umount("f"));
    T(mount("", "f", "tmpfs", 0, 0));
    T(mount("/dev/null", "f", 0, MS_BIND | MS_RDONLY, 0));
    T(mount(0, "f", 0, MS_BIND | MS_REMOUNT | MS_RDONLY, 0));
    T(close(open("f", O_RDWR)));
    T(umount("f"));
    // no access time, exec
    T(mount("", "a", "tmpfs", MS_NOEXEC | MS_NOSUID | MS_NODEV | MS_NOATIME, "mode=0123"));
    info("no");
    close(file("a/x", "#!/bin/sh\n"));
    chmod("a/x", 0777);
    T(execl("a/x", "x", NULL));
    fd = open("a/x", O_RDWR);
    T(mmap(0, 4096, PROT_EXEC, MAP_PRIVATE, fd, 0) != MAP_FAILED);
    void *p = mmap(0, 4096, 3, MAP_PRIVATE, fd, 0);
    T(mprotect(p, 4096, PROT_EXEC));
    T(access("a/x", X_OK));
    mknod("a/n", S_IFCHR | 0666, makedev(1, 3));
    T(open("a/n", O_RDWR));
    T(access("a/n", R_OK));
    close(fd);
    munmap(p, 4096);
    T(umount("a"));
    T(mount("", "a", "tmpfs", MS_NOATIME | MS_STRICTATIME, 0));
    info("strict");
    T(mount("", "a", "tmpfs", MS_REMOUNT | MS_NODIRATIME, 0));
    info("remount");
    T(mount("", "a", 0, MS_REMOUNT | MS_BIND | MS_NOSYMFOLLOW, 0));
    info("nosym");
    symlink("nix", "a/l");
    close(file("a/nix", ""));
    T(open("a/l", 0));
    T(readlink("a/l", (char[9]){0}, 9));
    T(umount("a"));
    // sizes
    struct {
        char *o;
    } sz[] = {"size=2048", "nr_blocks=1",  "size=8192",  "size=4097",   "size=1k,mode=1700", "size",        "size=",
              "size=x",    "nr_inodes=2",  "size=10%",   "uid=5,gid=6", "mode=99",           "foo",         "nr_inodes=0",
              "size=0",    "mpol=default", "huge=never", "inode64",     "size=4k,size=8k",   "mode=0700,,", "size=-1",
              "uid=-1",    "noswap"};
    for (int i = 0; i < sizeof sz / sizeof *sz; i++) {
        printf("%s: ", sz[i].o);
        T(mount("", "a", "tmpfs", 0, sz[i].o));
        if (errno)
            continue;
        struct stat st;
        stat("a", &st);
        printf("%o %d %d\n", st.st_mode, st.st_uid, st.st_gid);
        fd = open("a/foo", O_CREAT | O_RDWR, 0777);
        T(fallocate(fd, 0, 0, 4096));
        T(fallocate(fd, 0, 0, 4097));
        T(size(fd));
        T(fallocate(fd, 0, 0, 8192));
        T(fallocate(fd, 0, 0, 8193));
        T(size(fd));
        T(ftruncate(fd, 1 << 20));
        T(pwrite(fd, "abcd", 4, 16382));
        T(pwrite(fd, "abcd", 4, 16384));
        T(ftruncate(fd, 0));
        T(fallocate(fd, 0, 0, 4096));
        T(link("a/foo", "a/foo2"));
        T(mkdir("a/d", 0755));
        char l[200];
        memset(l, 'a', 200);
        l[127] = 0;
        T(symlink(l, "a/1"));
        l[127] = 'a';
        l[128] = 0;
        T(symlink(l, "a/2"));
        T(symlink(l, "a/3"));
        T(unlink("a/foo"));
        T(unlink("a/foo2"));
        close(fd);
        T(symlink(l, "a/4"));
        T(symlink(l, "a/5"));
        T(umount("a"));
    }
    T(mount("", "a", "tmpfs", 0, "size=12288"));
    fd = open("a/x", O_CREAT | O_RDWR, 0666);
    char buf[9000] = "";
    lseek(fd, 4096, 0);
    T(write(fd, buf, 4));
    T(write(fd, buf, 1));
    T(write(fd, buf, 4091));
    T(write(fd, buf, 1));
    T(write(fd, buf, 4097));
    T(write(fd, buf, 4097));
    T(write(fd, buf, 1));
    T(size(fd));
    CHILD(char *q = mmap(0, 4096 * 4, 3, MAP_SHARED, fd, 0); T(ftruncate(fd, 1 << 16)); q[0] = 1; T(1); q[4096 * 3] = 1; T(2));
    T(mount("", "a", 0, MS_REMOUNT, "size=4096"));
    T(mount("", "a", 0, MS_REMOUNT, "size=1m"));
    T(mount("", "a", 0, MS_REMOUNT, "mode=0111"));
    info("size");
    close(fd);
    T(umount("a"));
    // move
    T(mount("s", "a", "tmpfs", 0, 0));
    T(mount("", "a", "", MS_PRIVATE, ""));
    mkdir("a/1", 0755);
    mkdir("a/2", 0755);
    T(mount("s", "a/1", "tmpfs", 0, 0));
    mkdir("a/1/foo", 0755);
    T(mount("a/1", "a/2", "", MS_MOVE, ""));
    T(access("a/1/foo", 0));
    T(access("a/2/foo", 0));
    T(mount("a/1", "b", 0, MS_MOVE, 0));
    T(mount("a", "a/2", 0, MS_MOVE, 0));
    T(mount("a/2", "f", 0, MS_MOVE, 0));
    T(mount("", "a", "", MS_SHARED, ""));
    T(mount("a/2", "b", 0, MS_MOVE, 0));
    info("shared");
    T(mount("", "a", "", MS_SLAVE, ""));
    T(mount("", "a", 0, MS_SHARED | MS_PRIVATE, 0));
    T(mount("", "a", 0, MS_SHARED | MS_NOEXEC, 0));
    T(mount("", "a", 0, MS_SHARED | MS_SILENT, 0));
    T(mount("", "a/1", 0, MS_SHARED, 0));
    T(mount("", "a", 0, MS_UNBINDABLE, 0));
    T(mount("a", "b", 0, MS_BIND, 0));
    info("unbindable");
    T(mount("", "a", 0, MS_REC | MS_SHARED, 0));
    T(mount("a", "b", 0, MS_BIND | MS_REC, 0));
    info("rec");
    T(umount("a/2"));
    info("gone in both");
    T(umount2("b", MNT_DETACH));
    T(umount2("a", MNT_DETACH));
    info("none");
    // propagation
    T(mount("A", "a", "tmpfs", 0, 0));
    T(mount(0, "a", 0, MS_SHARED, 0));
    mkdir("a/x", 0755);
    mkdir("a/y", 0755);
    T(mount("a", "b", 0, MS_BIND, 0));
    T(mount("a", "c", 0, MS_BIND, 0));
    T(mount(0, "c", 0, MS_SLAVE, 0));
    info("group");
    T(mount("X", "a/x", "tmpfs", 0, 0));
    info("in three");
    T(mount("Y", "c/y", "tmpfs", 0, 0));
    info("one");
    T(mount(0, "c", 0, MS_SHARED, 0));
    info("shared slave");
    mkdir("d", 0755);
    T(mount("c", "d", 0, MS_BIND | MS_REC, 0));
    info("rbind");
    T(mount(0, "d", 0, MS_REC | MS_SLAVE, 0));
    info("rslave");
    T(umount("a/x"));
    info("unmounted");
    T(mount("a/y", "b/x", 0, MS_BIND, 0));
    info("bind in group");
    T(umount("b/x"));
    T(mount("Z", "d/x", "tmpfs", 0, 0));
    T(mount("W", "a/x", "tmpfs", 0, 0));
    info("beneath");
    T(umount("a/x"));
    info("after");
    T(mount(0, "a", 0, MS_PRIVATE, 0));
    T(mount("V", "b/y", "tmpfs", 0, 0));
    info("private");
    CHILD(unshare(CLONE_NEWNS); info("copied"); mount(0, "b", 0, MS_REC | MS_SLAVE, 0); T(mount("U", "b/x", "tmpfs", 0, 0));
          info("in the copy"));
    info("outside");
    CHILD(own_users(); unshare(CLONE_NEWNS); info("less right"); T(umount("b/y")); T(umount2("b", MNT_DETACH));
          T(mount("", "a/x", "tmpfs", 0, 0)); T(mount("a", "c", 0, MS_BIND, 0)); T(mount("b", "c", 0, MS_BIND | MS_REC, 0));
          T(mount(0, "b", 0, MS_REMOUNT | MS_BIND, 0)); T(mount("", "a", 0, MS_REMOUNT, 0)); info("done"));
    T(umount("b/y"));
    for (int i = 0; i < 9; i++) {
        umount2("a", 2);
        umount2("b", 2);
        umount2("c", 2);
        umount2("d", 2);
    }
    info("end");
}
