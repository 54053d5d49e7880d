/* Process number and user namespaces: what each side sees of the other. */
#include "parity.h"

static void put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY);
    int r = fd < 0 ? -1 : write(fd, text, strlen(text));
    printf("write %s '%s' %s\n", path, text, fd < 0 || r < 0 ? strerror(errno) : "ok");
    if (fd >= 0) close(fd);
}

static void show(const char *path) {
    char b[4096];
    int fd = open(path, O_RDONLY);
    int n = fd < 0 ? -1 : read(fd, b, sizeof b - 1);
    printf("%s: %.*s", path, n < 0 ? 0 : n, b);
    if (n <= 0) printf("(%d)\n", n);
    if (fd >= 0) close(fd);
}

static void said(const char *what, long r) { printf("%s: %ld %s\n", what, r, r < 0 ? strerror(errno) : ""); }

static void lines(const char *path, const char *prefix) {
    char line[256];
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (!strncmp(line, prefix, strlen(prefix))) printf("%s", line);
    if (f) fclose(f);
}

static long status(pid_t pid) {
    int s = 0;
    pid_t r = waitpid(pid, &s, 0);
    if (r != pid) printf("waitpid %s\n", strerror(errno));
    return s;
}

static siginfo_t got;
static void on(int n, siginfo_t *i, void *c) { got = *i; }

static void maps(void) {
    printf("-- user\n"), fflush(stdout);
    if (fork() == 0) {
        said("unshare", unshare(CLONE_NEWUSER));
        printf("%d %d %d %d\n", getuid(), geteuid(), getgid(), getegid());
        lines("/proc/self/status", "CapEff"), lines("/proc/self/status", "CapInh");
        show("/proc/self/uid_map"), show("/proc/self/setgroups");
        said("setuid 0", setuid(0)), said("setgroups", setgroups(0, NULL));
        put("/proc/self/gid_map", "0 0 1");
        put("/proc/self/uid_map", "0 0 0");
        put("/proc/self/uid_map", "0 0");
        put("/proc/self/uid_map", "0 0 2");
        put("/proc/self/uid_map", "5 0 1\n5 1 1");
        put("/proc/self/uid_map", "7 0 1");
        put("/proc/self/uid_map", "7 0 1");
        put("/proc/self/setgroups", "maybe"), put("/proc/self/setgroups", "deny"), put("/proc/self/setgroups", "allow");
        put("/proc/self/gid_map", "8 0 1");
        show("/proc/self/uid_map"), show("/proc/self/gid_map"), show("/proc/self/setgroups");
        printf("%d %d\n", getuid(), getgid());
        said("setuid 7", setuid(7)), said("setuid 0", setuid(0)), said("setgid 8", setgid(8));
        struct stat st;
        stat("/proc/self", &st), printf("%d %d\n", st.st_uid, st.st_gid);
        said("mkdir", mkdir("/tmp/ns_u", 0755)), stat("/tmp/ns_u", &st), printf("%d %d\n", st.st_uid, st.st_gid);
        said("chown", chown("/tmp/ns_u", 0, 0)), said("chown own", chown("/tmp/ns_u", 7, 8)), said("rmdir", rmdir("/tmp/ns_u"));
        said("sethostname", sethostname("x", 1));
        said("unshare uts", unshare(CLONE_NEWUTS)), said("sethostname", sethostname("x", 1));
        said("chroot", chroot("/tmp")), said("nested in chroot", unshare(CLONE_NEWUSER));
        fflush(stdout), _exit(0);
    }
    wait(NULL);
}

