/* capget, capset, the bounding set, ambient capabilities, keepcaps, securebits. */
#include "parity.h"
#include <linux/capability.h>
#include <linux/securebits.h>
static void lines(void) {
    char l[200];
    FILE *f = fopen("/proc/self/status", "r");
    while (fgets(l, 200, f))
        if (!strncmp(l, "CapInh", 6) || !strncmp(l, "CapAmb", 6) || !strncmp(l, "CapEff", 6) && getuid()) printf("%s", l);
    fclose(f);
    fflush(stdout);
}
static int set(unsigned e, unsigned p, unsigned i) {
    struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct d[2] = {{e, p, i}};
    return syscall(SYS_capset, &h, d);
}
int main() {
    struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct d[2];
    T(syscall(SYS_capget, &h, d));
    h.version = 1;
    T(syscall(SYS_capget, &h, d));
    printf("%x\n", h.version);
    h.version = 1;
    T(syscall(SYS_capget, &h, 0));
    h.pid = 99999;
    T(syscall(SYS_capget, &h, d));
    h.pid = -1;
    T(syscall(SYS_capget, &h, d));
    h.pid = 1;
    T(syscall(SYS_capset, &h, d));
    T(syscall(SYS_capget, 8, d));
    h.pid = 0;
    T(syscall(SYS_capget, &h, 8));
    lines();
    CHILD(T(set(1 << CAP_CHOWN, 1 << CAP_CHOWN | 1 << CAP_KILL, 1 << CAP_KILL)); lines(); T(set(1 << CAP_KILL, 1 << CAP_CHOWN, 0));
          T(set(0, 1 << CAP_CHOWN | 1 << CAP_SETUID, 0)); T(set(0, 1 << CAP_CHOWN, 1 << CAP_CHOWN)); lines(); T(setuid(1000));
          T(chown("/", 0, 0)));
    CHILD(T(prctl(PR_CAPBSET_READ, CAP_CHOWN)); T(prctl(PR_CAPBSET_DROP, CAP_CHOWN)); T(prctl(PR_CAPBSET_READ, CAP_CHOWN));
          T(prctl(PR_CAPBSET_READ, 99)); T(prctl(PR_CAPBSET_DROP, 99)); T(set(0, 0, 0)); T(prctl(PR_CAPBSET_DROP, CAP_KILL)));
    CHILD(T(prctl(PR_SET_KEEPCAPS, 1)); T(prctl(PR_GET_KEEPCAPS)); T(prctl(PR_SET_KEEPCAPS, 2));
          set(1 << CAP_CHOWN | 1 << CAP_SETUID | 1 << CAP_SETGID | 1 << CAP_SETPCAP,
              1 << CAP_CHOWN | 1 << CAP_SETUID | 1 << CAP_SETGID | 1 << CAP_SETPCAP, 0);
          T(setresuid(1000, 1000, 1000)); lines(); T(set(1 << CAP_CHOWN, 1 << CAP_CHOWN, 1 << CAP_CHOWN));
          T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHOWN, 0, 0)); T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_CHOWN, 0, 0));
          T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0)); T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 99, 0, 0));
          T(prctl(PR_CAP_AMBIENT, 9, 0, 0, 0)); lines();
          CHILD(execl("/bin/grep", "grep", "-E", "Cap(Eff|Amb|Prm|Inh)", "/proc/self/status", (char *)0));
          T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, CAP_CHOWN, 0, 0)); T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
          T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 1, 0, 0)); lines());
    CHILD(T(setresuid(0, 1000, 0)); lines(); T(setresuid(-1, 0, -1)); lines());
    CHILD(T(setgroups(0, 0)); T(setfsuid(1000)); T(setfsuid(-1)); T(setfsgid(1000)); T(setfsgid(-1)));
    T(prctl(PR_GET_SECUREBITS));
    T(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    T(prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0));
    T(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    CHILD(T(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); T(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
          CHILD(T(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0))));
}
