/* Control groups: what their files tell by poll and inotify, signals to frozen processes, attributes, names, namespaces as of when a file
 * was opened. */
#include "parity.h"
#include <sys/mount.h>

static int put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY), r = fd < 0 ? -1 : write(fd, text, strlen(text)), e = errno;
    close(fd), errno = e;
    return r < 0 ? -1 : 0;
}

static void show(const char *path) {
    char text[4096];
    int fd = open(path, O_RDONLY), n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    printf("%s: %.*s%s", path, n > 0 ? n : 0, text, n < 0 ? strerrorname_np(errno) : "");
    if (n <= 0)
        printf("\n");
    close(fd), fflush(stdout);
}

static int enter(const char *group, pid_t pid) {
    char path[100], text[20];
    snprintf(path, sizeof path, "%s/cgroup.procs", group), snprintf(text, sizeof text, "%d", pid);
    return put(path, text);
}

static int news(int fd) {
    char text[256];
    int r = events(fd, POLLPRI);
    lseek(fd, 0, SEEK_SET), read(fd, text, sizeof text);
    return r << 8 | events(fd, POLLPRI);
}

static int notes(int fd) {
    char text[1024];
    usleep(30000);
    int n = read(fd, text, sizeof text);
    return n > 0 ? n / (int)sizeof(struct inotify_event) : 0;
}

static int ended(pid_t pid) {
    int s = 0;
    usleep(100000);
    return waitpid(pid, &s, WNOHANG) == pid ? WIFSIGNALED(s) ? WTERMSIG(s) : 1000 + WEXITSTATUS(s) : 0;
}

static volatile int handled;
static void handler(int n) { write(handled, "x", 1); }

static void names(void) {
    printf("-- names and mounts\n");
    struct stat s;
    struct statfs f;
    T(mkdir("t/perm", 0444)), stat("t/perm", &s), printf("%o\n", s.st_mode), T(rmdir("t/perm"));
    T(rename("t/cgroup.procs", "t/foo")), T(rename("t/cgroup.procs", "t/cgroup.procs")), T(rename("t", "u")), T(rename("u", "t"));
    T(mkdir("t/a", 0755)), T(rename("t/a", "u")), T(rename("t/a", "t/b")), T(rename("t/b", "t/cgroup.procs")), T(rmdir("t/b")),
        T(rmdir("t/a"));
    T(unlink("t/cgroup.procs")), T(symlink("x", "t/y")), T(link("t/cgroup.type", "t/y")), T(open("t/new", O_CREAT | O_RDWR, 0644));
    T(chmod("t/cgroup.procs", 0777)), stat("t/cgroup.procs", &s), printf("%o\n", s.st_mode), T(chmod("t/cgroup.procs", 0644));
    T(truncate("t/cgroup.procs", 5)), T(statfs("t/cgroup.procs", &f)), printf("%lx\n", (long)f.f_type);
    mkdir("/tmp/cg3", 0755), mkdir("/tmp/cg4", 0755);
    T(mount("none", "/tmp/cg3", "cgroup2", 0, "")), T(mount("none", "/tmp/cg3", "cgroup2", 0, ""));
    T(mount("none", "/tmp/cg4", "cgroup2", 0, "nonsense"));
    int fd = open("/tmp/cg3/cgroup.procs", O_RDONLY);
    T(umount("/tmp/cg3")), close(fd);
    fd = open("/tmp/cg3", O_RDONLY | O_DIRECTORY);
    T(umount2("/tmp/cg3", MNT_DETACH));
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    T(mount(path, "/tmp/cg4", "", MS_BIND, 0)), close(fd);
    char v = 0, list[40];
    T(setxattr("t", "trusted.test", "a", 1, 0)), T(getxattr("t", "trusted.test", &v, 1)), printf("%c\n", v);
    T(setxattr("t", "trusted.test", "a", 1, XATTR_CREATE)), T(listxattr("t", list, sizeof list)), T(removexattr("t", "trusted.test"));
    T(getxattr("t", "trusted.test", &v, 1)), T(setxattr("t", "user.x", "b", 1, 0)), T(getxattr("t", "user.x", &v, 1)),
        T(removexattr("t", "user.x"));
    T(setxattr("t/cgroup.procs", "user.y", "b", 1, 0)), T(getxattr("t/cgroup.procs", "user.y", &v, 1)),
        T(removexattr("t/cgroup.procs", "user.y"));
}

