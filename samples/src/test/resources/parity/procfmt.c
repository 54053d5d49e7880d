/* Files of /proc/self by their shape: field names and counts, not values. */
#include "parity.h"
static void keys(const char *p) {
    FILE *f = fopen(p, "r");
    char l[4096];
    printf("%s:\n", p);
    if (!f) {
        puts(strerrorname_np(errno));
        return;
    }
    while (fgets(l, sizeof l, f)) {
        char *c = strchr(l, ':');
        if (c) {
            *c = 0;
            printf(" %s", l);
        }
    }
    puts("");
    fclose(f);
}
static void fields(const char *p) {
    FILE *f = fopen(p, "r");
    char l[4096] = "";
    int n = 0;
    if (f && fgets(l, sizeof l, f))
        for (char *t = strtok(l, " \n"); t; t = strtok(0, " \n")) n++;
    printf("%s: %d fields\n", p, n);
    if (f) fclose(f);
}
int main() {
    keys("/proc/self/io");
    fields("/proc/self/stat");
    fields("/proc/self/statm");
    fields("/proc/self/oom_score_adj");
    fields("/proc/loadavg");
    fields("/proc/uptime");
    FILE *f = fopen("/proc/self/limits", "r");
    char l[200];
    while (fgets(l, 27, f)) {
        printf("%s\n", l);
        int c;
        while ((c = fgetc(f)) != '\n' && c != EOF)
            ;
    }
    fclose(f);
    f = fopen("/proc/self/smaps", "r");
    char q[300];
    int n = 0;
    while (fgets(q, 300, f)) {
        char *c = strchr(q, ':');
        if (c && q[0] >= 'A' && q[0] <= 'Z') {
            *c = 0;
            if (n++ < 25) printf("%s ", q);
        }
    }
    puts("");
    fclose(f);
    f = fopen("/proc/self/maps", "r");
    n = 0;
    while (fgets(q, 300, f)) {
        unsigned long a, b, o;
        char m[8];
        int x, y;
        long i;
        if (sscanf(q, "%lx-%lx %4s %lx %x:%x %ld", &a, &b, m, &o, &x, &y, &i) == 7)
            n++;
        else
            puts(q);
    }
    T(n > 3);
    fclose(f);
    int fd = open("/proc/self/status", O_RDONLY), e = eventfd(3, 0), t = timerfd_create(CLOCK_MONOTONIC, 0), ep = epoll_create1(0),
        in = inotify_init(), p[2];
    pipe(p);
    sigset_t m;
    sigemptyset(&m);
    sigaddset(&m, SIGUSR1);
    int sg = signalfd(-1, &m, 0);
    int all[] = {fd, t, ep, in, p[0], sg};
    for (int i = 0; i < 6; i++) {
        char n2[64];
        sprintf(n2, "/proc/self/fdinfo/%d", all[i]);
        FILE *g = fopen(n2, "r");
        while (g && fgets(q, 300, g)) {
            char *c = strpbrk(q, ":\t");
            if (c) *c = 0;
            printf("%s ", q);
        }
        puts("");
        if (g) fclose(g);
    }
    const char *files[] = {
        "auxv",        "cgroup", "cmdline",   "comm",      "environ",        "exe",     "fdinfo",       "gid_map",       "io",
        "limits",      "maps",   "mem",       "mountinfo", "mounts",         "net",     "oom_score",    "oom_score_adj", "patch_state",
        "personality", "root",   "schedstat", "sessionid", "setgroups",      "smaps",   "smaps_rollup", "stack",         "stat",
        "statm",       "status", "syscall",   "task",      "timens_offsets", "uid_map", "wchan",        "nope",          0};
    for (int i = 0; files[i]; i++) {
        char n3[64];
        struct stat s;
        sprintf(n3, "/proc/self/%s", files[i]);
        if (lstat(n3, &s))
            printf("%s: %s\n", files[i], strerrorname_np(errno));
        else
            printf("%s: %o\n", files[i], s.st_mode);
    }
    T(open("/proc/self/comm", O_WRONLY) > 0);
    fd = open("/proc/self/comm", O_RDWR);
    T(write(fd, "renamed-to-something-long", 20));
    char c[32] = "";
    pread(fd, c, 31, 0);
    puts(c);
    fd = open("/proc/self/oom_score_adj", O_RDWR);
    T(write(fd, "500", 3));
    T(write(fd, "2000", 4));
    T(write(fd, "x", 1));
    memset(c, 0, 32);
    pread(fd, c, 31, 0);
    puts(c);
    T(open("/proc/self/status", O_WRONLY));
    T(unlink("/proc/self/status"));
    T(open("/proc/newfile", O_CREAT | O_RDWR, 0600));
    T(chmod("/proc/self/status", 0777));
    T(truncate("/proc/self/comm", 0));
    T(access("/proc/999999", F_OK));
    T(access("/proc/0", F_OK));
    T(access("/proc/-1", F_OK));
    T(readlink("/proc/self", c, 32) > 0);
    T(readlink("/proc/thread-self", c, 32) > 0);
}
