/* What /proc keeps to itself and tells, and what else there is to ask about processes and files. */
#include "parity.h"
#include <linux/filter.h>
#include <linux/kcmp.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <sys/mount.h>
#include <sys/ptrace.h>

#define F_CREATED_QUERY 1028
#define MOUNT_SETATTR 442

static void first_line(const char *path) {
    char b[4096];
    int fd = open(path, O_RDONLY), n = fd < 0 ? -1 : (int)read(fd, b, sizeof b - 1);
    b[n < 0 ? 0 : n] = 0;
    b[strcspn(b, "\n")] = 0;
    printf("%s: %s\n", path, fd < 0 ? strerrorname_np(errno) : b);
    close(fd);
}

static void options_of(const char *point) {
    char line[512], at[128], rest[256];
    FILE *f = fopen("/proc/self/mounts", "r");
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "%*s %127s %*s %255s", at, rest) == 2 && strcmp(at, point) == 0)
            printf("%s: %s\n", point, rest);
    fclose(f);
}

static void hidden(void) {
    char in[64], dir[64];
    int s, pid = fork();
    if (pid == 0)
        pause(), _exit(0);
    T(mkdir("/tmp/p", 0700 + 055));
    T(mount("proc", "/tmp/p", "proc", 0, "hidepid=3"));
    T(mount("proc", "/tmp/p", "proc", 0, "subset=all"));
    T(mount("proc", "/tmp/p", "proc", 0, "nothing"));
    T(mount("proc", "/tmp/p", "proc", 0, "hidepid=invisible"));
    options_of("/tmp/p");
    sprintf(dir, "/tmp/p/%d", pid), sprintf(in, "/tmp/p/%d/stat", pid);
    if (fork() == 0) {
        setgid(1000), setuid(1000);
        printf("invisible %d %s\n", access(dir, F_OK), strerrorname_np(errno));
        printf("own %d\n", access("/tmp/p/self/stat", R_OK));
        fflush(stdout), _exit(0);
    }
    wait(&s);
    T(mount(0, "/tmp/p", 0, MS_REMOUNT, "hidepid=1,gid=7"));
    options_of("/tmp/p");
    if (fork() == 0) {
        setgid(1000), setuid(1000);
        struct stat st;
        printf("there %d\n", stat(dir, &st));
        printf("inside %d %s\n", open(in, O_RDONLY), strerrorname_np(errno));
        fflush(stdout), _exit(0);
    }
    wait(&s);
    T(umount("/tmp/p"));
    T(mount("proc", "/tmp/p", "proc", 0, "subset=pid"));
    options_of("/tmp/p");
    T(access("/tmp/p/cpuinfo", F_OK));
    T(access("/tmp/p/self/stat", F_OK));
    T(access("/tmp/p/sys", F_OK));
    T(umount("/tmp/p"));
    kill(pid, SIGKILL), waitpid(pid, &s, 0);
}

static void numbers_given(void) {
    int s;
    if (fork() == 0) {
        unshare(CLONE_NEWPID);
        if (fork() == 0) {
            char b[128] = "";
            for (int i = 0; i < 2; i++) {
                if (i && fork() == 0)
                    _exit(0);
                int fd = open("/proc/loadavg", O_RDONLY);
                b[read(fd, b, sizeof b - 1)] = 0;
                printf("given last:%s", strrchr(b, ' ')), fflush(stdout);
            }
            _exit(0);
        }
        wait(&s), _exit(0);
    }
    wait(&s);
    char want[128], got[256] = "";
    int fd = open("/proc/self/syscall", O_RDONLY);
    sprintf(want, "%d 0x%lx 0x%lx 0x%lx ", SYS_read, (long)fd, (long)got, sizeof got - 1);
    syscall(SYS_read, fd, got, sizeof got - 1);
    printf("own call %d\n", strncmp(want, got, strlen(want)));
}

static void areas(void) {
    char name[96], target[96] = "";
    int fd = open("/tmp/mapped", O_RDWR | O_CREAT, 0600);
    T(fcntl(fd, F_CREATED_QUERY, 0));
    ftruncate(fd, 8192);
    close(fd), fd = open("/tmp/mapped", O_RDONLY);
    char *p = mmap(0, 8192, PROT_READ, MAP_PRIVATE, fd, 0);
    sprintf(name, "/proc/self/map_files/%lx-%lx", (long)p, (long)p + 8192);
    T(readlink(name, target, sizeof target - 1) > 0);
    printf("%s\n", target);
    struct stat st;
    lstat(name, &st);
    printf("mode %o\n", st.st_mode);
    T(stat(name, &st));
    sprintf(name, "/proc/self/map_files/0%lx-%lx", (long)p, (long)p + 8192);
    T(readlink(name, target, sizeof target));
    T(fcntl(open("/tmp/mapped", O_RDWR | O_CREAT, 0600), F_CREATED_QUERY, 0));
    T(fcntl(open("/dev/shm", O_TMPFILE | O_RDWR, 0600), F_GETFL) & O_TMPFILE);
    unlink("/tmp/mapped");
}

