/* SIGCONT and tracees: what is stopped when it is seized says so first; each SIGCONT is told of; the first stop of a tracee's child; orders of sched_setscheduler(2), connect(2) after an end. */
#include "parity.h"
#include <sys/ptrace.h>

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

static void on(int signal) {
}

static void next(int pid, const char *what) {
    int status;
    siginfo_t info = {0};
    waitpid(pid, &status, __WALL);
    printf("%s %x", what, status);
    if (WIFSTOPPED(status)) {
        unsigned long message = 0;
        long got = ptrace(PTRACE_GETSIGINFO, pid, 0, &info);
        printf(" %s %x", got < 0 ? strerrorname_np(errno) : "ok", got < 0 ? 0 : info.si_code);
        ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
        printf(" %s", message == 0 ? "" : message < 3 ? "call" : "other");
    }
    puts("");
}

static void go(int pid, int request, int signal) {
    if (ptrace(request, pid, 0, signal))
        printf("%x: %s\n", request, strerrorname_np(errno));
}

static int stopped(void) {
    fflush(stdout);
    int pid = fork(), status;
    if (pid == 0) {
        signal(SIGCONT, on);
        raise(SIGSTOP);
        getppid();
        _exit(7);
    }
    waitpid(pid, &status, WUNTRACED);
    return pid;
}

static void seized(void) {
    int pid = stopped();
    T(ptrace(PTRACE_SEIZE, pid, 0, 0));
    kill(pid, SIGCONT);
    next(pid, "seized");
    go(pid, PTRACE_CONT, 0), next(pid, "told of it");
    go(pid, PTRACE_CONT, 0), next(pid, "the signal");
    go(pid, PTRACE_CONT, SIGCONT), next(pid, "end");
    pid = stopped();
    T(ptrace(PTRACE_SEIZE, pid, 0, 0));
    next(pid, "seized");
    go(pid, PTRACE_LISTEN, 0), kill(pid, SIGCONT), next(pid, "listening");
    go(pid, PTRACE_SYSCALL, 0), next(pid, "the signal");
    go(pid, PTRACE_SYSCALL, 0), next(pid, "call");
    kill(pid, SIGSTOP), kill(pid, SIGCONT);
    go(pid, PTRACE_CONT, 0), next(pid, "told of it");
    go(pid, PTRACE_CONT, 0), next(pid, "the signal");
    go(pid, PTRACE_CONT, 0), next(pid, "end");
}

static void attached(void) {
    int pid = stopped();
    T(ptrace(PTRACE_ATTACH, pid, 0, 0));
    kill(pid, SIGCONT);
    next(pid, "attached");
    kill(pid, SIGKILL);
    next(pid, "end");
}

static void forked(void) {
    fflush(stdout);
    int pid = fork();
    unsigned long child;
    if (pid == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        if (fork() == 0)
            _exit(3);
        wait(0);
        _exit(4);
    }
    next(pid, "tracee");
    ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEFORK | PTRACE_O_EXITKILL);
    go(pid, PTRACE_CONT, 0), next(pid, "event");
    ptrace(PTRACE_GETEVENTMSG, pid, 0, &child);
    next(child, "child");
    go(child, PTRACE_CONT, 0), next(child, "its end");
    go(pid, PTRACE_CONT, 0), next(pid, "told");
    go(pid, PTRACE_CONT, 0), next(pid, "end");
}

struct attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
    uint32_t least, most;
};

static void schedulers(void) {
    struct sched_param param = {100};
    T(sched_setscheduler(999999, 7, &param));
    T(sched_setscheduler(999999, 1, &param));
    T(sched_setscheduler(0, 1, &param));
    CHILD(setresuid(1000, 1000, 1000);
        struct attributes a = {sizeof a, SCHED_BATCH, 0, -5, 5};
        T(syscall(SYS_sched_setattr, 0, &a, 0));
        a.priority = 0;
        T(syscall(SYS_sched_setattr, 0, &a, 0));
        T(setpriority(PRIO_PGRP, 0, -5)));
    CHILD(setresuid(1000, 1000, 1000);
        param.sched_priority = 0;
        T(sched_setscheduler(0, SCHED_BATCH | SCHED_RESET_ON_FORK, &param));
        T(sched_setscheduler(0, SCHED_OTHER, &param));
        T(sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &param));
        T(sched_setparam(0, &param)));
    CHILD(struct attributes a = {sizeof a, SCHED_OTHER, 0, 0, 0, 10000000};
        struct timespec slice;
        T(sched_rr_get_interval(0, &slice)), T(slice.tv_nsec);
        T(syscall(SYS_sched_setattr, 0, &a, 0));
        T(sched_rr_get_interval(0, &slice)), T(slice.tv_nsec));
    int policies[] = {0, 1, 3, 4, 6, 7, 9};
    for (int i = 0; i < 7; i++) {
        for (int priority = 0; priority < 2; priority++) {
            struct attributes a = {sizeof a, policies[i], 0x20, 0, priority, 5000000, 10000000, 20000000, 0, 512};
            printf("%d %d: ", policies[i], priority);
            T(syscall(SYS_sched_setattr, 0, &a, 0));
        }
    }
}

static void ended(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof at;
    struct linger linger = {1, 0};
    bind(listener, (void *)&at, sizeof at), listen(listener, 5);
    getsockname(listener, (void *)&at, &length);
    connect(client, (void *)&at, sizeof at);
    int server = accept(listener, 0, 0);
    setsockopt(server, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    close(server);
    printf("events %x\n", events(client, 0xffff));
    T(connect(client, (void *)&at, sizeof at));
    T(recv(client, &linger, 1, MSG_DONTWAIT));
    T(connect(client, (void *)&at, sizeof at));
    at.sin_family = AF_UNSPEC;
    T(connect(client, (void *)&at, sizeof at));
    at.sin_family = AF_INET;
    T(connect(client, (void *)&at, sizeof at));
}

int main(void) {
    seized();
    attached();
    forked();
    schedulers();
    ended();
}
