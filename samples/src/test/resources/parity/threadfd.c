/* A descriptor of a thread: whose numbers it tells, when it is readable, whom signals reach by it. */
#include "parity.h"
#include <sys/uio.h>
#define CLONE_DESCRIPTOR 0x1000
static char stack[65536];
static int gate[2], tid, got;

static void told(int fd) {
    char name[64], text[512];
    snprintf(name, sizeof name, "/proc/self/fdinfo/%d", fd);
    int info = open(name, O_RDONLY);
    text[read(info, text, sizeof text - 1)] = 0;
    close(info);
    int pid = atoi(strstr(text, "\nPid:") + 5);
    printf("Pid: %s\n", pid == tid ? "the thread's" : pid == getpid() ? "the process's" : pid == -1 ? "-1" : "another");
    struct pollfd p = {fd, POLLIN, 0};
    T(poll(&p, 1, 0));
    printf("%x flags %x\n", p.revents, fcntl(fd, F_GETFL) & 0200);
    T(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
}

static void handle(int signal) { got = syscall(SYS_gettid); }

static int thread(void *unused) {
    char c;
    while (syscall(SYS_read, gate[0], &c, 1) != 1 || c != 'x') {
    }
    return 0;
}

static void begin(void) { tid = 0; pipe(gate); }

int main(void) {
    int fd = -7;
    struct sigaction a = {.sa_handler = handle};
    sigaction(SIGUSR1, &a, NULL);
    begin();
    tid = clone(thread, stack + sizeof stack, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_DESCRIPTOR, NULL, &fd);
    told(fd);
    T(syscall(SYS_pidfd_send_signal, fd, SIGUSR1, NULL, 0));
    while (!got) {
        usleep(1000);
    }
    printf("the signal came to %s\n", got == tid ? "the thread" : "another");
    int again = syscall(SYS_pidfd_open, tid, 0200);
    T(syscall(SYS_pidfd_open, tid, 0));
    told(again);
    struct pollfd p = {fd, POLLIN, 0};
    write(gate[1], "x", 1);
    T(poll(&p, 1, 10000));
    while (syscall(SYS_tgkill, getpid(), tid, 0) == 0) {
        usleep(1000);
    }
    told(fd);
    told(again);
    int own = syscall(SYS_pidfd_open, getpid(), 0200);
    tid = getpid();
    told(own);
    struct iovec none = {NULL, 0};
    T(preadv2(gate[0], &none, 1, -1, 0x1000));
    T(pwritev2(gate[1], &none, 1, -1, 0x1000));
    T(madvise((void *)(1L << 62), 0, MADV_DONTNEED));
    return 0;
}
