/* Who may do what to a file of each mode: owner, group, others, and root. */
#include "parity.h"
int main() {
    fresh("access3");
    chmod(".", 0777);
    umask(0);
    int modes[] = {0, 0100, 0200, 0400, 0700, 0070, 0007, 0077, 0707, 0770, 0111, 0222, 0444, 0555, 0644};
    for (int i = 0; i < 15; i++) {
        char n[20];
        sprintf(n, "f%04o", modes[i]);
        close(open(n, O_CREAT | O_WRONLY, 0));
        chown(n, 1000, 100);
        chmod(n, modes[i]);
        sprintf(n, "d%04o", modes[i]);
        mkdir(n, 0);
        chown(n, 1000, 100);
        chmod(n, modes[i]);
    }
    int who[][3] = {{0, 0, 0}, {1000, 7, 7}, {1001, 100, 7}, {1001, 7, 100}, {1001, 7, 7}, {1000, 100, 100}};
    for (int w = 0; w < 6; w++)
        CHILD(gid_t g = who[w][2]; setgroups(1, &g); setresgid(who[w][1], who[w][1], who[w][1]); setresuid(who[w][0], who[w][0], who[w][0]);
              printf("uid %d gid %d groups %d\n", who[w][0], who[w][1], who[w][2]); for (int i = 0; i < 15; i++) {
                  char n[30];
                  int r = 0;
                  sprintf(n, "f%04o", modes[i]);
                  for (int m = 0; m < 8; m++) r |= (access(n, m) == 0) << m;
                  int a = open(n, O_RDONLY), b = open(n, O_WRONLY), c = open(n, O_RDWR), d = truncate(n, 0);
                  printf("%s %02x %d%d%d%d", n, r, a >= 0, b >= 0, c >= 0, d == 0);
                  close(a);
                  close(b);
                  close(c);
                  sprintf(n, "d%04o", modes[i]);
                  r = 0;
                  for (int m = 0; m < 8; m++) r |= (access(n, m) == 0) << m;
                  a = open(n, O_RDONLY);
                  close(a);
                  printf(" %s %02x %d", n, r, a >= 0);
                  strcat(n, "/x");
                  struct stat s;
                  b = open(n, O_CREAT | O_WRONLY, 0600);
                  close(b);
                  printf(" create %d stat %d unlink %d chdir %d\n", b >= 0, stat(n, &s) == 0, unlink(n) == 0, (n[5] = 0, chdir(n) == 0));
                  chdir("/dev/shm/access3");
              });
    CHILD(setresuid(1000, 0, 0); T(access("f0070", R_OK)); T(eaccess("f0070", R_OK)); T(faccessat(AT_FDCWD, "f0070", R_OK, AT_EACCESS));
          T(open("f0070", O_RDONLY) >= 0));
    CHILD(setresuid(0, 1000, 1000); T(access("f0070", R_OK)); T(eaccess("f0070", R_OK)); T(open("f0070", O_RDONLY) >= 0));
    T(access("f0000", 8));
    T(access("f0000", -1));
    T(access("none", F_OK));
    T(access("f0000/x", F_OK));
    T(access("", F_OK));
    T(access((char *)8, F_OK));
    T(faccessat(99, "x", F_OK, 0));
    T(syscall(439, AT_FDCWD, "f0000", F_OK, 0x8000));
    T(access("f0000", X_OK));
    T(access("d0000", X_OK));
    symlink("none", "l");
    T(access("l", F_OK));
    T(faccessat(AT_FDCWD, "l", F_OK, AT_SYMLINK_NOFOLLOW));
}
