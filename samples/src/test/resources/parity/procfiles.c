/* Files of processes: what can be written, where links lead, what stays of a process that is dead and of one that is gone. */
#include "parity.h"
#include <sys/ptrace.h>
#include <sys/sysinfo.h>
#include <sys/timex.h>
static void rd(const char *p, int show) {
    char b[5000];
    int f = open(p, O_RDONLY);
    int n = f < 0 ? -1 : read(f, b, 4999);
    printf("== %s: %s\n", p, f < 0 ? strerrorname_np(errno) : n < 0 ? strerrorname_np(errno) : "ok");
    if (n > 0 && show) {
        b[n] = 0;
        if (show == 2) {
            char *e = strchr(b, '\n');
            if (e) *e = 0;
        }
        puts(b);
    }
    close(f);
}
static void wr(const char *p, const char *t) {
    int f = open(p, O_WRONLY);
    errno = f < 0 ? errno : 0;
    int n = f < 0 ? -1 : write(f, t, strlen(t));
    printf("write %s '%s': %d %s\n", p, t, n, n < 0 ? strerrorname_np(errno) : "");
    if (f >= 0) close(f);
}
static void lk(const char *p) {
    char b[300];
    int n = readlink(p, b, 299);
    if (n >= 0) b[n] = 0;
    printf("link %s: %s\n", p, n < 0 ? strerrorname_np(errno) : b);
}
int main(int argc, char **argv) {
    struct stat st;
    char b[300], p[100];
    rd("/proc/self/comm", 1);
    wr("/proc/self/comm", "newname");
    rd("/proc/self/comm", 1);
    wr("/proc/self/comm", "averyveryverylongname");
    rd("/proc/self/comm", 1);
    wr("/proc/self/comm", "");
    prctl(PR_SET_NAME, "pr");
    rd("/proc/self/comm", 1);
    wr("/proc/self/oom_score_adj", "500");
    rd("/proc/self/oom_score_adj", 1);
    wr("/proc/self/oom_score_adj", "1001");
    wr("/proc/self/oom_score_adj", "-1001");
    wr("/proc/self/oom_score_adj", "abc");
    wr("/proc/self/oom_score_adj", "0");
    rd("/proc/self/oom_score", 0);
    lk("/proc/self/cwd");
    lk("/proc/self/root");
    lk("/proc/self/fd/999");
    lk("/proc/self/nope");
    int d = open("/proc/self/fd", O_RDONLY | O_DIRECTORY);
    T(mkdirat(d, "x", 0));
    T(openat(d, "x", O_CREAT, 0600));
    T(unlinkat(d, "0", 0));
    T(mkdir("/proc/x", 0));
    T(unlink("/proc/cpuinfo"));
    T(rename("/proc/cpuinfo", "/proc/x"));
    T(link("/proc/cpuinfo", "/tmp/x"));
    T(symlink("x", "/proc/x"));
    T(truncate("/proc/self/comm", 0));
    T(open("/proc/cpuinfo", O_WRONLY));
    T(open("/proc/self/maps", O_WRONLY));
    T(open("/proc/self/comm", O_RDWR | O_TRUNC) >= 0);
    T(stat("/proc", &st));
    printf("%o %d\n", st.st_mode, (int)st.st_size);
    T(stat("/proc/self/", &st));
    printf("%o\n", st.st_mode);
    T(lstat("/proc/self", &st));
    printf("%o\n", st.st_mode);
    T(stat("/proc/self/fd", &st));
    printf("%o\n", st.st_mode);
    T(lstat("/proc/self/fd/0", &st));
    printf("%o\n", st.st_mode & 0170000);
    T(stat("/proc/self/exe", &st));
    T(stat("/proc/self/maps", &st));
    printf("%o %d\n", st.st_mode, (int)st.st_size);
    T(stat("/proc/cmdline", &st));
    printf("%o\n", st.st_mode);
    T(stat("/proc/self/task", &st));
    printf("%o %d\n", st.st_mode, (int)st.st_nlink);
    T(stat("/proc/sys/kernel/hostname", &st));
    printf("%o\n", st.st_mode);
    T(stat("/proc/self/ns/net", &st));
    printf("%o\n", st.st_mode);
    T(stat("/proc/net/tcp", &st));
    printf("%o\n", st.st_mode);
    lk("/proc/net");
    lk("/proc/mounts");
    lk("/proc/thread-self/comm");
    int f = open("/proc/self/comm", O_RDONLY);
    T(lseek(f, 1, SEEK_SET));
    T(read(f, b, 1));
    T(b[0]);
    T(pread(f, b, 10, 100));
    T(read(f, (void *)8, 1));
    close(f);
    f = open("/proc/self/environ", O_RDONLY);
    T(read(f, b, 1) >= 0);
    close(f);
    f = open("/proc/self/mem", O_RDWR);
    T(pread(f, b, 4, (long)argv));
    T(pread(f, b, 4, 0));
    T(pwrite(f, "x", 1, (long)b));
    T(b[0]);
    close(f);
    f = open("/tmp/q1", O_RDWR | O_CREAT | O_TRUNC, 0600);
    sprintf(p, "/proc/self/fd/%d", f);
    unlink("/tmp/q1");
    lk(p);
    T(stat(p, &st));
    T((int)st.st_nlink);
    T(open(p, O_RDONLY) >= 0);
    T(link(p, "/tmp/q2"));
    T(linkat(AT_FDCWD, p, AT_FDCWD, "/tmp/q2", AT_SYMLINK_FOLLOW));
    sprintf(p, "/proc/self/fdinfo/%d", f);
    T(open(p, O_WRONLY));
    T(write(f, "hello", 5));
    int g = open(p, O_RDONLY);
    int n = read(g, b, 299);
    b[n > 0 ? n : 0] = 0;
    printf("%.19s\n", b);
    int pp[2];
    pipe(pp);
    sprintf(p, "/proc/self/fd/%d", pp[0]);
    n = readlink(p, b, 99);
    printf("%.6s\n", b);
    T(open(p, O_RDONLY | O_NONBLOCK) >= 0);
    T(open(p, O_WRONLY | O_NONBLOCK) >= 0);
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    sprintf(p, "/proc/self/fd/%d", s);
    T(open(p, O_RDONLY));
    int e = epoll_create(1);
    sprintf(p, "/proc/self/fd/%d", e);
    lk(p);
    T(open(p, O_RDONLY));
    sprintf(p, "/proc/self/fd/%d", eventfd(0, 0));
    lk(p);
    sprintf(p, "/proc/self/fd/%d", memfd_create("mm", 0));
    lk(p);
    // a child, a zombie
    int c = fork();
    if (!c) {
        pause();
        _exit(0);
    }
    const char *fl[] = {"status", "stat", "maps",   "mem",  "exe",   "cwd",   "fd",    "cmdline",   "environ", "io",       "limits",
                        "auxv",   "task", "ns/pid", "root", "wchan", "statm", "smaps", "mountinfo", "comm",    "oom_score"};
    usleep(1000);
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < sizeof fl / 8; i++) {
            sprintf(p, "/proc/%d/%s", c, fl[i]);
            int q = open(p, O_RDONLY);
            int en = errno;
            n = q < 0 ? -1 : read(q, b, 299);
            printf("%d %s: %s %s", k, fl[i], q < 0 ? strerrorname_np(en) : "ok",
                   q >= 0 && n < 0 ? strerrorname_np(errno)
                   : n == 0        ? "empty"
                   : n > 0         ? "some"
                                   : "");
            n = readlink(p, b, 299);
            printf(" %s\n", n < 0 ? strerrorname_np(errno) : "link");
            if (q >= 0) close(q);
        }
        sprintf(p, "/proc/%d/stat", c);
        int q = open(p, O_RDONLY);
        if (!k) {
            kill(c, SIGKILL);
            siginfo_t si;
            waitid(P_PID, c, &si, WEXITED | WNOWAIT);
        }
        close(q);
    }
    sprintf(p, "/proc/%d/status", c);
    int q = open(p, O_RDONLY);
    n = read(q, b, 299);
    b[n] = 0;
    char *st1 = strstr(b, "State:");
    printf("%.20s\n", st1);
    sprintf(p, "/proc/%d", c);
    int dd = open(p, O_RDONLY | O_DIRECTORY);
    int sq = open(strcat(p, "/stat"), O_RDONLY);
    waitpid(c, 0, 0);
    T(read(q, b, 10));
    T(lseek(q, 0, 0));
    T(read(q, b, 10));
    T(read(sq, b, 10));
    T(openat(dd, "stat", 0));
    T(syscall(SYS_getdents64, dd, b, 299));
    T(fstat(dd, &st));
    T(stat(p, &st));
    T(access("/proc/999999", F_OK));
    T(access("/proc/0", F_OK));
    T(access("/proc/01", F_OK));
    T(access("/proc/-1", F_OK));
    T(access("/proc/1a", F_OK));
    // threads
    rd("/proc/self/task/self/comm", 0);
    rd("/proc/self/personality", 1);
    rd("/proc/self/sessionid", 0);
    rd("/proc/self/timerslack_ns", 1);
    wr("/proc/self/timerslack_ns", "1000");
    rd("/proc/self/timerslack_ns", 1);
    rd("/proc/self/coredump_filter", 1);
    wr("/proc/self/coredump_filter", "0x7f");
    rd("/proc/self/coredump_filter", 1);
    wr("/proc/self/clear_refs", "1");
    wr("/proc/self/clear_refs", "9");
    rd("/proc/self/uid_map", 1);
    rd("/proc/self/setgroups", 1);
    wr("/proc/self/setgroups", "deny");
    wr("/proc/self/uid_map", "0 0 1");
    rd("/proc/self/seccomp", 0);
    rd("/proc/filesystems", 0);
    rd("/proc/sys/kernel/osrelease", 0);
    rd("/proc/sys/fs/file-nr", 0);
    rd("/proc/sys/kernel/random/entropy_avail", 0);
    rd("/proc/sys/kernel/random/poolsize", 1);
    rd("/proc/sys/fs/file-max", 0);
    rd("/proc/sys/fs/inotify/max_user_watches", 0);
    rd("/proc/sys/fs/aio-max-nr", 1);
    rd("/proc/sys/kernel/msgmni", 1);
    rd("/proc/sys/kernel/shmmni", 1);
    rd("/proc/sys/vm/swappiness", 1);
    rd("/proc/sys/net/core/somaxconn", 1);
}
