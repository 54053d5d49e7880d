/* execve where it fails, and scripts. */
#include "parity.h"
static void script(const char *n, const char *t, int m) {
    int f = open(n, O_CREAT | O_WRONLY | O_TRUNC, m);
    write(f, t, strlen(t));
    close(f);
}
static int run(const char *p) {
    fflush(stdout);
    int k = fork(), st;
    if (!k) {
        char *a[] = {"arg0", "one two", 0}, *e[] = {"A=b", 0};
        execve(p, a, e);
        printf("%s: %s\n", p, strerrorname_np(errno));
        fflush(stdout);
        _exit(99);
    }
    waitpid(k, &st, 0);
    return WIFEXITED(st) ? WEXITSTATUS(st) : -WTERMSIG(st);
}
int main() {
    fresh("ex4");
    T(run("none"));
    script("x", "#!/bin/sh\necho $0 $1; exit 3\n", 0755);
    T(run("./x"));
    script("noexec", "#!/bin/sh\n", 0644);
    T(run("./noexec"));
    T(run("."));
    script("y", "#!./x hello there\n", 0755);
    T(run("./y"));
    script("z", "#!none\n", 0755);
    T(run("./z"));
    script("e", "", 0755);
    T(run("./e"));
    script("g", "garbage\n", 0755);
    T(run("./g"));
    script("b", "#!\n", 0755);
    T(run("./b"));
    script("b2", "#!   \n", 0755);
    T(run("./b2"));
    script("loop", "#!./loop\n", 0755);
    T(run("./loop"));
    script("n1", "#!./y\n", 0755);
    T(run("./n1"));
    script("n2", "#!./n1\n", 0755);
    T(run("./n2"));
    script("n3", "#!./n2\n", 0755);
    T(run("./n3"));
    script("n4", "#!./n3\n", 0755);
    T(run("./n4"));
    script("nonl", "#!/bin/echo nonewline", 0755);
    T(run("./nonl"));
    char l[400];
    memset(l, 'x', 300);
    memcpy(l, "#!/", 3);
    l[300] = 0;
    script("lng", l, 0755);
    T(run("./lng"));
    script("trunc", "\177ELF\2\1\1", 0755);
    T(run("./trunc"));
    script("tab", "#!\t/bin/echo\ta b \n", 0755);
    T(run("./tab"));
    symlink("x", "lx");
    T(run("./lx"));
    T(run("x/"));
    T(run("x/y"));
    int f = open("x", O_WRONLY);
    T(run("./x"));
    close(f);
    T(syscall(SYS_execve, 8, 0, 0));
    T(syscall(SYS_execve, "./x", 8, 0));
    char *big[] = {"a", 0};
    char *arg = malloc(200000);
    memset(arg, 'a', 140000);
    arg[140000] = 0;
    big[0] = arg;
    T(execve("./x", big, 0));
    mkdir("d", 0700);
    T(run("./d"));
    CHILD(setuid(1000); T(run("./x")); chmod("x", 0700); T(run("./noexec")));
    chmod("x", 0700);
    CHILD(setuid(1000); T(run("./x")));
    chmod("x", 0111);
    CHILD(setuid(1000); T(run("./x")));
    CHILD(struct rlimit r = {20000, 20000}; setrlimit(RLIMIT_STACK, &r); char *many[3000];
          for (int i = 0; i < 2999; i++) many[i] = "0123456789012345678901234567890123456789012345678901234567890123456789"; many[2999] = 0;
          T(execve("./x", many, 0)));
}