static void mapped(void) {
    printf("-- mapped from outside\n"), fflush(stdout);
    int p[2], q[2];
    char c;
    pipe(p), pipe(q);
    pid_t pid = fork();
    if (pid == 0) {
        unshare(CLONE_NEWUSER);
        write(p[1], "x", 1), read(q[0], &c, 1);
        printf("%d %d\n", getuid(), getgid());
        said("setgroups", setgroups(2, (gid_t[]) {1, 2}));
        said("setgroups beyond", setgroups(1, (gid_t[]) {4000}));
        said("setresgid", setresgid(5, 6, 7)), said("setresuid", setresuid(1, 2, 3));
        uid_t a, b, d;
        getresuid(&a, &b, &d), printf("%d %d %d\n", a, b, d);
        lines("/proc/self/status", "CapEff"), lines("/proc/self/status", "CapPrm");
        fflush(stdout), write(p[1], "x", 1), read(q[0], &c, 1), _exit(0);
    }
    char path[64];
    read(p[0], &c, 1);
    snprintf(path, sizeof path, "/proc/%d/uid_map", pid);
    int fd = open(path, O_WRONLY);
    said("uid_map", write(fd, "0 1000 10\n10 0 1\n", 17)), close(fd);
    snprintf(path, sizeof path, "/proc/%d/gid_map", pid);
    fd = open(path, O_WRONLY);
    said("gid_map", write(fd, "0 2000 100", 10)), close(fd);
    fflush(stdout), write(q[1], "x", 1), read(p[0], &c, 1);
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    lines(path, "Uid"), lines(path, "Gid"), lines(path, "Groups");
    write(q[1], "x", 1), wait(NULL);
}

static int child(void *arg) {
    struct sigaction sa = {.sa_sigaction = on, .sa_flags = SA_SIGINFO | SA_RESTART};
    int *p = arg;
    char c;
    printf("pid %d ppid %d pgid %d sid %d\n", getpid(), getppid(), getpgid(0), getsid(0));
    said("kill self", kill(1, SIGTERM)), said("kill -9 self", kill(1, SIGKILL)), said("kill others", kill(-1, 0));
    sigaction(SIGUSR1, &sa, NULL);
    said("setsid", setsid()), said("getpgid", getpgid(0)), fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        printf("grandchild %d of %d\n", getpid(), getppid()), fflush(stdout);
        fflush(stdout);
        if (fork() == 0) {
            struct timespec ts = {0, 200000000};
            while (getppid() != 1) nanosleep(&ts, NULL);
            printf("adopted by %d\n", getppid()), fflush(stdout), _exit(4);
        }
    kill(getppid(), SIGUSR1), _exit(3);
    }
    printf("fork %d status %lx\n", pid, status(pid));
    printf("from %d uid %d code %d\n", got.si_pid, got.si_uid, got.si_code);
    printf("adopted status %lx\n", status(3));
    said("wait", wait(NULL)), fflush(stdout);
    pid = fork();
    if (pid == 0) for (;;) pause();
    pid = fork();
    if (pid == 0) for (;;) pause();
    printf("last %d\n", pid), fflush(stdout);
    write(p[1], "x", 1), read(p[2], &c, 1);
    printf("from outside %d uid %d code %d\n", got.si_pid, got.si_uid, got.si_code), fflush(stdout);
    write(p[1], "x", 1), read(p[2], &c, 1);
    return 9;
}

