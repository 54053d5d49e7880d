/* Capabilities of a file at exec: what it gets of them, and when it is refused. */
#include "parity.h"
#include <linux/capability.h>
static char *self;
static void caps(void) {
    char line[200];
    FILE *f = fopen("/proc/self/status", "r");
    while (fgets(line, sizeof line, f))
        if (!strncmp(line, "Cap", 3) && strncmp(line, "CapBnd", 6)) printf("%s", line);
    fclose(f);
    fflush(stdout);
}
static void mark(const char *name, int effective, unsigned permitted, unsigned inheritable) {
    struct vfs_cap_data d = {VFS_CAP_REVISION_2 | (effective ? VFS_CAP_FLAGS_EFFECTIVE : 0), {{permitted, inheritable}, {0, 0}}};
    errno = 0;
    printf("mark %d %x %x: %d %s\n", effective, permitted, inheritable, setxattr(name, "security.capability", &d, XATTR_CAPS_SZ_2, 0),
           errno ? strerrorname_np(errno) : "");
}
static void run(int uid) {
    CHILD(if (uid) setresuid(uid, uid, uid); execl("prog", "prog", "caps", (char *)0); printf("exec %s\n", strerrorname_np(errno)));
}
int main(int argc, char **argv) {
    if (argc > 1) {
        caps();
        return 7;
    }
    fresh("filecaps");
    chmod(".", 0755);
    char buffer[4096];
    int in = open("/proc/self/exe", O_RDONLY), out = open("prog", O_WRONLY | O_CREAT, 0755), n;
    while ((n = read(in, buffer, sizeof buffer)) > 0) write(out, buffer, n);
    close(out);
    run(1000);
    mark("prog", 1, 1 << CAP_CHOWN | 1 << CAP_KILL, 0);
    run(1000);
    char b[64];
    T(getxattr("prog", "security.capability", b, 64));
    mark("prog", 0, 1 << CAP_CHOWN, 0);
    run(1000);
    mark("prog", 0, 0, 1 << CAP_KILL);
    run(1000);
    mark("prog", 1, 0, 0);
    run(1000);
    CHILD(mark("prog", 1, 1 << CAP_CHOWN, 0); prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); setuid(1000);
          execl("prog", "prog", "caps", (char *)0));
    CHILD(prctl(PR_CAPBSET_DROP, CAP_CHOWN); setuid(1000); execl("prog", "prog", "caps", (char *)0);
          printf("exec %s\n", strerrorname_np(errno)));
    mark("prog", 0, 1 << CAP_CHOWN, 0);
    CHILD(prctl(PR_CAPBSET_DROP, CAP_CHOWN); setuid(1000); execl("prog", "prog", "caps", (char *)0);
          printf("exec %s\n", strerrorname_np(errno)));
    T(setxattr("prog", "security.capability", "short", 5, 0));
    T(setxattr("prog", "security.capability", "\0\0\0\3aaaaaaaaaaaaaaaaaaaaaaaa", 20, 0));
    mark("prog", 1, 1 << CAP_CHOWN, 0);
    int w = open("prog", O_WRONLY);
    write(w, "\x7f", 1);
    close(w);
    T(getxattr("prog", "security.capability", b, 64));
    run(1000);
    mark("prog", 1, 1 << CAP_CHOWN, 0);
    T(chown("prog", 5, 5));
    T(getxattr("prog", "security.capability", b, 64));
    mark("prog", 1, 1 << CAP_CHOWN, 0);
    T(truncate("prog", 1000000) && 0);
    T(getxattr("prog", "security.capability", b, 64));
    CHILD(setuid(1000); mark("prog", 1, 1 << CAP_CHOWN, 0); T(removexattr("prog", "security.capability"));
          T(getxattr("prog", "security.capability", b, 64)));
}
