/* Timers and sleeps by clocks of processor time, overruns, numbers of timers, and calls that go on with restart_syscall(2). */
#include "parity.h"
#include <asm/ptrace.h>
#include <elf.h>
#include <sys/ptrace.h>

#define SECOND 1000000000L

static timer_t timer;
static volatile int heard, over, told, by;
static volatile int stop;
static int runner;

static void on_timer(int s, siginfo_t *i, void *c) {
    heard++;
    over = timer_getoverrun(timer);
    told = i->si_overrun;
    if (gettid() == runner)
        by++;
}

static long now(clockid_t c) {
    struct timespec t;
    clock_gettime(c, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static void burn(clockid_t c, long nanos) {
    long from = now(c);
    while (now(c) - from < nanos)
        ;
}

static int make(clockid_t c, int how, timer_t *t) {
    struct sigevent e = {.sigev_notify = how, .sigev_signo = SIGUSR1};
    return timer_create(c, &e, t);
}

static void overruns(clockid_t c) {
    sigset_t s;
    sigemptyset(&s), sigaddset(&s, SIGUSR1), sigprocmask(SIG_BLOCK, &s, 0);
    heard = over = told = 0;
    T(make(c, SIGEV_SIGNAL, &timer));
    struct itimerspec i = {{0, SECOND / 50}, {0, SECOND / 50}}, was;
    timer_settime(timer, 0, &i, 0);
    burn(c, SECOND / 5 + SECOND / 200);
    timer_gettime(timer, &was);
    printf("left %d\n", was.it_value.tv_nsec > 0 && was.it_value.tv_nsec <= SECOND / 50);
    sigprocmask(SIG_UNBLOCK, &s, 0);
    printf("clock %d heard %d over %d told %d\n", c, heard, over, told);
    T(timer_delete(timer));
}

static void *spin(void *nothing) {
    runner = gettid();
    make(CLOCK_PROCESS_CPUTIME_ID, SIGEV_SIGNAL, &timer);
    struct itimerspec i = {{0, SECOND / 200}, {0, SECOND / 200}};
    timer_settime(timer, 0, &i, 0);
    while (heard < 5)
        ;
    timer_delete(timer);
    return 0;
}

static void *run(void *nothing) {
    while (!stop)
        ;
    return 0;
}

static void nobody_told(void) {
    timer_t t;
    struct itimerspec i = {{0, 0}, {0, SECOND / 100}}, left;
    T(make(CLOCK_MONOTONIC, SIGEV_NONE, &t));
    timer_settime(t, 0, &i, 0);
    usleep(20000);
    timer_gettime(t, &left);
    printf("once: %ld\n", left.it_value.tv_nsec);
    i.it_interval.tv_nsec = SECOND;
    timer_settime(t, 0, &i, 0);
    usleep(20000);
    timer_gettime(t, &left);
    printf("again: %d\n", left.it_value.tv_nsec > SECOND / 2);
    T(timer_getoverrun(t));
    i.it_value.tv_nsec = 0;
    timer_settime(t, 0, &i, 0);
    timer_gettime(t, &left);
    printf("off: %ld %ld\n", left.it_value.tv_nsec, left.it_interval.tv_nsec);
    timer_delete(t);
}

static void numbers(void) {
    long a, b, c;
    int id;
    syscall(SYS_timer_create, CLOCK_MONOTONIC, 0, &id), a = id;
    syscall(SYS_timer_delete, id);
    syscall(SYS_timer_create, CLOCK_MONOTONIC, 0, &id), b = id;
    syscall(SYS_timer_create, CLOCK_MONOTONIC, 0, &id), c = id;
    printf("numbers +%ld +%ld\n", b - a, c - b);
}

static void sleeps(void) {
    pthread_t t;
    pthread_create(&t, 0, run, 0);
    struct timespec d = {0, SECOND / 20}, rest;
    long from = now(CLOCK_PROCESS_CPUTIME_ID);
    T(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &d, 0));
    printf("ran %d\n", now(CLOCK_PROCESS_CPUTIME_ID) - from >= SECOND / 20);
    from = now(CLOCK_PROCESS_CPUTIME_ID) + SECOND / 20;
    d.tv_sec = from / SECOND, d.tv_nsec = from % SECOND;
    T(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, TIMER_ABSTIME, &d, 0));
    printf("ran %d\n", now(CLOCK_PROCESS_CPUTIME_ID) >= from);
    d.tv_sec = 0;
    T(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, TIMER_ABSTIME, &d, 0));
    T(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &d, 0));
    stop = 1;
    pthread_join(t, 0);
}

static long number(int pid) {
    struct user_regs_struct r;
    struct iovec v = {&r, sizeof r};
    ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &v);
    return r.a7;
}

/* A sleep that is stopped goes on by another call, which a tracer sees. */
static void restarted(void) {
    int s, pid = fork();
    if (pid == 0) {
        struct timespec d = {0, SECOND / 5};
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        _exit(syscall(SYS_nanosleep, &d, 0) ? 1 : 0);
    }
    waitpid(pid, &s, 0);
    ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
    ptrace(PTRACE_SYSCALL, pid, 0, 0), waitpid(pid, &s, 0);
    while (number(pid) != SYS_nanosleep)
        ptrace(PTRACE_SYSCALL, pid, 0, 0), waitpid(pid, &s, 0);
    unsigned long message = 0;
    ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
    printf("asleep in %ld message %lu\n", number(pid), message);
    ptrace(PTRACE_SYSCALL, pid, 0, 0);
    usleep(20000);
    kill(pid, SIGCONT);
    waitpid(pid, &s, 0);
    ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
    printf("stop %x message %lu\n", s >> 8, message);
    ptrace(PTRACE_SYSCALL, pid, 0, 0), waitpid(pid, &s, 0);
    printf("stop %x\n", s >> 8);
    ptrace(PTRACE_SYSCALL, pid, 0, 0), waitpid(pid, &s, 0);
    printf("goes on with %ld\n", number(pid));
    ptrace(PTRACE_CONT, pid, 0, 0), waitpid(pid, &s, 0);
    printf("end %x\n", s);
    T(syscall(SYS_restart_syscall));
}

static void rest_of_poll(void) {
    struct timespec d = {0, SECOND / 100};
    T(syscall(SYS_ppoll, 0, 0, &d, 0, 8));
    printf("rest %ld %ld\n", d.tv_sec, d.tv_nsec);
    int p[2];
    pipe(p), write(p[1], "x", 1);
    struct pollfd f = {p[0], POLLIN};
    d.tv_sec = 5;
    T(syscall(SYS_ppoll, &f, 1, &d, 0, 8));
    printf("rest %d\n", d.tv_sec >= 4);
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = on_timer, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &sa, 0);
    numbers();
    overruns(CLOCK_PROCESS_CPUTIME_ID);
    overruns(CLOCK_THREAD_CPUTIME_ID);
    overruns(CLOCK_MONOTONIC);
    heard = 0;
    pthread_t t;
    pthread_create(&t, 0, spin, 0), pthread_join(t, 0);
    printf("by who runs: %d\n", by == heard);
    nobody_told();
    sleeps();
    restarted();
    rest_of_poll();
    return 0;
}