static void tells(void) {
    printf("-- pids.events\n");
    T(mkdir("t/c", 0755)), T(put("t/cgroup.subtree_control", "+pids")), T(put("t/c/cgroup.subtree_control", "+pids")),
        T(mkdir("t/c/g", 0755));
    T(put("t/c/pids.max", "3"));
    int c = open("t/c/pids.events", O_RDONLY), cl = open("t/c/pids.events.local", O_RDONLY), g = open("t/c/g/pids.events", O_RDONLY);
    printf("%x %x %x\n", news(c), news(cl), news(g));
    int i = inotify_init1(IN_NONBLOCK), j = inotify_init1(IN_NONBLOCK), k = inotify_init1(IN_NONBLOCK);
    inotify_add_watch(i, "t/c/pids.events", IN_MODIFY), inotify_add_watch(j, "t/c/pids.events.local", IN_MODIFY);
    inotify_add_watch(k, "t/c/g/pids.events", IN_MODIFY);
    CHILD(enter("t/c/g", getpid()); pid_t p1 = fork(); if (!p1) pause(), _exit(0); pid_t p2 = fork(); if (!p2) pause(), _exit(0); T(fork());
          kill(p1, 9); kill(p2, 9));
    printf("%x %x %x, %d %d %d\n", news(c), news(cl), news(g), notes(i), notes(j), notes(k));
    show("t/c/pids.events"), show("t/c/g/pids.events"), show("t/c/pids.peak"), show("t/c/g/pids.peak"), show("t/c/pids.current");
    T(put("t/c/pids.max", "max")), T(put("t/c/g/pids.max", "1"));
    CHILD(enter("t/c/g", getpid()); T(fork()));
    printf("%x %x %x, %d %d %d\n", news(c), news(cl), news(g), notes(i), notes(j), notes(k));
    show("t/c/pids.events"), show("t/c/pids.events.local"), show("t/c/g/pids.events.local");
    close(i), close(j), close(k), close(c), close(cl), close(g);
    c = open("t/c/g/pids.max", O_RDWR);
    char text[20];
    T(put("t/c/cgroup.subtree_control", "-pids")), T(read(c, text, 20)), T(write(c, "3", 1)), T(access("t/c/g/pids.max", F_OK)), close(c);
    T(rmdir("t/c/g")), T(rmdir("t/c"));
    T(mkdir("t/pre", 0755));
    T(put("t/cgroup.subtree_control", "-pids"));
    pid_t pid = fork();
    if (!pid)
        pause(), _exit(0);
    T(enter("t/pre", pid)), T(put("t/cgroup.subtree_control", "+pids")), show("t/pre/pids.current"), T(enter("t", pid));
    T(put("t/cgroup.subtree_control", "-pids")), T(enter("t", pid)), T(enter("t/pre", pid)), T(put("t/pre/pids.max", "0"));
    kill(pid, SIGKILL);
    siginfo_t info;
    waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
    show("t/pre/cgroup.procs"), T(enter("t", pid)), show("t/cgroup.procs"), T(rmdir("t/pre"));
    snprintf(text, sizeof text, "/proc/%d/cgroup", pid);
    FILE *f = fopen(text, "r");
    char line[200];
    printf("%d\n", fgets(line, sizeof line, f) && strstr(line, " (deleted)\n") != NULL), fclose(f), waitpid(pid, NULL, 0);
    printf("-- memory.events\n");
    T(put("t/cgroup.subtree_control", "+memory")), T(mkdir("t/m", 0755)), T(put("t/m/memory.max", "4M")),
        T(put("t/m/memory.swap.max", "0"));
    c = open("t/m/memory.events", O_RDONLY), cl = open("t/m/memory.events.local", O_RDONLY), printf("%x %x\n", news(c), news(cl));
    i = inotify_init1(IN_NONBLOCK), inotify_add_watch(i, "t/m/memory.events", IN_MODIFY);
    CHILD(enter("t/m", getpid()); char *p = mmap(0, 16 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); memset(p, 1, 16 << 20));
    printf("%x %x %d\n", news(c), news(cl), notes(i) > 0), close(c), close(cl), close(i), T(rmdir("t/m"));
    T(put("t/cgroup.subtree_control", "-memory"));
}

