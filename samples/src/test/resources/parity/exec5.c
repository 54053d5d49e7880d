/* What stands in the way of execve, and what a new program keeps. */
#include "parity.h"
#include <sys/auxv.h>
extern char **environ;
static void copy(const char *to, int mode) {
    char b[65536];
    int i = open("/proc/self/exe", O_RDONLY), o = open(to, O_CREAT | O_WRONLY | O_TRUNC, 0700), n;
    while ((n = read(i, b, sizeof b)) > 0) write(o, b, n);
    close(o);
    chmod(to, mode);
}
#define E(...) CHILD(__VA_ARGS__; printf("%s\n", strerrorname_np(errno)))
int main(int n, char **v) {
    if (n > 1 && !strcmp(v[1], "show")) {
        sigset_t m, p;
        sigprocmask(0, 0, &m);
        sigpending(&p);
        struct sigaction a, b;
        sigaction(SIGUSR1, 0, &a);
        sigaction(SIGUSR2, 0, &b);
        struct itimerval t;
        getitimer(0, &t);
        stack_t s;
        sigaltstack(0, &s);
        int o;
        printf("%s masked %d pending %d ignored %d handled %d alarm %d stack %d uid %d %d gid %d %d secure %ld nice %d name ", v[0],
               sigismember(&m, SIGHUP), sigismember(&p, SIGHUP), a.sa_handler == SIG_IGN, b.sa_handler != SIG_DFL, t.it_value.tv_sec > 0,
               s.ss_flags, getuid(), geteuid(), getgid(), getegid(), getauxval(AT_SECURE), getpriority(0, 0));
        char c[20];
        prctl(PR_GET_NAME, c);
        printf("%s fd %d %d dumpable %d keep %ld personality %x umask %o death %d %d nnp %ld args %d\n", c, fcntl(50, F_GETFD),
               fcntl(51, F_GETFD), prctl(PR_GET_DUMPABLE), prctl(PR_GET_KEEPCAPS), personality(-1), umask(0),
               (prctl(PR_GET_PDEATHSIG, &o), o), 0, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), n);
        return 7;
    }
    if (n == 0) {
        printf("no arguments %d\n", n);
        return 0;
    }
    fresh("exec5");
    chmod(".", 0755);
    copy("ok", 0755);
    copy("noexec", 0644);
    copy("suid", 04755);
    copy("sgid", 02755);
    copy("sgidno", 02644);
    close(file("empty", ""));
    chmod("empty", 0755);
    close(file("text", "hello"));
    chmod("text", 0755);
    mkdir("d", 0755);
    symlink("a", "b");
    symlink("b", "a");
    close(file("int1", "#!/dev/shm/exec5/ok show\n"));
    chmod("int1", 0755);
    close(file("int2", "#!/dev/shm/exec5/int1\n"));
    chmod("int2", 0755);
    close(file("none", "#!/nowhere x\n"));
    chmod("none", 0755);
    close(file("self", "#!/dev/shm/exec5/self\n"));
    chmod("self", 0755);
    close(file("bare", "#!\n"));
    chmod("bare", 0755);
    close(file("dirs", "#!/dev\n"));
    chmod("dirs", 0755);
    close(file("nx", "#!/dev/shm/exec5/noexec\n"));
    chmod("nx", 0755);
    close(file("elf", "\177ELF"));
    chmod("elf", 0755);
    close(file("nonl", "#!/dev/shm/exec5/ok show"));
    chmod("nonl", 0755);
    char *a[] = {"x", "show", 0}, *none[] = {0};
    const char *bad[] = {"noexec", "empty", "text", "d",   "missing", "a",    "ok/x", "none", "self",
                         "bare",   "dirs",  "nx",   "elf", "",        "int1", "int2", "nonl", "sgidno"};
    for (int i = 0; i < 18; i++) {
        printf("%s\n", bad[i]);
        E(execve(bad[i], a, environ));
    }
    E(execve((void *)8, a, environ));
    E(execve("ok", (void *)8, environ));
    E(execve("ok", (char *[]){"x", (char *)8, 0}, environ));
    E(execve("ok", a, (void *)8));
    E(execve("ok", 0, 0));
    E(execve("ok", none, none));
    char *l[5000];
    static char big[140000];
    memset(big, 'x', 139999);
    l[0] = "x";
    l[1] = big;
    l[2] = 0;
    E(execve("ok", l, none));
    big[131071] = 0;
    E(l[1] = "show"; l[2] = big; l[3] = 0; execve("ok", l, none));
    big[4200] = 0;
    E(execve(big, a, none));
    E(big[300] = 0; execve(big, a, none));
    E(for (int i = 0; i < 4999; i++) l[i] = big + 100; l[4999] = 0; struct rlimit s = {1 << 20, 1 << 20}; setrlimit(RLIMIT_STACK, &s);
      execve("ok", l, none));
    int w = open("ok", O_WRONLY);
    E(execve("ok", a, environ));
    close(w);
    T(open("/proc/self/exe", O_WRONLY));
    E(setgid(1000); setuid(1000); execve("suid", a, environ));
    E(setgid(1000); setuid(1000); execve("sgid", a, environ));
    E(setgid(1000); setuid(1000); prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); execve("suid", a, environ));
    E(setgid(1000); setuid(1000); execve("noexec", a, environ));
    chmod("d", 0700);
    rename("sgid", "d/x");
    E(setgid(1000); setuid(1000); execve("d/x", a, environ));
    chmod("ok", 0711);
    E(setgid(1000); setuid(1000); execve("ok", a, environ));
    chmod("ok", 0700);
    E(setgid(1000); setuid(1000); execve("ok", a, environ));
    E(dup2(0, 50); fcntl(50, F_SETFD, 1); dup2(0, 51); sigset_t m; sigemptyset(&m); sigaddset(&m, SIGHUP); sigprocmask(0, &m, 0);
      raise(SIGHUP); signal(SIGUSR1, SIG_IGN); signal(SIGUSR2, (void *)main); alarm(100); stack_t s = {malloc(20000), 0, 20000};
      sigaltstack(&s, 0); nice(3); prctl(PR_SET_NAME, "other"); prctl(PR_SET_DUMPABLE, 0); prctl(PR_SET_KEEPCAPS, 1); personality(0x400000);
      umask(027); prctl(PR_SET_PDEATHSIG, 9); execve("ok", a, environ));
    int f = open("ok", O_RDONLY | O_CLOEXEC), o = open("ok", O_PATH), s = open("int1", O_RDONLY | O_CLOEXEC), s2 = open("int1", O_RDONLY),
        d = open("d", O_RDONLY);
    chmod("ok", 0755);
    E(fexecve(f, a, environ));
    E(fexecve(o, a, environ));
    E(fexecve(s, a, environ));
    E(fexecve(s2, a, environ));
    E(syscall(SYS_execveat, d, "x", a, environ, 0));
    E(syscall(SYS_execveat, d, "", a, environ, 0));
    E(syscall(SYS_execveat, d, "", a, environ, AT_EMPTY_PATH));
    E(syscall(SYS_execveat, 99, "ok", a, environ, 0));
    E(syscall(SYS_execveat, f, "ok", a, environ, 0));
    E(syscall(SYS_execveat, AT_FDCWD, "ok", a, environ, 0x8000));
    symlink("ok", "ln");
    E(syscall(SYS_execveat, AT_FDCWD, "ln", a, environ, AT_SYMLINK_NOFOLLOW));
    E(syscall(SYS_execveat, AT_FDCWD, "ln", a, environ, 0));
    int p = vfork();
    if (!p) {
        execve("missing", a, environ);
        _exit(errno);
    }
    int st;
    waitpid(p, &st, 0);
    T(WEXITSTATUS(st));
    CHILD(struct rlimit r = {0, 0}; setrlimit(RLIMIT_NPROC, &r); setuid(1000); T(fork()); execve("ok", a, environ);
          printf("%s\n", strerrorname_np(errno)));
}
