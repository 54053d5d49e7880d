#include "parity.h"
int main() {
    umask(0);
    fresh("access2");
    chmod(".", 0777);
    int modes[] = {0, 0400, 0200, 0100, 0040, 0004, 0007, 0070, 0700, 0077, 0777, 0510};
    struct {
        int u, g;
    } who[] = {{1000, 1000}, {1000, 2000}, {2000, 1000}, {2000, 2000}};
    for (int i = 0; i < 12; i++) {
        char n[20];
        sprintf(n, "f%o", modes[i]);
        close(creat(n, 0600));
        chown(n, 1000, 1000);
        chmod(n, modes[i]);
    }
    for (int w = 0; w < 4; w++)
        CHILD(setgroups(0, 0); setresgid(who[w].g, who[w].g, who[w].g); setresuid(who[w].u, who[w].u, who[w].u);
              for (int i = 0; i < 12; i++) {
                  char n[20];
                  sprintf(n, "f%o", modes[i]);
                  printf("%d/%d %o:", who[w].u, who[w].g, modes[i]);
                  for (int m = 1; m < 8; m++) printf(" %d", access(n, m));
                  int r = open(n, O_RDONLY), x = open(n, O_WRONLY);
                  printf(" %d %d\n", r >= 0, x >= 0);
                  close(r);
                  close(x);
              });
    CHILD(setgroups(1, (gid_t[]){1000}); setresgid(9, 9, 9); setresuid(2000, 2000, 2000); T(access("f40", R_OK));
          T(open("f40", O_RDONLY) > 0));
    CHILD(seteuid(1000); T(access("f0", R_OK)); T(faccessat(AT_FDCWD, "f0", R_OK, AT_EACCESS)); T(open("f0", O_RDONLY));
          T(faccessat(AT_FDCWD, "f400", R_OK, AT_EACCESS)));
    T(access("f0", 8));
    T(access("none", F_OK));
    T(access("f0/x", F_OK));
    T(faccessat(AT_FDCWD, "f0", R_OK, 1));
    T(faccessat(99, "f0", R_OK, 0));
    T(access((char *)8, 0));
    T(access("f0", R_OK | W_OK));
    T(access("f0", X_OK));
    T(access("f100", X_OK));
    mkdir("d", 0);
    chown("d", 1000, 1000);
    T(access("d", X_OK));
    CHILD(setresuid(2000, 2000, 2000); T(access("d", F_OK)); T(access("d/x", F_OK)); T(chdir("d")); T(open("d", O_RDONLY)));
    T(syscall(SYS_faccessat2, AT_FDCWD, "", F_OK, AT_EMPTY_PATH));
    T(syscall(SYS_faccessat2, AT_FDCWD, "f0", R_OK, AT_SYMLINK_NOFOLLOW));
    mkdir("x", 0711);
    chown("x", 1000, 1000);
    close(creat("x/f", 0644));
    CHILD(setresuid(2000, 2000, 2000); T(access("x/f", R_OK)); T(open("x", O_RDONLY)); T(chdir("x")); T(access(".", R_OK));
          T(open("f", O_RDONLY) > 0));
}
