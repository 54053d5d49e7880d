/* Process 1 ends while its child traces it; with an argument it aborts, which does nothing as long as it is traced. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
    int ready[2], status;
    pipe(ready);
    if (!fork()) {
        long seized = ptrace(PTRACE_SEIZE, getppid(), 0, argc > 1 ? 0 : PTRACE_O_TRACEEXIT);
        write(ready[1], seized ? "-" : "+", 1);
        while (waitpid(getppid(), &status, __WALL) > 0 && WIFSTOPPED(status)) {
            if (WSTOPSIG(status) == SIGTRAP && argc > 1) {
                _exit(0);
            }
            ptrace(PTRACE_CONT, getppid(), 0, argc > 1 ? WSTOPSIG(status) : 0);
        }
        _exit(0);
    }
    char seen = 0;
    read(ready[0], &seen, 1);
    printf("%c\n", seen);
    fflush(stdout);
    if (argc > 1) {
        abort();
    }
    return 3;
}
