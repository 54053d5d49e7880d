/* Whose root the capabilities of a file are for: user namespaces, revision 3, and files by paths of other mount namespaces. */
#include "parity.h"
#include <linux/capability.h>
#include <sys/mount.h>
static void caps(void) {
    char line[200];
    FILE *f = fopen("/proc/self/status", "r");
    while (fgets(line, sizeof line, f))
        if (!strncmp(line, "CapPrm", 6) || !strncmp(line, "CapEff", 6)) printf("%s", line);
    fclose(f);
    fflush(stdout);
}
static void mark(const char *name, int revision, unsigned root) {
    struct vfs_ns_cap_data d = {(revision == 3 ? VFS_CAP_REVISION_3 : VFS_CAP_REVISION_2) | VFS_CAP_FLAGS_EFFECTIVE, {{1 << CAP_CHOWN, 0}, {0, 0}}, root};
    errno = 0;
    int result = setxattr(name, "security.capability", &d, revision == 3 ? XATTR_CAPS_SZ_3 : XATTR_CAPS_SZ_2, 0);
    printf("mark revision %d root %u: %d %s\n", revision, root, result, errno ? strerrorname_np(errno) : "");
}
static void show(const char *name) {
    struct vfs_ns_cap_data d = {};
    errno = 0;
    int n = getxattr(name, "security.capability", &d, sizeof d), e = errno, bare = getxattr(name, "security.capability", 0, 0);
    if (n < 0) printf("shown: %s\n", strerrorname_np(e));
    else printf("shown: %d %d %x root %u\n", n, bare, d.magic_etc, n == XATTR_CAPS_SZ_3 ? d.rootid : 0);
}
static void run(const char *name, int uid) {
    CHILD(if (uid) setresuid(uid, uid, uid); execl(name, "prog", "caps", (char *)0); printf("exec %s\n", strerrorname_np(errno)));
}
static void run_open(const char *name, int uid) { /* Where uid cannot go */
    int fd = open(name, O_RDONLY);
    CHILD(setresuid(uid, uid, uid); fexecve(fd, (char *[]){"prog", "caps", 0}, (char *[]){0}); printf("exec %s\n", strerrorname_np(errno)));
    close(fd);
}
static void copy(const char *name) {
    char buffer[4096];
    int in = open("/proc/self/exe", O_RDONLY), out = open(name, O_WRONLY | O_CREAT, 0755), n;
    while ((n = read(in, buffer, sizeof buffer)) > 0) write(out, buffer, n);
    close(out);
}
static int up[2], down[2];
static void step(void) { /* The other side's turn */
    char c;
    fflush(stdout);
    write(up[1], "x", 1);
    read(down[0], &c, 1);
}
static void turn(void) {
    char c;
    fflush(stdout);
    read(up[0], &c, 1);
}
static void go(void) { write(down[1], "x", 1); }
static void maps(int pid) {
    char path[60];
    for (int i = 0; i < 2; i++) {
        sprintf(path, "/proc/%d/%s", pid, i ? "gid_map" : "uid_map");
        int fd = open(path, O_WRONLY);
        T(write(fd, "0 1000 2\n5 70 1\n", 16));
        close(fd);
    }
}
int main(int argc, char **argv) {
    if (argc > 1) {
        caps();
        return 7;
    }
    fresh("filecaps2");
    chmod(".", 0777);
    copy("prog");
    copy("theirs");
    copy("outer");
    chown("theirs", 1000, 1000);
    mark("prog", 3, 1);
    show("prog");
    run("prog", 1000);
    run("prog", 1);
    mark("prog", 3, 0);
    show("prog");
    run("prog", 1000);
    mark("prog", 3, -1);
    mark("outer", 2, 0);
    pipe(up);
    pipe(down);
    fflush(stdout);
    int child = fork();
    if (!child) {
        setresgid(1000, 1000, 1000);
        setresuid(1000, 1000, 1000);
        prctl(PR_SET_DUMPABLE, 1);
        T(unshare(CLONE_NEWUSER | CLONE_NEWNS));
        step();
        setresuid(0, 0, 0);
        puts("inside: of the root outside");
        show("outer");
        run("outer", 1);
        mark("outer", 2, 0);
        puts("inside: of an own file");
        mark("theirs", 3, 9);
        mark("theirs", 2, 0);
        show("theirs");
        run("theirs", 1);
        step();
        mark("theirs", 3, 5);
        show("theirs");
        run("theirs", 1);
        step();
        puts("inside: of somebody that is not here");
        show("theirs");
        run("theirs", 1);
        mkdir("mount", 0755);
        T(mount("none", "mount", "tmpfs", 0, "mode=755"));
        copy("mount/prog");
        mark("mount/prog", 2, 0);
        show("mount/prog");
        run("mount/prog", 1);
        T(chmod("mount/prog", 04755));
        step();
        show("mount/prog");
        run("mount/prog", 1);
        exit(0);
    }
    turn();
    maps(child);
    go();
    turn();
    puts("outside");
    show("theirs");
    run("theirs", 1000);
    run("theirs", 1001);
    go();
    turn();
    puts("outside");
    show("theirs");
    run("theirs", 1001);
    mark("theirs", 3, 444);
    show("theirs");
    go();
    turn();
    puts("outside: on a tmpfs of theirs");
    char path[100];
    sprintf(path, "/proc/%d/root/dev/shm/filecaps2/mount/prog", child);
    show(path);
    run_open(path, 1001);
    mark(path, 2, 0);
    show(path);
    mark(path, 3, 0);
    mark(path, 3, 1001);
    show(path);
    run_open(path, 1001);
    T(chmod(path, 04755));
    T(chown(path, 1000, 1000));
    T(chmod(path, 04755));
    run_open(path, 1001);
    go();
    int status;
    waitpid(child, &status, 0);
    printf("ended %x\n", status);
}
