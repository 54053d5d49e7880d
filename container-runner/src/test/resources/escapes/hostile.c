/*
 * Each system call named on the command line with many hostile arguments. Usage: hostile SEED TUPLES NUMBER...
 * Every call's tuples run in a child with namespaces of its own, which is begun again at the next tuple when one kills it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_DEATHS 12
static uint64_t state;
/* Where what calls print goes: what one of them opens or unlinks must not change that. */
static int nowhere;
static volatile int *next;
static char *page, *edge, *readonly, *shapes;
/* Structures of calls stand this far apart, in their order below. */
#define APART 256
#define SHAPES 16
static const char *paths[] = {"tmpfs", "proc", "size", "mode", "64k", "user.x", "security.capability", "a", "d", "d/b", "l", ".", "..", "", "/", "/proc/self/mem", "/proc/self/fd/3", "/proc/self/ns/user", "/proc/1/root", "new"};

static uint64_t any(void) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
}

static long value(void) {
    static const long fixed[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 17, 24, 64, 128, 144, 4096, -1, -2, -100, -4095, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff,
        1L << 63, 1L << 38, (1L << 38) - 4096, 1L << 62, 0x1000, 0x5401, 0x5413, 0x5421, 0x80000, 0x4000};
    switch (any() % 9) {
        case 8: return (long)shapes + any() % SHAPES * APART;
        case 0: return fixed[any() % (sizeof fixed / sizeof *fixed)];
        case 1: return any() % 24;
        case 2: return (long)page + any() % 4096 / 8 * 8;
        case 3: return (long)edge - any() % 64;
        case 4: return (long)(any() % 3 ? readonly : (char *)value);
        case 5: return (long)paths[any() % (sizeof paths / sizeof *paths)];
        case 6: return 1L << any() % 40;
        default: return any() >> any() % 64;
    }
}

/* Memory that looks like what calls expect now and then: pointers, lengths, small numbers. */
static void fill(void) {
    for (int i = 0; i < 512; i++) ((long *)page)[i] = any() % 3 ? value() : any() % 64;
}

/* Structures as calls expect them, each word of them now and then something else. */
static void shape(void) {
    long buffer = (long)page, inside = (long)shapes;
    const long words[SHAPES][16] = {
        {0, 1000000, 0, 2000000},                                        /* timespec, itimerspec, itimerval */
        {buffer, 64, (long)edge - 8, 16, buffer + 128, 4096},            /* iovec */
        {buffer, 16, inside + APART, 2, buffer + 512, 64, 0},            /* msghdr */
        {0x100007fL << 32 | 0x3930L << 16 | 2, 0},                       /* sockaddr_in */
        {0x6b636f73L << 16 | 1, 0},                                      /* sockaddr_un */
        {O_CREAT | O_RDWR, 0644, 0},                                     /* open_how */
        {1 << 20, 1 << 20},                                              /* rlimit64 */
        {56, 0, 5, 0, 0, 0, 0},                                          /* sched_attr */
        {0, 0, 0, 0, SIGCHLD, 0, 0, 0, 0, 0, 0},                         /* clone_args */
        {77, (long)SIGUSR1 | 0L << 32, 0},                               /* sigevent */
        {1, 0, 1 << 18, 0},                                              /* mount_attr */
        {0, buffer, 2, 0, buffer + 8, 2},                                /* futex_waitv */
        {7, 0, 0 | 3L << 32, buffer, 16, 0, 0, 0},                       /* iocb */
        {1, inside + 13 * APART + 16, 0x7fff000000000006, 0},            /* sock_fprog */
        {32, (1L << 31) + 5, 0xff, 0},                                   /* mnt_id_req */
        {1, 0, 10, 0},                                                   /* flock, f_owner_ex, epoll_event */
    };
    for (int i = 0; i < SHAPES; i++)
        for (int j = 0; j < 16; j++) ((long *)(shapes + i * APART))[j] = any() % 12 ? words[i][j] : value();
}

static long make(long n, long a, long b, long c, long d, long e, long f) {
    register long a7 asm("a7") = n, a0 asm("a0") = a, a1 asm("a1") = b, a2 asm("a2") = c, a3 asm("a3") = d, a4 asm("a4") = e, a5 asm("a5") = f;
    /* A clone's child must not use what it shares with us: it ends at once. */
    asm volatile("ecall\n bnez a0, 1f\n li t0, 220\n beq a7, t0, 2f\n li t0, 435\n bne a7, t0, 1f\n 2: li a7, 93\n ecall\n 1:\n"
            : "+r"(a0), "+r"(a7) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5) : "memory", "t0");
    return a0;
}

