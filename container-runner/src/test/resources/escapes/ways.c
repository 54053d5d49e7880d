/* Ways out that have worked elsewhere. Prints "done", and before that a line for each that worked. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/swap.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static ino_t root;
static dev_t device;
static void bad(const char *what) { printf("out: %s\n", what), fflush(stdout); }

/* Going up ends at the container's root or at one's own. */
static void inside(const char *what) {
    struct stat s, own;
    for (int i = 0; i < 64; i++) chdir("..");
    stat("/", &own);
    if (stat(".", &s) || (s.st_ino != root || s.st_dev != device) && (s.st_ino != own.st_ino || s.st_dev != own.st_dev)) bad(what);
    chdir("/");
}

static void paths(void) {
    char deep[512] = "";
    for (int i = 0; i < 100; i++) strcat(deep, "../");
    chdir(deep), inside("..");
    mkdir("/tmp/jail", 0755), mkdir("/tmp/jail/in", 0755);
    if (fork() == 0) {
        int up = open("/", O_RDONLY | O_DIRECTORY);
        chroot("/tmp/jail"), fchdir(up), inside("fchdir out of a chroot is the container's root");
        chroot("."), mkdir("/tmp/jail2", 0755), chroot("/tmp/jail2"), inside("chroot without chdir");
        _exit(0);
    }
    wait(NULL);
    symlink("/../../../../../../", "/tmp/up"), chdir("/tmp/up"), inside("link");
    symlink("../../../../../../../..", "/tmp/up2"), chdir("/tmp/up2"), inside("relative link");
    chdir("/proc/1/root/.."), inside("/proc/1/root"), chdir("/proc/self/cwd/../../.."), inside("/proc/self/cwd");
    char name[64];
    for (int fd = 0; fd < 30; fd++) {
        struct stat s;
        sprintf(name, "/proc/self/fd/%d/..", fd);
        if (chdir(name) == 0) inside("/proc/self/fd");
        sprintf(name, "/proc/self/fd/%d", fd);
        int again = fd > 2 ? open(name, O_RDWR) : -1;
        if (again >= 0) bad("a descriptor that was not given"), close(again);
    }
    mkdir("/tmp/x", 0755), mkdir("/tmp/x/y", 0755), chdir("/tmp/x/y"), rename("/tmp/x/y", "/tmp/y"), inside("a directory that moved");
    chdir("/tmp/y"), rmdir("/tmp/y"), inside("a directory that is gone");
}

