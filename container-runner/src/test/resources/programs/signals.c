#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static sigjmp_buf back;
static volatile int got;
static volatile double value = 1.5;
static void fault(int s, siginfo_t *info, void *context) { siglongjmp(back, info->si_addr == (void *)0x10 ? 1 : 2); }
static void count(int s) { got++; value *= 2; }
static void queued(int s, siginfo_t *info, void *context) { printf("queued %d %d\n", s - SIGRTMIN, info->si_value.sival_int); }
int main(void) {
    struct sigaction action = {.sa_sigaction = fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    stack_t stack = {.ss_sp = malloc(65536), .ss_size = 65536};
    sigaltstack(&stack, 0);
    sigaction(SIGSEGV, &action, 0);
    int where = sigsetjmp(back, 1);
    if (!where)
        *(volatile int *)0x10 = 1;
    printf("fault %d\n", where);
    struct sigaction plain = {.sa_handler = count};
    sigaction(SIGUSR1, &plain, 0);
    raise(SIGUSR1);
    printf("got %d value %g\n", got, value);
    struct sigaction real = {.sa_sigaction = queued, .sa_flags = SA_SIGINFO};
    sigaction(SIGRTMIN + 1, &real, 0);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 1);
    sigprocmask(SIG_BLOCK, &set, 0);
    for (int i = 0; i < 3; i++)
        sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = i});
    sigprocmask(SIG_UNBLOCK, &set, 0);
    int pipes[2];
    char byte;
    pipe(pipes);
    sigaction(SIGALRM, &plain, 0);
    alarm(1);
    printf("read %d", (int)read(pipes[0], &byte, 1));
    printf(" %d\n", errno == EINTR);
    plain.sa_flags = SA_RESTART;
    sigaction(SIGCHLD, &plain, 0);
    if (!fork()) {
        usleep(200000);
        _exit(7);
    }
    if (!fork()) {
        usleep(400000);
        write(pipes[1], "x", 1);
        _exit(0);
    }
    printf("restarted %d\n", (int)read(pipes[0], &byte, 1));
    int status;
    while (wait(&status) > 0)
        ;
    pid_t child = fork();
    if (!child)
        abort();
    waitpid(child, &status, 0);
    printf("signalled %d %d\n", WIFSIGNALED(status), WTERMSIG(status));
    child = fork();
    if (!child) {
        raise(SIGSTOP);
        _exit(9);
    }
    waitpid(child, &status, WUNTRACED);
    printf("stopped %d %d\n", WIFSTOPPED(status), WSTOPSIG(status) == SIGSTOP);
    kill(child, SIGCONT);
    waitpid(child, &status, 0);
    printf("exited %d\n", WEXITSTATUS(status));
    signal(SIGPIPE, SIG_IGN);
    close(pipes[0]);
    printf("write %d", (int)write(pipes[1], "x", 1));
    printf(" %d\n", errno == EPIPE);
    return 0;
}
