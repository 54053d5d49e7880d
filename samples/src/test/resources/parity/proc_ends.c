#include "parity.h"
/* What the files of a process say while it lives, when it is a zombie, and when it is gone. */
static int go[2], ready[2], child;
static void begin(void) {
    pipe(go);
    pipe(ready);
    fflush(stdout);
    child = fork();
    if (!child) {
        char c;
        close(ready[0]);
        close(go[1]);
        write(ready[1], "r", 1);
        read(go[0], &c, 1);
        _exit(3);
    }
    char c;
    read(ready[0], &c, 1);
    usleep(1000);
}
static const char *names[] = {"cmdline",     "comm",      "environ", "gid_map",        "io",        "maps",          "smaps",
                              "stat",        "statm",     "status",  "uid_map",        "oom_score", "oom_score_adj", "limits",
                              "personality", "schedstat", "wchan",   "syscall",        "loginuid",  "sessionid",     "setgroups",
                              "timers",      "mem",       "net/dev", "task/X/children"};
static const char *links[] = {"exe", "cwd", "root", "ns/net", "ns/mnt", "ns/uts", "fd/0", "task"};
enum { N = sizeof names / sizeof *names, L = sizeof links / sizeof *links };
static int fds[N];
static void show(const char *what, int i) {
    char b[1];
    errno = 0;
    int r = fds[i] < 0 ? -2 : pread(fds[i], b, 1, 0);
    printf("%s %s: %d %s\n", what, names[i], r, r == -1 ? strerrorname_np(errno) : "");
}
static void look(const char *what, int dir) {
    char b[100];
    for (int i = 0; i < L; i++) {
        errno = 0;
        int r = readlinkat(dir, links[i], b, 100);
        printf("%s %s: %d %s\n", what, links[i], r > 0, r == -1 ? strerrorname_np(errno) : "");
    }
    struct stat s;
    T(fstatat(dir, "stat", &s, 0));
    T(faccessat(dir, "fd", F_OK, 0));
    T(openat(dir, "fd", O_RDONLY) >= 0);
    T(openat(dir, "status", O_RDONLY) >= 0);
}
static int count(int d) {
    lseek(d, 0, SEEK_SET);
    char b[4096];
    return syscall(SYS_getdents64, d, b, sizeof b);
}
int main() {
    setvbuf(stdout, 0, _IOLBF, 0);
    begin();
    char p[100];
    snprintf(p, 100, "/proc/%d", child);
    int dir = open(p, O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < N; i++) {
        char n[100];
        if (strstr(names[i], "X"))
            snprintf(n, 100, "task/%d/children", child);
        else
            strcpy(n, names[i]);
        errno = 0;
        fds[i] = openat(dir, n, O_RDONLY);
        if (fds[i] < 0) printf("%s %s\n", names[i], strerrorname_np(errno));
    }
    int task = openat(dir, "task", O_RDONLY), fd = openat(dir, "fd", O_RDONLY), info = openat(dir, "fdinfo", O_RDONLY),
        ns = openat(dir, "ns", O_RDONLY);
    for (int i = 0; i < N; i++)
        if (strcmp(names[i], "mem") && strcmp(names[i], "task/X/children")) show("alive", i);
    look("alive", dir);
    T(count(task) > 0);
    T(count(fd) > 0);
    write(go[1], "g", 1);
    siginfo_t w;
    waitid(P_PID, child, &w, WEXITED | WNOWAIT);
    for (int i = 0; i < N; i++) show("zombie", i);
    look("zombie", dir);
    T(count(task) > 0);
    T(count(fd));
    T(count(info));
    T(count(ns) > 0);
    char st[3000];
    int n = pread(fds[8], st, 2999, 0);
    st[n] = 0;
    T(strstr(st, "State:\tZ (zombie)") != 0);
    T(strstr(st, "VmSize") == 0);
    T(strstr(st, "Threads:\t1") != 0);
    T(strstr(st, "FDSize:\t0") != 0);
    n = pread(fds[6], st, 2999, 0);
    st[n] = 0;
    char *c = strrchr(st, ')');
    T(c[2]);
    T(c && atoi(strrchr(st, ' ')) == 3 << 8);
    waitpid(child, 0, 0);
    for (int i = 0; i < N; i++) show("gone", i);
    look("gone", dir);
    T(count(task));
    T(count(fd));
    T(lseek(fds[0], 0x801, 0));
    T(count(dir));
    T(faccessat(dir, ".", F_OK, 0));
    struct stat s;
    T(fstat(dir, &s));
    T(fstat(fds[6], &s));
    T(stat(p, &s));
    T(fchdir(dir));
}