static void devices(void) {
    int numbers[][2] = {{1, 1}, {1, 2}, {1, 4}, {10, 229}, {8, 0}, {259, 0}, {4, 0}, {254, 0}, {7, 0}};
    for (int i = 0; i < 9; i++) {
        for (int block = 0; block < 2; block++) {
            unlink("/tmp/node"), mknod("/tmp/node", (block ? S_IFBLK : S_IFCHR) | 0666, makedev(numbers[i][0], numbers[i][1]));
            int fd = open("/tmp/node", O_RDWR);
            if (fd >= 0) bad("a device"), close(fd);
        }
    }
    const char *files[] = {"/dev/mem", "/dev/kmem", "/proc/kcore", "/dev/sda", "/dev/kvm", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper"};
    for (int i = 0; i < 7; i++) if (open(files[i], O_RDWR) >= 0) bad(files[i]);
    char address[17] = "";
    read(open("/proc/kallsyms", O_RDONLY), address, 16);
    if (strspn(address, "0") != strlen(address)) bad("an address of the kernel");
    if (write(open("/proc/sys/kernel/core_pattern", O_WRONLY), "|/bin/sh", 8) > 0) bad("core_pattern");
    if (!mount("proc", "/tmp", "proc", 0, NULL)) bad("mount without the right");
    if (!swapon("/tmp/a", 0) || !reboot(0x1234567)) bad("reboot");
    struct timeval t = {0};
    if (!settimeofday(&t, NULL)) bad("settimeofday");
    if (syscall(SYS_open_by_handle_at, 3, root, 0) >= 0) bad("open_by_handle_at");
}

static void namespaces(void) {
    if (fork() == 0) {
        unshare(CLONE_NEWUSER | CLONE_NEWNS);
        if (!mount("none", "/sys", "", MS_REMOUNT | MS_BIND, NULL)) bad("a mount made writable");
        if (!umount2("/sys", MNT_DETACH) || !umount("/proc")) bad("a mount taken away that hides something");
        if (!sethostname("x", 1)) bad("another's host name");
        if (!setpriority(PRIO_PROCESS, 1, -20)) bad("another's priority");
        if (!ptrace(PTRACE_ATTACH, 1, 0, 0)) bad("ptrace of process 1");
        int fd = open("/proc/1/ns/mnt", O_RDONLY);
        if (fd >= 0 && !setns(fd, 0)) bad("setns to process 1's mounts");
        if (open("/proc/1/mem", O_RDONLY) >= 0 || open("/proc/1/environ", O_RDONLY) >= 0) bad("memory of process 1");
        if (!chown("/bin", 0, 0) || !mknod("/tmp/null", S_IFCHR | 0666, makedev(1, 3))) bad("rights over what is not in the namespace");
        mkdir("/tmp/p", 0755), mount("none", "/tmp/p", "tmpfs", 0, NULL), mkdir("/tmp/p/old", 0755);
        syscall(SYS_pivot_root, "/tmp/p", "/tmp/p/old"), umount2("/old", MNT_DETACH), chdir("/"), chdir("../../.."), fflush(stdout);
        if (!access("bin/ways", F_OK)) bad("behind a pivoted root");
        _exit(0);
    }
    wait(NULL);
    if (fork() == 0) {
        setgid(1000), setuid(1000);
        if (!kill(1, SIGKILL) || !ptrace(PTRACE_ATTACH, 1, 0, 0)) bad("another user's process");
        if (open("/proc/1/mem", O_RDONLY) >= 0 || open("/proc/1/environ", O_RDONLY) >= 0 || open("/proc/1/fd/0", O_RDONLY) >= 0) bad("another user's memory");
        if (!chdir("/proc/1/root") || !chdir("/proc/1/cwd")) bad("another user's root");
        char map[] = "0 0 1";
        unshare(CLONE_NEWUSER);
        int fd = open("/proc/self/uid_map", O_WRONLY);
        if (write(fd, map, 5) > 0) bad("root by a map");
        fd = open("/proc/self/gid_map", O_WRONLY);
        if (write(fd, "0 1000 1", 8) > 0) bad("a group map with setgroups");
        _exit(0);
    }
    wait(NULL);
}

static void bombs(void) {
    pid_t bomb = fork();
    if (bomb == 0) {
        setsid();
        for (;;) if (fork() < 0 && errno != EAGAIN) bad("fork"), _exit(1);
    }
    usleep(300000), kill(-bomb, SIGKILL);
    for (int i = 0; i < 100; i++) usleep(1000), kill(-bomb, SIGKILL);
    while (waitpid(-1, NULL, WNOHANG) > 0) ;
    for (int kind = 0; kind < 4; kind++) {
        pid_t pid = fork();
        int s;
        if (pid == 0) {
            if (kind == 0) for (;;) memset(mmap(NULL, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1, 1 << 20);
            if (kind == 1) for (int fd = memfd_create("m", 0);;) if (write(fd, &root - 0, 1 << 16) < 0 && errno != EFAULT) _exit(0); else if (lseek(fd, 1 << 20, SEEK_CUR) > 1L << 40) _exit(0);
            if (kind == 2) for (;;) { int p[2]; if (pipe(p)) _exit(0); fcntl(p[1], F_SETFL, O_NONBLOCK), write(p[1], (char *)bad, 65536); }
            if (kind == 3) { volatile char c[1 << 16]; memset((char *)c, 1, sizeof c); for (volatile char *at = c;; at -= 4096) *at = 1; }
        }
        waitpid(pid, &s, 0);
    }
    char *many[2001];
    static char big[100000];
    memset(big, 'x', sizeof big - 1);
    for (int i = 0; i < 2000; i++) many[i] = big;
    many[2000] = NULL;
    if (execv("/bin/ways", many) != -1 || errno != E2BIG) bad("arguments");
}

int main(int argc, char **argv) {
    struct stat s;
    stat("/", &s), root = s.st_ino, device = s.st_dev;
    paths(), devices(), namespaces(), bombs();
    printf("done\n");
    return 0;
}
