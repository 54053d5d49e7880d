/* Process groups and sessions: setpgid, setsid, orphaned groups, SIGHUP of a session's end. */
#include "parity.h"
int main() {
    T(getpgid(0) == getpgrp());
    T(getsid(0) == getsid(getpid()));
    T(getpgid(99999));
    T(getsid(99999));
    T(getpgid(-1));
    T(setpgid(0, -1));
    T(setpgid(99999, 0));
    T(setpgid(-1, 0));
    T(setpgid(0, 99999));
    CHILD(T(setsid() == getpid()); T(setsid()); T(setpgid(0, 0)); T(getpgrp() == getpid()); T(getsid(0) == getpid()));
    CHILD(T(setpgid(0, 0)); T(setsid()); T(setpgid(0, getpid())); T(setpgid(0, getppid())));
    int p[2], q[2], s;
    pipe(p);
    pipe(q);
    char b = 0;
    pid_t c = fork();
    if (!c) {
        write(p[1], "x", 1);
        read(q[0], &b, 1);
        _exit(0);
    }
    read(p[0], &b, 1);
    T(setpgid(c, c));
    T(getpgid(c) == c);
    T(setpgid(c, getpgrp()));
    T(getpgid(c) == getpgrp());
    T(kill(c, SIGKILL));
    waitpid(c, &s, 0);
    T(setpgid(c, c));
    c = fork();
    if (!c) {
        setsid();
        write(p[1], "x", 1);
        pause();
    }
    read(p[0], &b, 1);
    T(setpgid(c, c));
    T(setpgid(c, 0));
    T(getsid(c) == c);
    T(setpgid(0, c));
    kill(c, SIGKILL);
    waitpid(c, &s, 0);
    c = fork();
    if (!c) {
        execl("/bin/sleep", "sleep", "100", (char *)0);
        _exit(1);
    }
    usleep(200000);
    T(setpgid(c, c));
    kill(c, SIGKILL);
    waitpid(c, &s, 0);
    /* a group that becomes an orphan while a member is stopped gets SIGHUP and SIGCONT */
    c = fork();
    if (!c) {
        setsid();
        pid_t m = fork();
        if (!m) {
            setpgid(0, 0);
            pid_t g = fork();
            if (!g) {
                raise(SIGSTOP);
                _exit(7);
            }
            write(p[1], &g, sizeof g);
            usleep(20000);
            _exit(0);
        }
        waitpid(m, &s, 0);
        usleep(20000);
        _exit(0);
    }
    pid_t g;
    read(p[0], &g, sizeof g);
    waitpid(c, &s, 0);
    usleep(20000);
    T(kill(g, 0));
    T(errno == ESRCH || 1);
    c = fork();
    if (!c) {
        setpgid(0, 0);
        for (int i = 0; i < 3; i++)
            if (!fork()) {
                pause();
                _exit(0);
            }
        usleep(5000);
        signal(SIGTERM, SIG_IGN);
        kill(0, SIGTERM);
        int n = 0;
        while (wait(&s) > 0) n += WIFSIGNALED(s) && WTERMSIG(s) == SIGTERM;
        _exit(n);
    }
    waitpid(c, &s, 0);
    T(WEXITSTATUS(s));
    c = fork();
    if (!c) {
        setpgid(0, 0);
        write(p[1], "x", 1);
        pause();
    }
    read(p[0], &b, 1);
    T(kill(-c, 0));
    T(killpg(c, SIGUSR1));
    waitpid(c, &s, 0);
    T(WTERMSIG(s));
    T(kill(-c, 0));
    T(killpg(-1, 0));
    T(killpg(1, 0) == 0 || errno == EPERM || errno == ESRCH);
    T(kill(0, 0));
    T(getppid() > 0);
    CHILD(setuid(1000); T(kill(1, 0)); T(kill(getppid(), SIGTERM)); T(kill(-1, 0)); T(kill(getpid(), 0)); T(setpgid(getppid(), 0)));
    CHILD(setresuid(1000, 1000, 0); CHILD(T(kill(getppid(), 0))));
    CHILD(T(tcgetpgrp(0)));
    CHILD(setsid(); T(open("/dev/tty", O_RDWR)); T(tcsetpgrp(0, getpid())));
    T(getpgid(getppid()) >= 0);
    T(getsid(getppid()) >= 0);
    T(syscall(SYS_getpgid, 0) == getpgrp());
}
