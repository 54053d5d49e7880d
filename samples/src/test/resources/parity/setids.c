#include "parity.h"
static void ids() {
    uid_t r, e, s;
    getresuid(&r, &e, &s);
    gid_t a, b, c;
    getresgid(&a, &b, &c);
    printf("  %d %d %d / %d %d %d\n", (int)r, (int)e, (int)s, (int)a, (int)b, (int)c);
}
#define S(...) syscall(__VA_ARGS__)
int main() {
    CHILD(T(S(SYS_setuid, 1000)); ids(); T(S(SYS_setuid, 0)); ids());
    CHILD(T(S(SYS_setreuid, 1000, 2000)); ids(); T(S(SYS_setreuid, -1, 1000)); ids(); T(S(SYS_setreuid, 2000, -1)); ids();
          T(S(SYS_setuid, 2000)); ids());
    CHILD(T(S(SYS_setreuid, -1, 1000)); ids(); T(S(SYS_setreuid, -1, 0)); ids(); T(S(SYS_setresuid, -1, 1000, -1));
          T(S(SYS_setresuid, 7, -1, -1)); T(S(SYS_setuid, 0)); ids());
    CHILD(T(S(SYS_setresuid, 1, 2, 3)); ids(); T(S(SYS_setresuid, 3, 1, 2)); ids(); T(S(SYS_setresuid, 9, -1, -1)); T(S(SYS_setuid, 1));
          ids(); T(S(SYS_setuid, 9)));
    CHILD(T(S(SYS_setgid, 100)); ids(); T(S(SYS_setregid, 5, 6)); ids(); T(S(SYS_setresgid, 7, 8, 9)); ids(); setuid(1000);
          T(S(SYS_setgid, 7)); ids(); T(S(SYS_setgid, 100)); T(S(SYS_setregid, 9, 7)); ids(); T(S(SYS_setregid, 8, -1)); ids());
    CHILD(T(S(SYS_setfsuid, 1000)); T(S(SYS_setfsuid, -1)); T(S(SYS_setfsuid, 0)); T(S(SYS_setfsgid, 5)); T(S(SYS_setfsgid, 6));
          setuid(1000); T(S(SYS_setfsuid, 5)); T(S(SYS_setfsuid, 5)));
    CHILD(T(S(SYS_setuid, -1)); T(S(SYS_setgid, -1)); T(S(SYS_setreuid, -1, -1)); T(S(SYS_setresuid, -1, -1, -1)); ids();
          T(S(SYS_getresuid, 8, 8, 8)));
    CHILD(prctl(PR_SET_KEEPCAPS, 1); setuid(1000); T(prctl(PR_GET_KEEPCAPS)); T(S(SYS_setuid, 0)););
    CHILD(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); T(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)); T(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
          T(setuid(5)); ids());
    CHILD(gid_t g[70000]; T(S(SYS_setgroups, 70000, g)); T(S(SYS_setgroups, 3, (gid_t[]){3, 1, 2})); T(S(SYS_getgroups, 0, 0));
          T(S(SYS_getgroups, 9, g)); printf("%d %d %d\n", g[0], g[1], g[2]); T(S(SYS_getgroups, -1, g)); T(S(SYS_getgroups, 3, 8));
          T(S(SYS_setgroups, 1, 8)); T(S(SYS_setgroups, -1, g)); setuid(1); T(S(SYS_setgroups, 0, 0)));
}
