#include "parity.h"
static void run(const char *what, char *path, char **argv) {
    printf("%s: ", what);
    fflush(stdout);
    int p = fork(), s;
    if (!p) {
        execve(path, argv, (char *[]){"A=1", 0});
        printf("%s\n", strerrorname_np(errno));
        fflush(stdout);
        _exit(0);
    }
    waitpid(p, &s, 0);
    printf("[%x]\n", s);
    fflush(stdout);
}
static void script(const char *name, const char *text, int mode) {
    int f = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0755);
    write(f, text, strlen(text));
    fchmod(f, mode);
    close(f);
}
int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "args")) {
        for (int i = 0; i < argc; i++) printf("<%s>", argv[i]);
        return 0;
    }
    if (argc == 0 || argv[0][0] == 0) {
        printf("argc %d\n", argc);
        return 0;
    }
    char self[200], line[300];
    self[readlink("/proc/self/exe", self, 199)] = 0;
    fresh("exec2");
    char *none[] = {"zero", "one", 0};
    sprintf(line, "#!%s args  two words \nx", self);
    script("s1", line, 0755);
    run("script", "s1", none);
    script("s2", "#!./s1\n", 0755);
    run("nested", "s2", none);
    script("s3", "#! /bin/echo\n", 0755);
    run("echo", "s3", none);
    script("s4", "#!/none/x\n", 0755);
    run("missing", "s4", none);
    script("s5", "#!\n", 0755);
    run("bare", "s5", none);
    script("s6", "#!   \n", 0755);
    run("spaces", "s6", none);
    script("s7", "echo hi\n", 0755);
    run("plain", "s7", none);
    script("s8", "", 0755);
    run("empty", "s8", none);
    script("s9", "\177ELF", 0755);
    run("short elf", "s9", none);
    script("s10", "#!/bin/echo a\tb", 0755);
    run("tab", "s10", none);
    script("s11", "#!/bin/echo", 0644);
    run("mode", "s11", none);
    sprintf(line, "#!./l1\n");
    script("l1", line, 0755);
    run("loop", "l1", none);
    run("dir", ".", none);
    run("none", "none", none);
    run("notdir", "s1/x", none);
    mkfifo("fifo", 0777);
    run("fifo", "fifo", none);
    run("empty path", "", none);
    run("long", (char *)memset(calloc(5000, 1), 'x', 4999), none);
    run("free", "s3", none);
    char cp[300];
    sprintf(cp, "cp %s busy", self);
    system(cp);
    run("elf", "./busy", (char *[]){"x", "args", 0});
    run("no argv", self, 0);
    char *big = malloc(200000);
    memset(big, 'x', 199999);
    big[199999] = 0;
    run("long word", "/bin/true", (char *[]){"true", big, 0});
    big[131071] = 0;
    run("longest word", "/bin/true", (char *[]){"true", big, 0});
    char **many = calloc(400001, sizeof *many);
    for (int i = 0; i < 400000; i++) many[i] = "abc";
    run("many", "/bin/true", many);
    run("bad path", (char *)8, none);
    run("bad argv", "/bin/true", (char **)8);
    run("bad arg", "/bin/true", (char *[]){"x", (char *)8, 0});
    char inter[400];
    memset(inter, 'y', 399);
    memcpy(inter, "#!/", 3);
    inter[300] = '\n';
    inter[301] = 0;
    script("s12", inter, 0755);
    setrlimit(RLIMIT_STACK, &(struct rlimit){1 << 20, 1 << 20});
    many[70000] = 0;
    run("quarter stack", "/bin/true", many);
    symlink(self, "sym");
    int d = open(".", O_RDONLY);
    CHILD(T(syscall(SYS_execveat, d, "sym", none, 0, AT_SYMLINK_NOFOLLOW)); T(syscall(SYS_execveat, d, "", none, 0, AT_EMPTY_PATH));
          T(syscall(SYS_execveat, d, "sym", none, 0, 0x10000000)); T(syscall(SYS_execveat, 99, "sym", none, 0, 0));
          int e2 = open("s3", O_RDONLY); T(fcntl(e2, F_GETFD)); syscall(SYS_execveat, e2, "", none, 0, AT_EMPTY_PATH));
}