static void on(int signal) {}

static void open_all(void) {
    int p[2];
    open("a", O_RDWR), open("d", O_RDONLY | O_DIRECTORY), open("a", O_PATH), pipe(p), socketpair(AF_UNIX, SOCK_STREAM, 0, p), eventfd(3, 0), epoll_create1(0);
    timerfd_create(CLOCK_MONOTONIC, 0), memfd_create("m", MFD_ALLOW_SEALING), socket(AF_INET, SOCK_STREAM, 0), socket(AF_INET, SOCK_DGRAM, 0), socket(AF_NETLINK, SOCK_RAW, 0);
    syscall(430, "tmpfs", 0), syscall(428, -100, "d", 1), syscall(447, 0);
    sigset_t s;
    sigfillset(&s), signalfd(-1, &s, 0), syscall(SYS_pidfd_open, getpid(), 0), open("/proc/self/ns/net", O_RDONLY), open("/proc/self/mem", O_RDWR), open("/dev/ptmx", O_RDWR | O_NOCTTY);
}

static void attack(long number, int tuples, uint64_t seed) {
    struct rlimit few = {60, 60}, small = {1 << 20, 1 << 20};
    setrlimit(RLIMIT_NOFILE, &few), setrlimit(RLIMIT_FSIZE, &small);
    page = mmap(NULL, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    edge = (char *)mmap(NULL, 8192, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) + 4096, mprotect(edge, 4096, PROT_NONE);
    shapes = mmap(NULL, SHAPES * APART, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    readonly = mmap(NULL, 4096, 1, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int fd = 0; fd < 3; fd++) dup2(nowhere, fd);
    close(nowhere);
    open_all();
    for (int i = *next; i < tuples; i++) {
        *next = i + 1;
        state = seed * 1000003 + number * 7919 + i * 104729 + 1, any(), any(), any();
        fill(), shape();
        struct itimerval soon = {{0, 5000}, {0, 5000}};
        signal(SIGALRM, on), siginterrupt(SIGALRM, 1), setitimer(ITIMER_REAL, &soon, NULL);
        long r = make(number, value(), value(), value(), value(), value(), value());
        (void)r;
    }
}

/* Whether a child ended within so many milliseconds. */
static int within(int milliseconds, pid_t child) {
    struct timespec one = {0, 1000000};
    int left = milliseconds;
    while (left > 0 && waitpid(child, NULL, WNOHANG) == 0) nanosleep(&one, NULL), left--;
    return left > 0;
}

/* A child in namespaces of its own; its own child is process 1 there. */
static void contained(long number, int tuples, uint64_t seed) {
    unshare(CLONE_NEWUSER);
    int fd = open("/proc/self/uid_map", O_WRONLY);
    write(fd, "0 0 1", 5), close(fd);
    unshare(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET);
    pid_t pid = fork();
    if (pid == 0) {
        pid_t inner = fork();
        if (inner == 0) attack(number, tuples, seed), _exit(0);
        within(4000, inner);
        _exit(0);
    }
    /* What is inside can stop its process 1 by ptrace; it cannot name this one. */
    if (!within(5000, pid)) kill(pid, SIGKILL), waitpid(pid, NULL, 0);
}

int main(int argc, char **argv) {
    uint64_t seed = strtoull(argv[1], NULL, 0);
    int tuples = atoi(argv[2]);
    nowhere = open("/dev/null", O_RDWR);
    next = mmap(NULL, 4096, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    mkdir("/tmp/f", 0755), chdir("/tmp/f"), mkdir("d", 0755), symlink("a", "l");
    for (int i = 3; i < argc; i++) {
        int deaths = 0;
        for (*next = 0; *next < tuples && deaths < MOST_DEATHS; deaths++) {
            close(open("a", O_CREAT | O_RDWR, 0666)), close(open("d/b", O_CREAT | O_RDWR, 0666));
            pid_t pid = fork();
            if (pid == 0) contained(atol(argv[i]), tuples, seed), _exit(0);
            waitpid(pid, NULL, 0);
        }
    }
    printf("survived %d\n", argc - 3);
    return 0;
}
