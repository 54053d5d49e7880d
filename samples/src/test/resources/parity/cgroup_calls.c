// Control groups by system calls: clone3 into one, events by poll and inotify, namespaces, delegation, running out of memory
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif

struct args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

static void put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY);
    int done = fd < 0 ? -1 : write(fd, text, strlen(text));
    printf("%s <- %s: %s\n", path, text, done < 0 ? strerror(errno) : "ok");
    if (fd >= 0) {
        close(fd);
    }
}

static void show(const char *path) {
    char text[4096];
    int fd = open(path, O_RDONLY);
    int got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    text[got > 0 ? got : 0] = 0;
    printf("%s: %s%s", path, got < 0 ? strerror(errno) : text, got <= 0 ? "\n" : "");
    if (fd >= 0) {
        close(fd);
    }
}

static pid_t into(int fd) {
    struct args a = {.flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = fd};
    return syscall(SYS_clone3, &a, sizeof a);
}

static void wait_for(const char *what, pid_t child) {
    int status = 0;
    pid_t got = waitpid(child, &status, 0);
    printf("%s: %s %d\n", what, got != child ? "lost" : WIFSIGNALED(status) ? "signal" : "exit", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static void touch(size_t bytes) {
    char *p = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (size_t i = 0; i < bytes; i += 4096) {
        p[i] = 1;
    }
}

int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    mkdir("/sys/fs/cgroup", 0755);
    mount("none", "/sys/fs/cgroup", "cgroup2", 0, 0);
    chdir("/sys/fs/cgroup");
    mkdir("init", 0755);
    char all[65536];
    int procs = open("cgroup.procs", O_RDONLY);
    int got = read(procs, all, sizeof all - 1);
    all[got > 0 ? got : 0] = 0;
    for (char *each = strtok(all, "\n"); each; each = strtok(0, "\n")) {
        int fd = open("init/cgroup.procs", O_WRONLY);
        write(fd, each, strlen(each));
        close(fd);
    }
    close(procs);
    put("cgroup.subtree_control", "+memory +pids");

    printf("mkdir %d\n", mkdir("t", 0755));
    int t = open("t", O_RDONLY | O_DIRECTORY);
    int not = open("/tmp", O_RDONLY | O_DIRECTORY);
    printf("clone3 into no group: %d", into(not));
    printf(" %s\n", strerror(errno));
    printf("clone3 into nothing: %d", into(-1));
    printf(" %s\n", strerror(errno));
    int events = open("t/cgroup.events", O_RDONLY);
    struct pollfd p = {.fd = events, .events = POLLPRI};
    printf("poll before reading: %d", poll(&p, 1, 0));
    printf(" %x\n", p.revents);
    char text[256];
    read(events, text, sizeof text);
    printf("poll after reading: %d\n", poll(&p, 1, 0));
    int notify = inotify_init1(IN_NONBLOCK);
    inotify_add_watch(notify, "t/cgroup.events", IN_MODIFY);
    int pipes[2];
    pipe(pipes);
    pid_t child = into(t);
    if (child == 0) {
        close(pipes[1]);
        read(pipes[0], text, 1);
        _exit(3);
    }
    printf("clone3: %d\n", child > 0);
    printf("poll: %d", poll(&p, 1, 1000));
    printf(" %x\n", p.revents);
    lseek(events, 0, SEEK_SET);
    got = read(events, text, sizeof text);
    printf("%.*s", got, text);
    struct inotify_event told[8];
    struct pollfd comes = {.fd = notify, .events = POLLIN};
    poll(&comes, 1, 1000);
    got = read(notify, told, sizeof told);
    printf("inotify %d mask %x\n", got > 0, got > 0 ? told[0].mask : 0);
    snprintf(text, sizeof text, "/proc/%d/cgroup", child);
    int fd = open(text, O_RDONLY);
    got = read(fd, text, sizeof text);
    close(fd);
    printf("%.*s", got, text);
    printf("rmdir of a full one: %d", rmdir("t"));
    printf(" %s\n", strerror(errno));
    close(pipes[1]);
    wait_for("child", child);
    printf("poll at its end: %d\n", poll(&p, 1, 1000));
    show("t/cgroup.events");

    // Memory
    put("t/memory.max", "4M");
    put("t/memory.swap.max", "0");
    child = into(t);
    if (child == 0) {
        touch(16 << 20);
        _exit(0);
    }
    wait_for("16 MiB in 4", child);
    int oom = open("t/memory.events", O_RDONLY);
    got = read(oom, text, sizeof text - 1);
    text[got] = 0;
    printf("%s\n", strstr(text, "oom_kill 1") ? "one was killed" : text);
    close(oom);
    put("t/memory.oom.group", "1");
    child = into(t);
    if (child == 0) {
        if (fork() == 0) {
            pause();
        }
        touch(16 << 20);
        _exit(0);
    }
    wait_for("all are killed", child);
    usleep(200000);
    show("t/cgroup.events");
    put("t/memory.max", "max");

    // Namespaces
    child = into(t);
    if (child == 0) {
        printf("unshare %d\n", unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP));
        put("/proc/self/uid_map", "0 0 1");
        show("/proc/self/cgroup");
        show("/proc/1/cgroup");
        mkdir("/tmp/groups", 0755);
        printf("mount %d\n", mount("none", "/tmp/groups", "cgroup2", 0, 0));
        printf("mkdir %d\n", mkdir("/tmp/groups/inner", 0755));
        printf("seen outside %d\n", access("t/inner/cgroup.procs", F_OK));
        put("/tmp/groups/inner/cgroup.procs", "0");
        show("/proc/self/cgroup");
        put("/tmp/groups/cgroup.procs", "0");
        printf("rmdir %d\n", rmdir("/tmp/groups/inner"));
        umount("/tmp/groups");
        rmdir("/tmp/groups");
        _exit(0);
    }
    wait_for("in a namespace", child);

    // Delegation: a user who owns a group's directory and files makes groups in it, and takes nobody from elsewhere
    mkdir("t/mine", 0755);
    chown("t/mine", 1000, 1000);
    chown("t/mine/cgroup.procs", 1000, 1000);
    chown("t/mine/cgroup.subtree_control", 1000, 1000);
    int mine = open("t/mine", O_RDONLY | O_DIRECTORY);
    child = into(mine);
    if (child == 0) {
        setgid(1000);
        setuid(1000);
        struct stat st;
        printf("mkdir %d\n", mkdir("t/mine/sub", 0755));
        stat("t/mine/sub/cgroup.procs", &st);
        printf("owner %d\n", st.st_uid);
        put("t/mine/sub/cgroup.procs", "0");
        show("/proc/self/cgroup");
        put("t/cgroup.procs", "0");
        put("t/mine/pids.max", "5");
        put("t/mine/sub/cgroup.procs", "1");
        printf("mkdir elsewhere %d", mkdir("t/other", 0755));
        printf(" %s\n", strerror(errno));
        put("t/mine/cgroup.procs", "0");
        printf("rmdir %d\n", rmdir("t/mine/sub"));
        _exit(0);
    }
    wait_for("delegated", child);
    printf("rmdir %d %d\n", rmdir("t/mine"), rmdir("t"));
    printf("read of a removed one: %d", (int) read(events, text, sizeof text));
    printf(" %s\n", strerror(errno));
    printf("clone3 into a removed one: %d", into(t));
    printf(" %s\n", strerror(errno));

    put("cgroup.subtree_control", "-memory -pids");
    procs = open("init/cgroup.procs", O_RDONLY);
    got = read(procs, all, sizeof all - 1);
    all[got > 0 ? got : 0] = 0;
    for (char *each = strtok(all, "\n"); each; each = strtok(0, "\n")) {
        int out = open("cgroup.procs", O_WRONLY);
        write(out, each, strlen(each));
        close(out);
    }
    close(procs);
    printf("rmdir %d\n", rmdir("init"));
    return 0;
}
