/* exec: E2BIG, arguments and environments, what goes on and what does not. */
#include "parity.h"
#include <sys/auxv.h>
static void on(int n) {}
int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "show")) {
        struct sigaction a;
        sigset_t m, pend;
        int n = 0;
        sigaction(SIGUSR1, 0, &a);
        printf("usr1 %d ", a.sa_handler == SIG_DFL);
        sigaction(SIGUSR2, 0, &a);
        printf("usr2 %d ", a.sa_handler == SIG_IGN);
        sigprocmask(0, 0, &m);
        printf("blocked %d ", sigismember(&m, SIGHUP));
        sigpending(&pend);
        printf("pending %d ", sigismember(&pend, SIGHUP));
        struct itimerval v;
        getitimer(ITIMER_REAL, &v);
        printf("timer %d ", v.it_value.tv_sec > 0);
        timer_t t = 0;
        struct itimerspec is;
        printf("posix %d ", timer_gettime(t, &is));
        stack_t ss;
        sigaltstack(0, &ss);
        printf("altstack %d ", ss.ss_flags == SS_DISABLE);
        printf("fds %d %d ", fcntl(20, F_GETFD), fcntl(21, F_GETFD));
        printf("umask %o nice %d ", umask(0), getpriority(PRIO_PROCESS, 0));
        char name[17];
        prctl(PR_GET_NAME, name);
        printf("name %s ", name);
        printf("keepcaps %d nnp %d pdeath %d\n", prctl(PR_GET_KEEPCAPS), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0),
               (prctl(PR_GET_PDEATHSIG, &n), n));
        printf("cwd %d\n", access("marker", F_OK));
        return 0;
    }
    if (argc > 1 && !strcmp(argv[1], "count")) {
        long sum = 0;
        for (int i = 0; i < argc; i++) sum += strlen(argv[i]);
        printf("%d args, %ld bytes, argv[argc] %d\n", argc, sum, argv[argc] == 0);
        return 0;
    }
    if (argc > 1 && !strcmp(argv[1], "env")) {
        extern char **environ;
        for (char **e = environ; *e; e++) puts(*e);
        printf("%s %d\n", argv[0], argc);
        return 0;
    }
    fresh("execs");
    close(open("marker", O_CREAT | O_WRONLY, 0600));
    char self[] = "/proc/self/exe", *none[] = {0};
    CHILD(signal(SIGUSR1, on); signal(SIGUSR2, SIG_IGN); sigset_t h; sigemptyset(&h); sigaddset(&h, SIGHUP); sigprocmask(SIG_BLOCK, &h, 0);
          raise(SIGHUP); alarm(100); timer_t t; timer_create(CLOCK_MONOTONIC, 0, &t); stack_t ss = {malloc(16384), 0, 16384};
          sigaltstack(&ss, 0); dup2(1, 20); dup3(1, 21, O_CLOEXEC); umask(027); nice(3); prctl(PR_SET_NAME, "renamed");
          prctl(PR_SET_KEEPCAPS, 1); prctl(PR_SET_PDEATHSIG, SIGHUP); execl(self, "x", "show", (char *)0));
    CHILD(execle(self, "zero", "env", (char *)0, (char *[]){"A=1", "B=two words", "", "=", 0}));
    CHILD(execve(self, (char *[]){"a", "env", 0}, 0));
    CHILD(execve(self, none, none); printf("%s\n", strerrorname_np(errno)));
    CHILD(execve(self, 0, none); printf("%s\n", strerrorname_np(errno)));
    CHILD(execve(self, (char **)8, none); printf("%s\n", strerrorname_np(errno)));
    CHILD(execve(self, (char *[]){"a", (char *)8, 0}, none); printf("%s\n", strerrorname_np(errno)));
    CHILD(execve((char *)8, none, none); printf("%s\n", strerrorname_np(errno)));
    static char *many[60000];
    static char word[200000];
    memset(word, 'w', sizeof word);
    many[0] = "m";
    many[1] = "count";
    for (int i = 2; i < 50000; i++) many[i] = "abc";
    CHILD(execve(self, many, none); printf("%s\n", strerrorname_np(errno)));
    word[131071] = 0;
    CHILD(execve(self, (char *[]){"m", "count", word, 0}, none); printf("%s\n", strerrorname_np(errno)));
    word[131071] = 'w';
    word[131072] = 0;
    CHILD(execve(self, (char *[]){"m", "count", word, 0}, none); printf("%s\n", strerrorname_np(errno)));
    word[100000] = 0;
    for (int i = 2; i < 30; i++) many[i] = word;
    many[20] = 0;
    CHILD(execve(self, many, none); printf("%s\n", strerrorname_np(errno)));
    many[20] = word;
    many[24] = 0;
    CHILD(execve(self, many, none); printf("%s\n", strerrorname_np(errno)));
    struct rlimit r = {1 << 20, RLIM_INFINITY};
    many[5] = 0;
    CHILD(setrlimit(RLIMIT_STACK, &r); execve(self, many, none); printf("%s\n", strerrorname_np(errno)));
    many[3] = 0;
    CHILD(setrlimit(RLIMIT_STACK, &r); execve(self, many, none); printf("%s\n", strerrorname_np(errno)));
    int f = open("t", O_CREAT | O_WRONLY, 0755);
    write(f, "echo text $0\n", 13);
    close(f);
    CHILD(execl("t", "t", (char *)0); printf("%s\n", strerrorname_np(errno)));
    CHILD(execlp("./t", "t", (char *)0); printf("%s\n", strerrorname_np(errno)));
    chmod("t", 0644);
    CHILD(execl("t", "t", (char *)0); printf("%s\n", strerrorname_np(errno)));
    chmod("t", 0001);
    CHILD(execl("t", "t", (char *)0); printf("%s\n", strerrorname_np(errno)));
    CHILD(setuid(1000); execl("t", "t", (char *)0); printf("%s\n", strerrorname_np(errno)));
    CHILD(execl(".", "t", (char *)0); printf("%s\n", strerrorname_np(errno)));
    mkfifo("p", 0777);
    CHILD(execl("p", "t", (char *)0); printf("%s\n", strerrorname_np(errno)));
    f = open("elf", O_CREAT | O_WRONLY, 0755);
    write(f, "\177ELF\2\1\1", 7);
    close(f);
    CHILD(execl("elf", "t", (char *)0); printf("%s\n", strerrorname_np(errno)));
    symlink("loop", "loop");
    CHILD(execl("loop", "t", (char *)0); printf("%s\n", strerrorname_np(errno)));
    CHILD(printf("secure %lu uid %lu pagesz %lu clktck %lu phent %lu\n", getauxval(AT_SECURE), getauxval(AT_UID), getauxval(AT_PAGESZ),
                 getauxval(AT_CLKTCK), getauxval(AT_PHENT)));
}