static void numbers(void) {
    printf("-- pid\n"), fflush(stdout);
    said("unshare user", unshare(CLONE_NEWUSER));
    put("/proc/self/setgroups", "deny"), put("/proc/self/uid_map", "0 0 1"), put("/proc/self/gid_map", "0 0 1");
    int p[4];
    char c, path[64];
    pipe(p), pipe(p + 2);
    char *stack = mmap(NULL, 65536, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    fflush(stdout);
    fflush(stdout), said("thread", clone(child, stack + 65536, CLONE_NEWPID | CLONE_VM | CLONE_THREAD | CLONE_SIGHAND, p)), fflush(stdout);
    pid_t pid = clone(child, stack + 65536, CLONE_NEWPID | SIGCHLD, p);
    read(p[0], &c, 1);
    printf("outside %d\n", pid == getpid() + 1);
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *f = fopen(path, "r");
    char line[256];
    int a, b;
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "NSpid: %d %d", &a, &b) == 2) printf("NSpid %d %d\n", a == pid, b);
        else if (sscanf(line, "NSsid: %d %d", &a, &b) == 2) printf("NSsid %d %d\n", a == pid, b);
    fclose(f);
    kill(pid, SIGTERM), kill(pid, SIGUSR1), write(p[3], "x", 1), read(p[0], &c, 1);
    write(p[3], "x", 1);
    printf("status %lx\n", status(pid));
    fflush(stdout);
    fflush(stdout), pid = clone(child, stack + 65536, CLONE_NEWPID | SIGCHLD, p);
    read(p[0], &c, 1), kill(pid, SIGKILL);
    printf("killed %lx\n", status(pid));

    printf("-- unshare\n");
    said("unshare", unshare(CLONE_NEWPID)), said("again", unshare(CLONE_NEWPID));
    fflush(stdout);
    if ((pid = fork()) == 0) {
        printf("first %d %d\n", getpid(), getppid()), fflush(stdout);
        pid_t inner = fork();
        if (inner == 0) printf("second %d %d\n", getpid(), getppid()), fflush(stdout), _exit(0);
        printf("%d %lx\n", inner, status(inner)), fflush(stdout);
        _exit(0);
    }
    printf("%lx\n", status(pid));
    said("fork in a dead one", fork());
}

