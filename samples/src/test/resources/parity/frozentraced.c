/* A debugger and the freezer of control groups: who is frozen can be stopped and looked at; whose rights count for a file of groups. */
#include "parity.h"
#include <sys/mount.h>
#include <sys/ptrace.h>
#define TOP "/sys/fs/cgroup"
#define GROUP TOP "/traced"
static int put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY);
    int r = fd < 0 ? -1 : write(fd, text, strlen(text)), e = errno;
    close(fd);
    errno = e;
    return r < 0 ? -1 : 0;
}
static int frozen(void) {
    char b[200] = {0};
    int fd = open(GROUP "/cgroup.events", O_RDONLY);
    read(fd, b, 199);
    close(fd);
    return strstr(b, "frozen 1") != 0;
}
static void await(int wanted) {
    for (int i = 0; i < 100 && frozen() != wanted; i++)
        usleep(10000);
    T(frozen());
}
static volatile int *count;
static pid_t start(int loops) {
    char number[20];
    pid_t child = fork();
    if (!child) {
        while (loops)
            ++*count;
        for (;;)
            pause();
    }
    sprintf(number, "%d", child);
    T(put(GROUP "/cgroup.procs", number));
    return child;
}
int main(void) {
    int status;
    siginfo_t info;
    mkdir(TOP, 0755);
    mount("none", TOP, "cgroup2", 0, 0);
    count = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    T(mkdir(GROUP, 0755));
    for (int loops = 0; loops < 2; loops++) {
        pid_t child = start(loops);
        T(put(GROUP "/cgroup.freeze", "1"));
        await(1);
        T(ptrace(PTRACE_SEIZE, child, 0, 0));
        T(ptrace(PTRACE_INTERRUPT, child, 0, 0));
        T(waitpid(child, &status, 0) == child);
        printf("%x\n", status);
        await(1);
        T(ptrace(PTRACE_GETSIGINFO, child, 0, &info));
        printf("%d %x\n", info.si_signo, info.si_code);
        int before = *count;
        T(ptrace(PTRACE_CONT, child, 0, 0));
        usleep(50000);
        T(*count == before);
        T(ptrace(PTRACE_INTERRUPT, child, 0, 0));
        T(waitpid(child, &status, 0) == child);
        T(ptrace(PTRACE_DETACH, child, 0, 0));
        await(1);
        T(put(GROUP "/cgroup.freeze", "0"));
        await(0);
        kill(child, SIGKILL);
        T(waitpid(child, &status, 0) == child);
        printf("%x\n", status);
    }
    /* Rights are those of when the file was opened */
    mkdir(GROUP "/a", 0755);
    mkdir(GROUP "/b", 0755);
    if (!fork()) {
        T(put(GROUP "/a/cgroup.procs", "0"));
        T(chown(GROUP "/a/cgroup.procs", 65534, -1));
        T(chown(GROUP "/b/cgroup.procs", 65534, -1));
        T(seteuid(65534));
        int fd = open(GROUP "/b/cgroup.procs", O_RDWR);
        T(seteuid(0));
        T(write(fd, "0", 1));
        T(put(GROUP "/b/cgroup.procs", "0"));
        fd = open("/proc/sys/kernel/ns_last_pid", O_WRONLY);
        T(fd > 0);
        _exit(0);
    }
    wait(0);
    T(rmdir(GROUP "/a"));
    T(rmdir(GROUP "/b"));
    T(rmdir(GROUP));
    return 0;
}