static void freezes(void) {
    printf("-- frozen\n");
    T(mkdir("t/f", 0755));
    int ends[] = {SIGTERM, SIGQUIT, SIGUSR1, SIGCONT, SIGKILL, SIGSTOP};
    for (int n = 0; n < 6; n++) {
        int p[2];
        char c;
        pipe2(p, O_NONBLOCK);
        pid_t pid = fork();
        if (!pid) {
            handled = p[1];
            struct rlimit none = {0, 0};
            setrlimit(RLIMIT_CORE, &none), signal(SIGUSR1, handler);
            for (;;)
                pause();
        }
        usleep(50000), enter("t/f", pid), T(put("t/f/cgroup.freeze", "1")), usleep(100000), show("t/f/cgroup.events");
        kill(pid, ends[n]), printf("signal %d: ended %d", ends[n], ended(pid)), printf(" handled %zd\n", read(p[0], &c, 1)),
            show("t/f/cgroup.events");
        T(put("t/f/cgroup.freeze", "0")), printf("then %d", ended(pid)), printf(" handled %zd\n", read(p[0], &c, 1));
        kill(pid, SIGKILL), waitpid(pid, NULL, 0), close(p[0]), close(p[1]);
    }
    printf("-- frozen in a group around, by moving, by beginning\n");
    T(mkdir("t/f/g", 0755)), T(mkdir("t/n", 0755));
    int p[2];
    char c[1000];
    pipe2(p, O_NONBLOCK);
    pid_t pid = fork();
    if (!pid)
        for (;;)
            write(p[1], "x", 1), usleep(5000);
    enter("t/f/g", pid), usleep(50000), T(put("t/f/cgroup.freeze", "1")), usleep(100000), read(p[0], c, 1000), usleep(100000);
    show("t/f/g/cgroup.events"), show("t/f/g/cgroup.freeze"), printf("%zd\n", read(p[0], c, 1000));
    T(enter("t/n", pid)), usleep(50000), printf("%d\n", read(p[0], c, 1000) > 0), T(enter("t/f/g", pid)), usleep(50000),
        read(p[0], c, 1000);
    usleep(50000), printf("%zd\n", read(p[0], c, 1000)), T(put("t/f/cgroup.freeze", "0")), usleep(50000),
        printf("%d\n", read(p[0], c, 1000) > 0);
    kill(pid, SIGKILL), waitpid(pid, NULL, 0), T(rmdir("t/f/g")), T(rmdir("t/f")), T(rmdir("t/n"));
}

static void spaces(void) {
    printf("-- namespaces\n");
    T(mkdir("t/s", 0755)), T(mkdir("t/s/sub", 0755)), T(mkdir("t/o", 0755));
    for (int delegated = 0; delegated < 2; delegated++) {
        T(mount("none", "/tmp/cg3", "cgroup2", 0, delegated ? "nsdelegate" : "")), T(umount("/tmp/cg3"));
        CHILD(T(enter("t/s", 0)); int fd = open("t/s/cgroup.max.depth", O_WRONLY); int home = open("/proc/self/ns/cgroup", O_RDONLY);
              T(unshare(CLONE_NEWCGROUP)); T(put("t/s/cgroup.max.depth", "max")); T(write(fd, "max", 3));
              T(put("t/s/sub/cgroup.max.depth", "max")); T(enter("t/s", 0)); T(enter("t/s/sub", 0)); T(enter("t/o", 0)); T(enter("t/s", 0));
              show("/proc/self/cgroup"); int in = open("t/s/cgroup.max.depth", O_WRONLY); T(setns(home, CLONE_NEWCGROUP));
              T(put("t/s/cgroup.max.depth", "max")); T(write(in, "max", 3)));
    }
    CHILD(enter("t/s", 0); T(unshare(CLONE_NEWCGROUP)); T(mount("none", "/tmp/cg3", "cgroup2", 0, "")); T(access("/tmp/cg3/sub", F_OK));
          T(access("/tmp/cg3/t", F_OK)); FILE *f = fopen("/proc/self/mountinfo", "r"); char line[400]; while (fgets(line, sizeof line, f)) {
              char root[100], on[100];
              if (sscanf(line, "%*d %*d %*s %99s %99s", root, on) == 2 && strstr(line, "cgroup2"))
                  printf("%s\n", root);
          } T(umount("/tmp/cg3")));
    T(rmdir("t/s/sub")), T(rmdir("t/s")), T(rmdir("t/o"));
}

int main(void) {
    mkdir("/sys/fs/cgroup", 0755), mount("none", "/sys/fs/cgroup", "cgroup2", 0, "nsdelegate"), chdir("/sys/fs/cgroup");
    T(put("cgroup.subtree_control", "+memory +pids +cpu")), show("cgroup.subtree_control"), T(mkdir("t", 0755));
    names(), tells(), freezes(), spaces();
    T(rmdir("t")), T(put("cgroup.subtree_control", "-memory -pids -cpu"));
    return 0;
}