static void credentials(void) {
    printf("-- credentials\n");
    int s[2], on = 1, p[2];
    char c;
    struct ucred u;
    socklen_t n = sizeof u;
    socketpair(AF_UNIX, SOCK_STREAM, 0, s), pipe(p);
    setsockopt(s[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on), setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
    fflush(stdout);
    pid_t pid = syscall(SYS_clone, CLONE_NEWUSER | CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
    for (int i = 0; i < 2; i++) {
        char b[128], d;
        struct iovec v = {&d, 1};
        struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = b, .msg_controllen = sizeof b};
        if ((pid == 0) == (i == 0)) {
            write(pid == 0 ? s[1] : s[0], "m", 1);
        } else {
            recvmsg(pid == 0 ? s[1] : s[0], &m, 0);
            struct cmsghdr *h = CMSG_FIRSTHDR(&m);
            memcpy(&u, CMSG_DATA(h), sizeof u);
            printf("%s sees pid %d uid %d gid %d\n", pid == 0 ? "inside" : "outside", pid == 0 ? u.pid : u.pid == pid, u.uid, u.gid), fflush(stdout);
        }
    }
    if (pid == 0) {
        read(p[0], &c, 1);
        getsockopt(s[1], SOL_SOCKET, SO_PEERCRED, &u, &n);
        printf("peer %d %d %d\n", u.pid, u.uid, u.gid);
        struct flock l = {.l_type = F_WRLCK};
        int fd = open("/tmp/ns_lock", O_RDWR);
        said("getlk", fcntl(fd, F_GETLK, &l)), printf("%d %d\n", l.l_type, l.l_pid), fflush(stdout);
        _exit(0);
    }
    struct flock l = {.l_type = F_WRLCK};
    int fd = open("/tmp/ns_lock", O_RDWR | O_CREAT, 0666);
    fchmod(fd, 0666), l.l_len = fcntl(fd, F_SETLK, &l), write(p[1], "x", 1);
    wait(NULL), unlink("/tmp/ns_lock");
}

static void entering(void) {
    printf("-- setns\n");
    int p[2], q[2];
    char c, path[64], a[64] = "", b[64] = "";
    pipe(p), pipe(q), fflush(stdout);
    pid_t pid = syscall(SYS_clone, CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWNS | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) {
        sethostname("inner", 5), write(p[1], "x", 1), read(q[0], &c, 1), _exit(0);
    }
    read(p[0], &c, 1);
    snprintf(path, sizeof path, "/proc/%d/ns/user", pid);
    int user = open(path, O_RDONLY);
    snprintf(path, sizeof path, "/proc/%d/ns/pid", pid);
    int pids = open(path, O_RDONLY);
    snprintf(path, sizeof path, "/proc/%d/ns/uts", pid);
    int uts = open(path, O_RDONLY);
    readlink(path, a, 63), readlink("/proc/self/ns/uts", b, 63), printf("other uts %d\n", strcmp(a, b) != 0), fflush(stdout);
    int self = open("/proc/self/ns/user", O_RDONLY);
    if (fork() == 0) {
        said("wrong kind", setns(uts, CLONE_NEWPID)), said("own user", setns(self, 0)), said("not one", setns(p[0], 0));
        said("user", setns(user, CLONE_NEWUSER)), said("user again", setns(user, 0)), said("back", setns(self, 0));
        said("uts", setns(uts, 0)), said("pid", setns(pids, CLONE_NEWPID));
        char name[64];
        gethostname(name, 64), printf("%s %d\n", name, getuid());
        pid_t in = fork();
        if (in == 0) printf("entered as %d of %d\n", getpid(), getppid()), fflush(stdout), _exit(0);
        printf("%lx\n", status(in)), fflush(stdout), _exit(0);
    }
    int entered;
    wait(&entered);
    printf("types %x %x %x\n", ioctl(user, 0xb703), ioctl(pids, 0xb703), ioctl(uts, 0xb703));
    int owner = ioctl(pids, 0xb701);
    struct stat x, y;
    fstat(owner, &x), fstat(user, &y), printf("owner %d\n", x.st_ino == y.st_ino);
    uid_t uid = -1;
    said("uid", ioctl(user, 0xb704, &uid)), printf("%d\n", uid);
    int up = ioctl(pids, 0xb702), mine = open("/proc/self/ns/pid", O_RDONLY);
    fstat(up, &x), fstat(mine, &y), printf("parent %d\n", x.st_ino == y.st_ino);
    said("parent of own", ioctl(mine, 0xb702)), said("of uts", ioctl(uts, 0xb702));
    write(q[1], "x", 1), wait(NULL);
    close(user), close(pids), close(uts);
}

static void times_(void) {
    printf("-- time\n"), fflush(stdout);
    struct timespec a, b;
    if (fork() == 0) {
        unshare(CLONE_NEWUSER);
        said("unshare", unshare(0x80));
        show("/proc/self/timens_offsets");
        put("/proc/self/timens_offsets", "monotonic 1000 5"), put("/proc/self/timens_offsets", "boottime 2000 0");
        put("/proc/self/timens_offsets", "realtime 5 0"), put("/proc/self/timens_offsets", "monotonic -100000000 0");
        put("/proc/self/timens_offsets", "monotonic 5 1000000000");
        show("/proc/self/timens_offsets");
        clock_gettime(CLOCK_MONOTONIC, &a), fflush(stdout);
        if (fork() == 0) {
            clock_gettime(CLOCK_MONOTONIC, &b), printf("later %d\n", b.tv_sec - a.tv_sec >= 1000 && b.tv_sec - a.tv_sec < 1010);
            clock_gettime(CLOCK_BOOTTIME, &b), printf("boot %d\n", b.tv_sec - a.tv_sec >= 2000 && b.tv_sec - a.tv_sec < 2010);
            clock_gettime(CLOCK_MONOTONIC, &b), b.tv_nsec += 1000000;
            if (b.tv_nsec > 999999999) b.tv_nsec -= 1000000000, b.tv_sec++;
            said("sleep", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &b, NULL));
            put("/proc/self/timens_offsets", "monotonic 1 0"), fflush(stdout), _exit(0);
        }
        wait(NULL), fflush(stdout), _exit(0);
    }
    wait(NULL);
}

int main() {
    setvbuf(stdout, NULL, _IOFBF, 65536);
    maps(), fflush(stdout), mapped(), fflush(stdout), times_(), fflush(stdout);
    credentials(), fflush(stdout), entering(), fflush(stdout);
    numbers();
    return 0;
}