static void compared(void) {
    int p[2], e = epoll_create1(0);
    pipe(p);
    struct epoll_event ev = {EPOLLIN};
    epoll_ctl(e, EPOLL_CTL_ADD, p[0], &ev);
    int d = dup(p[0]);
    close(p[0]);
    struct kcmp_epoll_slot slot = {e, p[0], 0};
    T(syscall(SYS_kcmp, getpid(), getpid(), KCMP_EPOLL_TFD, d, &slot));
    T(syscall(SYS_kcmp, getpid(), getpid(), KCMP_EPOLL_TFD, p[1], &slot) > 0);
    slot.toff = 1;
    T(syscall(SYS_kcmp, getpid(), getpid(), KCMP_EPOLL_TFD, d, &slot));
    slot.efd = p[1];
    T(syscall(SYS_kcmp, getpid(), getpid(), KCMP_EPOLL_TFD, d, &slot));
    T(syscall(SYS_kcmp, getpid(), getppid(), KCMP_SYSVSEM, 0, 0));
    T(syscall(SYS_kcmp, getpid(), getpid(), 99, 0, 0));
}

static void crossing(void) {
    struct open_how how = {.flags = O_PATH, .resolve = RESOLVE_NO_XDEV};
    T(symlink("/dev", "/dev/shm/root"));
    int dir = open("/dev/shm", O_PATH);
    T(syscall(SYS_openat2, dir, "root", &how, sizeof how));
    int proc = open("/proc", O_PATH);
    T(syscall(SYS_openat2, proc, "self/root", &how, sizeof how));
    T(syscall(SYS_openat2, proc, "self/fd", &how, sizeof how) >= 0);
    unlink("/dev/shm/root");
}

static void filters(void) {
    int s, pid = fork();
    if (pid == 0) {
        struct sock_filter f = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
        struct sock_fprog prog = {1, &f};
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_LOG, &prog);
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog);
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        syscall(SYS_getpid);
        _exit(0);
    }
    waitpid(pid, &s, 0);
    struct seccomp_metadata {
        __u64 filter_off, flags;
    } m = {0, 9};
    T(ptrace(0x420d, pid, sizeof m, &m));
    printf("flags %llu\n", m.flags);
    m.filter_off = 1;
    T(ptrace(0x420d, pid, sizeof m, &m));
    printf("flags %llu\n", m.flags);
    m.filter_off = 2;
    T(ptrace(0x420d, pid, sizeof m, &m));
    T(ptrace(0x420d, pid, 4, &m));
    struct sock_filter f = {0};
    T(ptrace(0x420c, pid, 0, 0));
    T(ptrace(0x420c, pid, 0, &f));
    printf("code %x k %x\n", f.code, f.k);
    kill(pid, SIGKILL), waitpid(pid, &s, 0);
}

/* A parent that waits for vfork(2)'s child is not to be interrupted, but killed. */
static int sleeping(void *arg) {
    struct timespec d = {0, 100000000};
    nanosleep(&d, 0);
    return 0;
}

static void waits_for_child(void) {
    static char stack[65536];
    char name[64], line[256] = "";
    int s, pid = fork();
    if (pid == 0) {
        clone(sleeping, stack + sizeof stack, CLONE_VFORK | CLONE_VM | SIGCHLD, 0);
        _exit(3);
    }
    usleep(30000);
    sprintf(name, "/proc/%d/stat", pid);
    int fd = open(name, O_RDONLY);
    read(fd, line, sizeof line - 1);
    printf("state %c\n", strrchr(line, ')')[2]);
    T(kill(pid, SIGTERM));
    waitpid(pid, &s, 0);
    printf("ended %x\n", s);
}

static void written(void) {
    struct {
        __u64 set, clear, propagation, userns;
    } a = {1};
    mkdir("/tmp/w", 0700);
    T(mount("t", "/tmp/w", "tmpfs", 0, ""));
    int fd = open("/tmp/w/f", O_RDWR | O_CREAT, 0600);
    T(syscall(MOUNT_SETATTR, -1, "/tmp/w", 0, &a, sizeof a));
    close(fd);
    T(syscall(MOUNT_SETATTR, -1, "/tmp/w", 0, &a, sizeof a));
    T(umount("/tmp/w"));
}

int main(void) {
    hidden();
    numbers_given();
    areas();
    compared();
    crossing();
    filters();
    waits_for_child();
    written();
    return 0;
}
