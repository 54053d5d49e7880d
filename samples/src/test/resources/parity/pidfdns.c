/* The namespaces of a process by its descriptor, and what /proc says of such a descriptor. */
#include "parity.h"
#include <linux/sched.h>
#define GET(n) _IO(0xff, n)
#define NS_TYPE _IO(0xb7, 3)
static int child(void) {
    pause();
    return 0;
}
static char stack[1 << 16];
static void info(int fd) {
    char name[64], line[200];
    sprintf(name, "/proc/self/fdinfo/%d", fd);
    FILE *f = fopen(name, "r");
    while (fgets(line, sizeof line, f)) {
        if (!strncmp(line, "NSpid", 5)) {
            int n = 0;
            for (char *c = line; *c; c++) {
                n += *c == '\t';
            }
            printf("NSpid of %d numbers, %s", n, strrchr(line, '\t') + (n == 1));
            if (n == 1) {
                printf(".\n");
            }
        } else if (!strncmp(line, "Pid:\t-1", 7)) {
            printf("%s", line);
        }
    }
    fclose(f);
}
int main(void) {
    int fd = -1;
    own_users();
    int pid = clone((int (*)(void *))child, stack + sizeof stack, CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWNET | CLONE_PIDFD | SIGCHLD, 0, &fd);
    T(pid > 0);
    for (int i = 1; i <= 10; i++) {
        int ns = ioctl(fd, GET(i), 0);
        printf("%d: %s type %x\n", i, ns < 0 ? strerrorname_np(errno) : "open", ns < 0 ? 0 : ioctl(ns, NS_TYPE));
        if (ns >= 0) {
            printf("cloexec %d\n", fcntl(ns, F_GETFD));
            close(ns);
        }
    }
    T(ioctl(fd, GET(1), 1));
    T(ioctl(fd, GET(0), 0));
    T(ioctl(fd, GET(12), 0));
    T(ioctl(fd, TCGETS, 0));
    T(ioctl(1, GET(1), 0));
    int net = ioctl(fd, GET(4), 0);
    T(net >= 0);
    int uts = ioctl(fd, GET(10), 0);
    T(setns(uts, CLONE_NEWNET));
    T(setns(uts, CLONE_NEWUTS));
    T(sethostname("elsewhere", 9));
    T(setns(net, 0));
    T(setns(fd, 0));
    T(setns(fd, CLONE_NEWPID | CLONE_NEWNET));
    char there[64], here[64];
    sprintf(there, "/proc/%d/ns/net", pid);
    struct stat a, b;
    stat(there, &a);
    stat("/proc/self/ns/net", &b);
    printf("same network %d\n", a.st_ino == b.st_ino);
    fstat(net, &b);
    printf("same as the descriptor's %d\n", a.st_ino == b.st_ino);
    info(fd);
    kill(pid, SIGKILL);
    waitpid(pid, 0, 0);
    info(fd);
    T(ioctl(fd, GET(1), 0));
    T(setns(fd, CLONE_NEWNET));
    int top[] = {4194304}, none[] = {0};
    int *choices[] = {top, none};
    for (int i = 0; i < 2; i++) {
        struct clone_args args = {.exit_signal = SIGCHLD, .set_tid = (unsigned long)choices[i], .set_tid_size = 1};
        errno = 0;
        int c = syscall(SYS_clone3, &args, sizeof args);
        if (c == 0) {
            _exit(getpid() == choices[i][0] ? 3 : 4);
        }
        int status = 0;
        if (c > 0) {
            waitpid(c, &status, 0);
        }
        printf("chosen %d: %s %d\n", choices[i][0], c < 0 ? strerrorname_np(errno) : "made", WEXITSTATUS(status));
    }
    return 0;
}
