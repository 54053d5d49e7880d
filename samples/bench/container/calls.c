// What a program pays for system calls: nanoseconds each, by the program's own clock. Printed as "name nanoseconds".
// Usage: calls [SECONDS], how long each is measured at least.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char *self;
static char block[65536];
static int null_file, data_file, pipes[4];

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void check(int good, const char *what) {
    if (!good) {
        perror(what);
        exit(1);
    }
}

static void call_getpid(void) { syscall(SYS_getpid); }
static void call_write1(void) { check(pwrite(data_file, block, 1, 0) == 1, "pwrite"); }
static void call_read1(void) { check(pread(data_file, block, 1, 0) == 1, "pread"); }
static void call_write64k(void) { check(pwrite(data_file, block, sizeof block, 0) == sizeof block, "pwrite"); }
static void call_read64k(void) { check(pread(data_file, block, sizeof block, 0) == sizeof block, "pread"); }
static void call_writenull(void) { check(write(null_file, block, 1) == 1, "write"); }

static void call_pingpong(void) {
    char c = 0;
    check(write(pipes[1], &c, 1) == 1 && read(pipes[2], &c, 1) == 1, "ping");
}

static void finish(pid_t child) {
    int status;
    check(child > 0 && waitpid(child, &status, 0) == child && status == 0, "child");
}

static void call_fork(void) {
    pid_t child = fork();
    if (child == 0) _exit(0);
    finish(child);
}

static void call_exec(void) {
    pid_t child = fork();
    if (child == 0) {
        execl(self, self, "nothing", (char *) 0);
        _exit(9);
    }
    finish(child);
}

// Under user mode emulation the host may not know what to do with a program of another architecture.
static int can_exec(void) {
    pid_t child = fork();
    if (child == 0) {
        execl(self, self, "nothing", (char *) 0);
        _exit(9);
    }
    int status;
    return waitpid(child, &status, 0) == child && status == 0;
}

static void call_map(void) {
    size_t size = 1 << 20;
    char *at = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED, "mmap");
    for (size_t i = 0; i < size; i += 4096) at[i] = 1;
    munmap(at, size);
}

static void call_open(void) {
    int file = open("/tmp/calls.data", O_RDONLY);
    check(file >= 0, "open");
    close(file);
}

static void call_stat(void) {
    struct stat status;
    check(stat("/tmp/calls.data", &status) == 0, "stat");
}

static void call_files(void) {
    char name[64];
    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof name, "/tmp/calls.files/%d", i);
        int file = open(name, O_CREAT | O_WRONLY, 0600);
        check(file >= 0, "create");
        close(file);
    }
    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof name, "/tmp/calls.files/%d", i);
        check(unlink(name) == 0, "unlink");
    }
}

static void measure(const char *name, void (*call)(void), int each, double seconds) {
    double start = now(), end;
    long count = 0;
    for (long batch = 1;; batch *= 2) {
        for (long i = 0; i < batch; i++) call();
        count += batch;
        end = now();
        if (end - start >= seconds) break;
        if (batch == 1 && end - start > seconds / 20) break;
    }
    start = now();
    long more = count < 1 ? 1 : count;
    for (long i = 0; i < more; i++) call();
    printf("%s %.0f\n", name, (now() - start) * 1e9 / more / each);
    fflush(stdout);
}

int main(int argc, char **argv) {
    self = argv[0];
    if (argc > 1 && !strcmp(argv[1], "nothing")) return 0;
    double seconds = argc > 1 ? atof(argv[1]) : 0.5;
    null_file = open("/dev/null", O_WRONLY);
    data_file = open("/tmp/calls.data", O_CREAT | O_RDWR, 0600);
    check(null_file >= 0 && data_file >= 0, "open");
    call_write64k();
    mkdir("/tmp/calls.files", 0700);
    check(pipe(pipes) == 0 && pipe(pipes + 2) == 0, "pipe");
    pid_t echo = fork();
    if (echo == 0) {
        char c;
        close(pipes[1]);
        while (read(pipes[0], &c, 1) == 1 && write(pipes[3], &c, 1) == 1) continue;
        _exit(0);
    }
    measure("getpid", call_getpid, 1, seconds);
    measure("write-1-null", call_writenull, 1, seconds);
    measure("read-1", call_read1, 1, seconds);
    measure("write-1", call_write1, 1, seconds);
    measure("read-64k", call_read64k, 1, seconds);
    measure("write-64k", call_write64k, 1, seconds);
    measure("open+close", call_open, 1, seconds);
    measure("stat", call_stat, 1, seconds);
    measure("pipe-ping-pong", call_pingpong, 1, seconds);
    measure("mmap+touch-page", call_map, 256, seconds);
    measure("fork+exit", call_fork, 1, seconds);
    measure("create+remove", call_files, 10000, seconds);
    if (can_exec()) measure("fork+exec", call_exec, 1, seconds);
    close(pipes[1]);
    unlink("/tmp/calls.data");
    rmdir("/tmp/calls.files");
    return 0;
}
