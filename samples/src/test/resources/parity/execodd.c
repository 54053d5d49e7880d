/* Processes as gVisor's tests look at them: exec of odd files, what survives it, forks, waits and the signals between. */
#include "parity.h"
#include <elf.h>
#include <linux/binfmts.h>
static volatile int got;
static siginfo_t last;
static void h(int n) { got++; }
static void hs(int n, siginfo_t *i, void *u) {
    got++;
    last = *i;
}
extern char **environ;
static Elf64_Ehdr eh;
static unsigned char img[1 << 16];
static int elf(const char *name, int n, int (*mod)(unsigned char *, int)) {
    memcpy(img, &eh, 64);
    // nop-ish: exit(42)
    unsigned code[] = {0x02a00513, 0x05d00893, 0x00000073};
    memset(img, 0, 8192);
    Elf64_Ehdr *e = (void *)img;
    Elf64_Phdr *p = (void *)(img + 64);
    memcpy(e->e_ident,
           "\x7f"
           "ELF\2\1\1",
           7);
    e->e_type = ET_EXEC;
    e->e_machine = EM_RISCV;
    e->e_version = 1;
    e->e_entry = 0x40000 + 4096;
    e->e_phoff = 64;
    e->e_ehsize = 64;
    e->e_phentsize = 56;
    e->e_phnum = 1;
    p->p_type = PT_LOAD;
    p->p_flags = 5;
    p->p_offset = 0;
    p->p_vaddr = p->p_paddr = 0x40000;
    p->p_filesz = p->p_memsz = 4096 + 12;
    p->p_align = 4096;
    memcpy(img + 4096, code, 12);
    int len = mod ? mod(img, n) : 4096 + 12;
    int fd = open(name, O_CREAT | O_TRUNC | O_WRONLY, 0755);
    write(fd, img, len);
    close(fd);
    return 0;
}
static int m(unsigned char *b, int n) {
    Elf64_Ehdr *e = (void *)b;
    Elf64_Phdr *p = (void *)(b + 64);
    int len = 4096 + 12;
    switch (n) {
    case 1:
        len = 3;
        break;
    case 2:
        len = 10;
        break;
    case 3:
        len = 63;
        break;
    case 4:
        e->e_type = ET_REL;
        break;
    case 5:
        e->e_machine = 62;
        break;
    case 6:
        b[4] = 1;
        break;
    case 7:
        b[5] = 2;
        break;
    case 8:
        e->e_phentsize = 55;
        break;
    case 9:
        e->e_phnum = 0;
        break;
    case 10:
        e->e_phnum = 1000;
        break;
    case 11:
        e->e_phoff = 1 << 30;
        break;
    case 12:
        p->p_memsz = p->p_filesz - 1;
        break;
    case 13:
        p->p_filesz = 1 << 20;
        p->p_memsz = 1 << 20;
        break;
    case 14:
        p->p_vaddr = 0x40010;
        break;
    case 15:
        p->p_memsz = 1ul << 47;
        break;
    case 16:
        p->p_memsz = -1ul;
        break;
    case 17:
        p->p_flags = 4;
        break;
    case 18:
        p->p_flags = 0;
        break;
    case 19:
        e->e_entry = 0;
        break;
    case 20:
        e->e_entry = 1ul << 60;
        break;
    case 21:
        p[1] = *p;
        e->e_phnum = 2;
        p[1].p_type = PT_INTERP;
        p[1].p_filesz = 0;
        break;
    case 22:
        p[1] = *p;
        e->e_phnum = 2;
        p[1].p_type = PT_INTERP;
        p[1].p_filesz = 5000;
        break;
    case 23:
        p[1] = *p;
        e->e_phnum = 2;
        p[1].p_type = PT_INTERP;
        p[1].p_offset = 512;
        p[1].p_filesz = 6;
        memcpy(b + 512, "/nixes", 7);
        break;
    case 24:
        p[1] = *p;
        e->e_phnum = 2;
        p[1].p_type = PT_INTERP;
        p[1].p_offset = 512;
        p[1].p_filesz = 6;
        memcpy(b + 512, "/nixe", 6);
        break;
    case 25:
        p[1] = *p;
        e->e_phnum = 2;
        p[1].p_type = PT_INTERP;
        p[1].p_offset = 512;
        p[1].p_filesz = 5;
        memcpy(b + 512, "/tmp", 5);
        break;
    case 26:
        p[1] = *p;
        e->e_phnum = 2;
        p[1].p_vaddr = 0x60000;
        p[1].p_filesz = 0;
        p[1].p_offset = 0;
        break;
    case 27:
        p[1] = *p;
        e->e_phnum = 2;
        p[1].p_vaddr = 0x20000;
        break;
    case 28:
        p[1] = *p;
        e->e_phnum = 2;
        break;
    case 29:
        p->p_align = 3;
        break;
    case 30:
        e->e_type = ET_DYN;
        break;
    case 31:
        e->e_type = ET_DYN;
        p->p_vaddr = 0;
        e->e_entry = 4096;
        break;
    case 32:
        p->p_offset = 1;
        break;
    case 33:
        p->p_type = PT_NULL;
        break;
    case 34:
        p[1] = *p;
        e->e_phnum = 2;
        p[1].p_type = PT_INTERP;
        p[1].p_offset = 512;
        p[1].p_filesz = 10;
        memcpy(b + 512, "notthere0", 10);
        break;
    case 35:
        e->e_version = 0;
        e->e_ident[6] = 0;
        break;
    case 36:
        e->e_ehsize = 0;
        break;
    case 37:
        e->e_flags = 0xff;
        break;
    case 38:
        p[1] = *p;
        e->e_phnum = 2;
        p[1].p_type = PT_INTERP;
        p[1].p_offset = 512;
        p[1].p_filesz = 1;
        break;
    }
    return len;
}
static void run(const char *p) {
    fflush(stdout);
    int c = fork(), st;
    if (!c) {
        char *a[] = {(char *)p, 0};
        execve(p, a, environ);
        printf("exec %s: %s\n", p, strerrorname_np(errno));
        fflush(stdout);
        _exit(0);
    }
    waitpid(c, &st, 0);
    printf("%s: %d %d\n", p, WIFEXITED(st) ? WEXITSTATUS(st) : -1, WIFSIGNALED(st) ? WTERMSIG(st) : 0);
    fflush(stdout);
}
static void script(const char *name, const char *t, int len) {
    int fd = open(name, O_CREAT | O_TRUNC | O_WRONLY, 0755);
    write(fd, t, len < 0 ? strlen(t) : len);
    close(fd);
}
static int thread(void *x) {
    pause();
    return 0;
}
static void *execs(void *p) {
    execl("/proc/self/exe", "x", "tid", p, NULL);
    return 0;
}
int main(int c, char **v) {
    if (c > 1 && !strcmp(v[1], "args")) {
        for (int i = 0; i < c; i++)
            printf("[%s]", v[i]);
        printf("\n");
        char b[4096];
        int fd = open("/proc/self/cmdline", 0);
        int n = read(fd, b, 4096);
        for (int i = 0; i < n; i++)
            if (!b[i])
                b[i] = '|';
        write(1, b, n);
        write(1, "\n", 1);
        fd = open("/proc/self/comm", 0);
        n = read(fd, b, 99);
        write(1, b, n);
        return 0;
    }
    if (c > 1 && !strcmp(v[1], "sig")) {
        struct sigaction a;
        for (int i = 1; i < 65; i++)
            if (!syscall(SYS_rt_sigaction, i, 0, &a, 8) && a.sa_handler)
                printf("%d:%ld ", i, (long)a.sa_handler);
        sigset_t s;
        sigprocmask(0, 0, &s);
        for (int i = 1; i < 65; i++)
            if (sigismember(&s, i))
                printf("m%d ", i);
        sigpending(&s);
        for (int i = 1; i < 65; i++)
            if (sigismember(&s, i))
                printf("p%d ", i);
        stack_t st;
        sigaltstack(0, &st);
        struct itimerval it;
        getitimer(ITIMER_REAL, &it);
        printf("%d %d %d\n", st.ss_flags, it.it_value.tv_sec > 0, it.it_interval.tv_sec);
        return 0;
    }
    if (c > 1 && !strcmp(v[1], "tid")) {
        printf("%d %d\n", getpid() == syscall(SYS_gettid), getpid() == atoi(v[2]));
        return 0;
    }
    fresh("gproc");
    for (int i = 0; i <= 38; i++) {
        char n[9];
        sprintf(n, "./e%d", i);
        elf(n, i, m);
        run(n);
    }
    // scripts
    char me[100] = "";
    readlink("/proc/self/exe", me, 100);
    char b[5000];
    sprintf(b, "#!%s args\n", me);
    script("s1", b, -1);
    run("./s1");
    sprintf(b, "#! \t %s \t args  two \t \n", me);
    script("s2", b, -1);
    run("./s2");
    sprintf(b, "#!%s args", me);
    script("s3", b, -1);
    run("./s3");
    script("s4", "#!", -1);
    run("./s4");
    script("s5", "#!\n", -1);
    run("./s5");
    script("s6", "#! \t\n", -1);
    run("./s6");
    script("s7", "", 0);
    run("./s7");
    script("s8", "echo", -1);
    run("./s8");
    script("s9", "#!/nix/nix\n", -1);
    run("./s9");
    script("s10", "#!./s1\n", -1);
    run("./s10");
    script("s11", "#!./s11\n", -1);
    run("./s11");
    strcpy(b, "#!");
    memset(b + 2, 'a', 300);
    script("s12", b, 300);
    run("./s12");
    sprintf(b, "#!%s args ", me);
    memset(b + strlen(b), 'q', 300);
    script("s13", b, 290);
    run("./s13");
    script("s14", "#!./nox\n", -1);
    script("nox", "", 0);
    chmod("nox", 0644);
    run("./s14");
    script("s15", "#!/tmp\n", -1);
    run("./s15");
    script("s16", "#!./s15 x\n", -1);
    run("./s16");
    sprintf(b, "#!%s args\0more\n", me);
    script("s17", b, strlen(b) + 6);
    run("./s17");
    sprintf(b, "#!%s\n", me);
    for (int i = 0; i < 7; i++) {
        sprintf(b, i ? "#!./d%d\n" : "#!/proc/self/exe args\n", i - 1);
        char n[9];
        sprintf(n, "d%d", i);
        if (!i)
            sprintf(b, "#!%s args\n", me);
        script(n, b, -1);
        sprintf(n, "./d%d", i);
        run(n);
    }
    T(execl("/tmp", "x", NULL));
    T(execl("./nox", "x", NULL));
    T(execl("./nope", "x", NULL));
    T(execl("./nox/x", "x", NULL));
    T(execl("", "x", NULL));
    symlink("l", "l");
    T(execl("./l", "x", NULL));
    mkfifo("ff", 0777);
    T(execl("./ff", "x", NULL));
    T(execl("/dev/null", "x", NULL));
    memset(b, 'a', 4999);
    b[4999] = 0;
    T(execl(b, "x", NULL));
    T(execve(me, (void *)8, environ));
    T(execve(me, (char *[]){(void *)8, 0}, environ));
    T(execve((void *)8, 0, 0));
    CHILD(execve(me, (char *[]){"", "args", "", 0}, (char *[]){0}));
    // execveat
    int fd = open(me, O_PATH), dir = open(".", O_PATH | O_DIRECTORY);
    CHILD(T(syscall(SYS_execveat, fd, "", (char *[]){"a", "args", 0}, environ, AT_EMPTY_PATH)));
    CHILD(T(syscall(SYS_execveat, fd, "", (char *[]){"a", "args", 0}, environ, 0)));
    symlink(me, "sl");
    CHILD(T(syscall(SYS_execveat, dir, "sl", (char *[]){"a", "args", 0}, environ, AT_SYMLINK_NOFOLLOW)));
    CHILD(T(syscall(SYS_execveat, dir, "sl", (char *[]){"a", "args", 0}, environ, 0)));
    CHILD(T(syscall(SYS_execveat, 99, "sl", (char *[]){"a", 0}, environ, 0)));
    CHILD(T(syscall(SYS_execveat, 99, me, (char *[]){"a", "args", 0}, environ, 0)));
    CHILD(T(syscall(SYS_execveat, fd, "x", (char *[]){"a", 0}, environ, 0)));
    CHILD(T(syscall(SYS_execveat, dir, "sl", (char *[]){"a", 0}, environ, 0xff0000)));
    CHILD(int s = open("s1", O_RDONLY); T(syscall(SYS_execveat, s, "", (char *[]){"a", 0}, environ, AT_EMPTY_PATH)));
    CHILD(int s = open("s1", O_RDONLY | O_CLOEXEC); T(syscall(SYS_execveat, s, "", (char *[]){"a", 0}, environ, AT_EMPTY_PATH)));
    CHILD(T(syscall(SYS_execveat, dir, "s1", (char *[]){"a", 0}, environ, 0)));
    // what survives
    CHILD(signal(SIGUSR1, h); signal(SIGUSR2, SIG_IGN); signal(SIGCHLD, SIG_IGN); sigset_t s; sigemptyset(&s); sigaddset(&s, SIGTERM);
          sigaddset(&s, 40); sigprocmask(SIG_BLOCK, &s, 0); raise(SIGTERM); raise(40); stack_t st = {b, 0, 5000}; sigaltstack(&st, 0);
          struct itimerval it = {{5, 0}, {100, 0}}; setitimer(ITIMER_REAL, &it, 0); execl(me, "x", "sig", NULL));
    CHILD(pthread_t t; char pid[20]; sprintf(pid, "%d", getpid()); pthread_create(&t, 0, execs, pid); pause());
    CHILD(int p[2]; pipe(p); fcntl(p[0], F_SETFD, 1); int lk = open("lk", O_CREAT | O_RDWR, 0666); struct flock f = {F_WRLCK, 0, 0, 0};
          fcntl(lk, F_SETLK, &f); flock(lk, LOCK_EX); if (!fork()) {
              sleep(1);
              fcntl(lk, F_GETLK, &f);
              printf("%d\n", f.l_type);
              int o = open("lk", O_RDWR);
              T(flock(o, LOCK_EX | LOCK_NB));
              exit(0);
          } execl("/bin/sh", "sh", "-c", "sleep 2", NULL));
    // PDEATHSIG, dumpable, name, personality after exec
    CHILD(prctl(PR_SET_NAME, "short"); prctl(PR_SET_DUMPABLE, 0); execl(me, "x", "args", NULL));
    // vfork, clone, wait
    CHILD(volatile int x = 1; int q = vfork(); if (!q) {
        x = 2;
        _exit(3);
    } int st;
          T(waitpid(q, &st, 0) == q); printf("%x %d\n", st, x));
    CHILD(int q = fork(); if (!q) raise(SIGSTOP), _exit(5); int st; siginfo_t si; T(waitid(P_PID, q, &si, WSTOPPED | WNOWAIT));
          printf("%d %d %d\n", si.si_code, si.si_status, si.si_signo); T(waitpid(q, &st, WUNTRACED) == q); printf("%x\n", st);
          T(waitpid(q, &st, WUNTRACED | WNOHANG)); kill(q, SIGCONT); T(waitid(P_PID, q, &si, WCONTINUED));
          printf("%d %d\n", si.si_code, si.si_status); T(waitid(P_PID, q, &si, WEXITED)); printf("%d %d\n", si.si_code, si.si_status);
          si.si_pid = 77; T(waitid(P_ALL, 0, &si, WEXITED | WNOHANG)); T(waitid(P_ALL, 0, &si, 0)); T(waitid(P_ALL, 0, &si, WNOHANG));
          T(waitid(9, 0, &si, WEXITED)); T(waitid(P_PID, 0, &si, WEXITED)); T(waitid(P_PID, -5, &si, WEXITED));
          T(waitid(P_PGID, -5, &si, WEXITED)); T(wait4(-1, &st, 0xff000000, 0)); T(wait4(0x80000000, &st, 0, 0));
          T(wait4(getpid(), 0, 0, 0)));
    CHILD(signal(SIGCHLD, SIG_IGN); if (!fork()) _exit(1); usleep(20000); T(wait(0)));
    CHILD(struct sigaction a = {.sa_handler = h, .sa_flags = SA_NOCLDWAIT | SA_RESTART}; sigaction(SIGCHLD, &a, 0); if (!fork()) _exit(1);
          T(wait(0)); T(got));
    CHILD(struct sigaction a = {.sa_sigaction = hs, .sa_flags = SA_NOCLDSTOP | SA_SIGINFO}; sigaction(SIGCHLD, &a, 0); int q = fork();
          if (!q) {
              raise(SIGSTOP);
              _exit(1);
          } waitpid(q, 0, WUNTRACED);
          T(got); kill(q, SIGCONT); while (waitpid(q, 0, 0) < 0); T(got);
          printf("%d %d %d\n", last.si_code, last.si_status, last.si_pid == q));
    CHILD(int q = syscall(SYS_clone, 0, 0, 0, 0, 0); if (!q) _exit(3); T(waitpid(q, 0, WNOHANG)); T(waitpid(q, 0, __WCLONE) == q));
    CHILD(int q = syscall(SYS_clone, 0, 0, 0, 0, 0); if (!q) _exit(3); usleep(9000); T(waitpid(-1, 0, 0)); T(waitpid(-1, 0, __WALL) == q));
    CHILD(int q = syscall(SYS_clone, SIGUSR1, 0, 0, 0, 0); if (!q) _exit(3); pause());
    T(syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0));
    T(syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0));
    T(syscall(SYS_clone, CLONE_FS | CLONE_NEWNS, 0, 0, 0, 0));
    T(syscall(SYS_clone, CLONE_VM | CLONE_NEWUSER | CLONE_FS, 0, 0, 0, 0));
    T(syscall(SYS_clone, CLONE_NEWPID | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM, 0, 0, 0, 0));
    T(syscall(SYS_clone, CLONE_PIDFD | CLONE_PARENT_SETTID, 0, 0, 0, 0));
    T(syscall(SYS_clone, CLONE_PIDFD | CLONE_DETACHED, 0, b, 0, 0));
    // parent death, reparenting, subreaper
    CHILD(prctl(PR_SET_CHILD_SUBREAPER, 1); int q = fork(); if (!q) {
        if (!fork()) {
            usleep(50000);
            printf("%d\n", getppid() != 1);
            exit(9);
        }
        _exit(1);
    } int st;
          T(waitpid(q, &st, 0) == q); T(wait(&st) > 0); printf("%x\n", st));
    CHILD(int p[2]; char x; pipe(p); int q = fork(); if (!q) {
        if (!fork()) {
            signal(SIGUSR1, h);
            prctl(PR_SET_PDEATHSIG, SIGUSR1);
            write(p[1], "a", 1);
            while (!got)
                pause();
            write(p[1], "b", 1);
            _exit(0);
        }
        read(p[0], &x, 1);
        _exit(0);
    } waitpid(q, 0, 0);
          T(read(p[0], &x, 1)); putchar(x));
    // kill
    T(kill(0, 0));
    T(kill(getpid(), 0));
    T(kill(getpid(), 65));
    T(kill(getpid(), -1));
    T(kill(99999, 0));
    T(kill(-99999, 0));
    T(kill(-1, 99));
    T(kill(0x80000000, 0));
    T(syscall(SYS_tgkill, getpid(), getpid(), 0));
    T(syscall(SYS_tgkill, 1, getpid(), 0));
    T(syscall(SYS_tgkill, 0, getpid(), 0));
    T(syscall(SYS_tkill, 0, 0));
    T(syscall(SYS_tkill, -1, 0));
    T(syscall(SYS_tkill, 99999, 0));
    CHILD(setresuid(1000, 1000, 1000); T(kill(getppid(), 0)); T(kill(-1, 0)); T(kill(1, SIGCONT)));
    T(setpgid(0, -1));
    T(setpgid(-1, 0));
    T(setpgid(99999, 0));
    T(getpgid(-1));
    T(getsid(-1));
    T(setpgid(1, 0));
    T(getpgid(99999));
    CHILD(
        setsid(); T(setpgid(0, 0)); T(setsid()); int q = fork(); if (!q) {
            sleep(1);
            _exit(0);
        } T(setpgid(q, q));
        T(setpgid(q, 99999)); int r = fork(); if (!r) { execl("/bin/sleep", "sleep", "1", NULL); } usleep(300000); T(setpgid(r, r));
        T(setpgid(r, q)));
}
