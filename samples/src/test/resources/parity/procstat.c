/* The fields of /proc/PID/stat and of a thread's own: priorities, policies, signals, addresses, what only some are told. */
#include "parity.h"
#include <sched.h>
#include <sys/syscall.h>

enum { STATE = 3, PRIORITY = 18, NICE = 19, THREADS = 20, RSS_LIMIT = 25, START_CODE = 26, END_CODE = 27, START_STACK = 28, PENDING = 31, BLOCKED = 32,
    IGNORED = 33, CAUGHT = 34, WAITS = 35, EXIT_SIGNAL = 38, REAL_TIME = 40, POLICY = 41, START_DATA = 45, END_DATA = 46, START_BRK = 47, ARG_START = 48,
    ARG_END = 49, ENV_START = 50, ENV_END = 51, EXIT_CODE = 52 };

static char line[2000];
static char *field[60];
static int fields;

static void look(const char *path) {
    int fd = open(path, O_RDONLY);
    int got = read(fd, line, sizeof line - 1);
    close(fd);
    line[got < 0 ? 0 : got] = 0;
    fields = 1;
    char *rest = strrchr(line, ')');
    field[1] = line, field[2] = strchr(line, '(');
    for (char *word = strtok(rest ? rest + 1 : line, " \n"); word; word = strtok(NULL, " \n")) {
        field[fields + 2] = word;
        fields++;
    }
}

static void own(const char *what) {
    look("/proc/self/stat");
    printf("%s: priority %s, nice %s, real-time %s, policy %s\n", what, field[PRIORITY], field[NICE], field[REAL_TIME], field[POLICY]);
}

static void handler(int signal) {
}

static long at(int number) {
    return strtoul(field[number], NULL, 10);
}

static void *thread(void *unused) {
    char path[100];
    setpriority(PRIO_PROCESS, syscall(SYS_gettid), 7);
    sprintf(path, "/proc/self/task/%ld/stat", syscall(SYS_gettid));
    look(path);
    printf("thread: nice %s, threads %s, exit signal %s\n", field[NICE], field[THREADS], field[EXIT_SIGNAL]);
    look("/proc/self/stat");
    printf("process: nice %s, threads %s, exit signal %s, waits %s\n", field[NICE], field[THREADS], field[EXIT_SIGNAL], field[WAITS]);
    sprintf(path, "/proc/self/task/%d/stat", getpid());
    for (int i = 0; i < 1000 && (look(path), *field[STATE] == 'R'); i++) {
        usleep(1000);
    }
    printf("first thread: state %s, waits %s\n", field[STATE], field[WAITS]);
    return NULL;
}

static void of(int pid, const char *what) {
    char path[100];
    sprintf(path, "/proc/%d/stat", pid);
    look(path);
    printf("%s: state %s, waits %s, code %d, stack %d, data %d, arguments %d, signal %s, exit %s\n", what, field[STATE], field[WAITS], at(START_CODE) > 1,
            at(START_STACK) > 0, at(START_DATA) > 0, at(ARG_START) > 0, field[EXIT_SIGNAL], field[EXIT_CODE]);
}

static void others(void) {
    int hold[2];
    pipe(hold);
    int pid = fork();
    if (pid == 0) {
        char c;
        close(hold[1]);
        read(hold[0], &c, 1);
        _exit(3);
    }
    char path[100];
    sprintf(path, "/proc/%d/stat", pid);
    for (int i = 0; i < 1000 && (look(path), *field[STATE] != 'S'); i++) {
        usleep(1000);
    }
    of(pid, "child");
    if (fork() == 0) {
        setgid(65534), setuid(65534);
        of(pid, "to a stranger");
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    close(hold[0]), close(hold[1]);
    for (int i = 0; i < 1000 && (look(path), *field[STATE] != 'Z'); i++) {
        usleep(1000);
    }
    of(pid, "ended");
    wait(NULL);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    own("at first");
    printf("fields %d, state %s, waits %s\n", fields + 1, field[STATE], field[WAITS]);
    printf("code %d, data %d, brk %d, arguments %d, environment %d, stack %d\n", at(END_CODE) > at(START_CODE), at(END_DATA) > at(START_DATA),
            at(START_BRK) >= at(END_DATA), at(ARG_END) > at(ARG_START), at(ENV_START) == at(ARG_END) && at(ENV_END) >= at(ENV_START),
            at(ARG_START) > at(START_STACK));
    nice(5);
    own("nice");
    struct rlimit most = {123 << 20, RLIM_INFINITY};
    setrlimit(RLIMIT_RSS, &most);
    signal(SIGUSR1, handler), signal(SIGUSR2, SIG_IGN);
    sigset_t blocked;
    sigemptyset(&blocked), sigaddset(&blocked, SIGHUP), sigaddset(&blocked, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    raise(SIGHUP);
    look("/proc/self/stat");
    printf("limit %s, pending %s, blocked %s, ignored %s, caught %s\n", field[RSS_LIMIT], field[PENDING], field[BLOCKED], field[IGNORED], field[CAUGHT]);
    struct sched_param priority = {.sched_priority = 10};
    T(sched_setscheduler(0, SCHED_FIFO, &priority));
    own("real-time");
    priority.sched_priority = 0;
    T(sched_setscheduler(0, SCHED_BATCH, &priority));
    own("batch");
    T(sched_setscheduler(0, SCHED_IDLE, &priority));
    own("idle");
    T(sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &priority));
    own("other");
    pthread_t second;
    pthread_create(&second, NULL, thread, NULL);
    pthread_join(second, NULL);
    others();
    return 0;
}
