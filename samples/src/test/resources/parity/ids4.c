/* User and group numbers: every way to change them, as root and as another, and what capabilities and /proc make of it. */
#include "parity.h"
#include <linux/capability.h>
#include <sys/fsuid.h>
static void show(void) {
    uid_t r, e, s;
    gid_t a, b, c;
    getresuid(&r, &e, &s);
    getresgid(&a, &b, &c);
    printf("%d %d %d %ld  %d %d %d %ld\n", r, e, s, syscall(SYS_setfsuid, -1), a, b, c, syscall(SYS_setfsgid, -1));
    fflush(stdout);
}
static void status(void) {
    char l[200];
    FILE *f = fopen("/proc/self/status", "r");
    while (fgets(l, 200, f))
        if (!strncmp(l, "Uid", 3) || !strncmp(l, "Gid", 3) || !strncmp(l, "Groups", 6)) fputs(l, stdout);
    fclose(f);
    fflush(stdout);
}
static int eff(void) {
    struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct d[2];
    syscall(SYS_capget, &h, d);
    return (d[0].effective != 0) * 4 + (d[0].permitted != 0) * 2 + (d[0].inheritable != 0);
}
int main() {
    fresh("ids4");
    int v[] = {0, 1000, 2000, -1};
    setgroups(0, 0);
    uid_t u;
    gid_t g;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            printf("%d %d\n", v[i], v[j]);
            CHILD(T(setreuid(v[i], v[j])); show(); T(eff()); T(setreuid(v[j], v[i])); show(); T(seteuid(0)); T(seteuid(1000));
                  T(setuid(2000)); show());
            CHILD(T(setregid(v[i], v[j])); show(); T(setregid(v[j], v[i])); show());
            CHILD(T(setresuid(v[i], v[j], 1000)); show(); T(eff()); T(setresuid(v[j], -1, v[i])); show(); T(setuid(v[i])); show();
                  T(setfsuid(v[j])); show());
            CHILD(setresgid(1000, 1000, 2000); setresuid(1000, 1000, 2000); T(setreuid(v[i], v[j])); T(setregid(v[i], v[j]));
                  T(setresuid(v[i], v[j], -1)); T(setresgid(v[j], -1, v[i])); T(setuid(v[j])); T(setgid(v[j])); T(seteuid(v[i]));
                  T(setegid(v[i])); show(); T(setfsgid(v[i])); show());
        }
    CHILD(T(setgid(1000)); show(); T(setegid(2000)); show(); status());
    CHILD(gid_t l[] = {5, 3, 9, 3}; T(setgroups(4, l)); T(getgroups(0, 0)); gid_t o[9] = {0}; T(getgroups(9, o));
          printf("%d %d %d %d\n", o[0], o[1], o[2], o[3]); T(getgroups(3, o)); T(getgroups(-1, o)); T(getgroups(9, (void *)8));
          T(setgroups(65537, l)); T(setgroups(4, (void *)8)); T(setgroups(-1, l)); status(); setuid(1000); T(setgroups(0, 0));
          T(getgroups(9, o)); CHILD(T(getgroups(9, o))));
    T(getresuid((void *)8, &u, &u));
    T(getresuid(&u, (void *)8, &u));
    T(getresgid(&g, &g, (void *)8));
    CHILD(T(prctl(PR_SET_KEEPCAPS, 1)); setresuid(1000, 1000, 1000); T(eff());
          struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0}; struct __user_cap_data_struct d[2];
          T(syscall(SYS_capget, &h, d)); d[0].effective = 1 << CAP_SETUID; T(syscall(SYS_capset, &h, d)); T(setuid(0)); show();
          d[0].permitted = d[0].effective; T(syscall(SYS_capset, &h, d)); d[0].permitted |= 1; T(syscall(SYS_capset, &h, d));
          d[0].permitted = 0; T(syscall(SYS_capset, &h, d)); d[0].effective = 0; T(syscall(SYS_capset, &h, d)); T(setuid(5));
          d[0].inheritable = 1; T(syscall(SYS_capset, &h, d)));
    CHILD(T(setresuid(1000, 0, 1000)); T(eff()); T(seteuid(1000)); T(eff()); T(seteuid(0)));
    CHILD(seteuid(1000); T(eff()); T(seteuid(0)); T(eff()); T(setreuid(1000, 1000)); T(eff()));
    CHILD(setfsuid(1000); T(eff()); int f = open("f", O_CREAT | O_RDWR, 0600); T(f));
    chmod(".", 0777);
    CHILD(setfsgid(1001); setfsuid(1000); int f = open("f", O_CREAT | O_RDWR, 0600); struct stat s; fstat(f, &s);
          printf("%d %d\n", s.st_uid, s.st_gid); T(mkdir("d", 0700)); T(kill(1, 0)); T(chown("f", 0, 0)); T(setfsuid(0));
          T(chown("f", 0, 0)));
    struct __user_cap_header_struct h = {0x12345, 0};
    struct __user_cap_data_struct d[2];
    T(syscall(SYS_capget, &h, d));
    T(h.version == _LINUX_CAPABILITY_VERSION_3);
    T(syscall(SYS_capget, &h, 0));
    h.version = 1;
    T(syscall(SYS_capget, &h, 0));
    T(h.version == _LINUX_CAPABILITY_VERSION_3);
    T(syscall(SYS_capget, 8, d));
    T(syscall(SYS_capget, &h, 8));
    h.pid = -1;
    T(syscall(SYS_capget, &h, d));
    h.pid = 999999;
    T(syscall(SYS_capget, &h, d));
    h.pid = 1;
    T(syscall(SYS_capget, &h, d));
    T(syscall(SYS_capset, &h, d));
    h.pid = 0;
    h.version = 9;
    T(syscall(SYS_capset, &h, d));
    T(syscall(SYS_capset, 8, d));
    h.version = _LINUX_CAPABILITY_VERSION_3;
    T(syscall(SYS_capset, &h, 8));
    h.version = _LINUX_CAPABILITY_VERSION_1;
    T(syscall(SYS_capget, &h, d));
    T(setpgid(0, -1));
    T(setpgid(-1, 0));
    T(setpgid(999999, 0));
    T(setpgid(getppid(), 0));
    T(setpgid(0, 999999));
    T(getpgid(-1));
    T(getpgid(999999));
    T(getsid(-1));
    T(getsid(999999));
    T(getpgid(0) == getpgrp());
    CHILD(T(setsid() == getpid()); T(setsid()); T(setpgid(0, 0)); T(getsid(0) == getpid()); T(setpgid(0, getppid())));
    CHILD(
        setpgid(0, 0); T(setsid()); int p = fork(); if (!p) {
            setsid();
            pause();
        } usleep(10000);
        T(setpgid(p, 0)); T(setpgid(p, getpid())); kill(p, 9); wait(0); p = fork(); if (!p) {
            execlp("sleep", "sleep", "100", NULL);
            _exit(1);
        } usleep(50000);
        T(setpgid(p, p)); kill(p, 9); T(setpgid(p, 0) > -2); wait(0); T(setpgid(p, 0)));
}
