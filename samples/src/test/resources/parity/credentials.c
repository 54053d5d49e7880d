#include "parity.h"
#include <grp.h>
int main() {
    T(setgroups(2, (gid_t[]){5, 6}));
    gid_t g[9];
    T(getgroups(9, g));
    T(getgroups(1, g));
    int s, p = fork();
    if (!p) {
        T(setresgid(100, 100, 100));
        T(setresuid(1000, 1000, 0));
        T(access("/etc/shadow_none", R_OK));
        T(setuid(0));
        T(geteuid());
        T(setresuid(-1, 1000, 1000));
        T(setuid(0));
        T(setuid(1001));
        T(setgid(5));
        T(setgroups(0, 0));
        T(open("/etc/parity_denied", O_CREAT | O_WRONLY, 0600));
        T(chown("/tmp", 1, 1));
        T(chroot("/"));
        T(kill(1, 0));
        T(sethostname("x", 1));
        T(nice(-5));
        T(mknod("/tmp/denied", S_IFCHR, 0x101));
        T(setpriority(PRIO_PROCESS, 0, -3));
        int f = open("/tmp/mine", O_CREAT | O_RDWR, 0600);
        struct stat st;
        fstat(f, &st);
        printf("%d %d %o\n", st.st_uid, st.st_gid, st.st_mode);
        T(fchown(f, 0, -1));
        T(fchown(f, -1, 6));
        T(fchmod(f, 04755));
        fflush(stdout);
        _exit(0);
    }
    wait(&s);
    T(s);
    unlink("/tmp/mine");
    T(setpgid(0, 0));
    T(getpgid(0) == getpid());
    T(setsid());
    T(getsid(0) > 0);
}
