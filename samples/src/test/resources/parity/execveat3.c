/* execveat: empty paths, scripts behind close-on-exec, links, flags. */
#include "parity.h"
static void run(int fd, const char *path, int flags) {
    fflush(stdout);
    pid_t p = fork();
    if (!p) {
        char *argv[] = {"name", "arg", 0}, *env[] = {0};
        syscall(SYS_execveat, fd, path, argv, env, flags);
        printf("%s %#x: %s\n", path, flags, strerrorname_np(errno));
        fflush(stdout);
        _exit(99);
    }
    int s;
    waitpid(p, &s, 0);
    printf("status %d\n", WEXITSTATUS(s));
}
static int put(const char *name, const char *text, int length) {
    int f = open(name, O_WRONLY | O_CREAT, 0755);
    write(f, text, length);
    close(f);
    return open(name, O_RDONLY);
}
int main() {
    fresh("execveat3");
    int script = put("script", "#!/bin/sh\necho \"$0 $@\" | sed 's/[0-9][0-9]*/N/'\nexit 3\n",
                     sizeof "#!/bin/sh\necho \"$0 $@\" | sed 's/[0-9][0-9]*/N/'\nexit 3\n" - 1);
    run(script, "", AT_EMPTY_PATH);
    int cloexec = open("script", O_RDONLY | O_CLOEXEC);
    run(cloexec, "", AT_EMPTY_PATH);
    run(AT_FDCWD, "script", 0);
    int dir = open(".", O_RDONLY | O_DIRECTORY);
    run(dir, "script", 0);
    run(dir, "./script", 0);
    int cdir = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    run(cdir, "script", 0);
    run(script, "", 0);
    run(99, "script", 0);
    run(99, "/bin/true", 0);
    symlink("script", "link");
    run(dir, "link", AT_SYMLINK_NOFOLLOW);
    run(dir, "link", 0);
    run(dir, "script", 0x10000);
    run(script, "x", 0);
    int o = open("/bin/busybox", O_PATH);
    run(o, "", AT_EMPTY_PATH);
    char text[600];
    memset(text, 'a', sizeof text);
    memcpy(text, "#!/", 3);
    text[300] = '\n';
    put("long", text, 301);
    run(AT_FDCWD, "long", 0);
    memset(text, ' ', sizeof text);
    memcpy(text, "#!", 2);
    text[299] = '\n';
    put("blank", text, 300);
    run(AT_FDCWD, "blank", 0);
    memset(text, ' ', sizeof text);
    memcpy(text, "#!/bin/echo", 11);
    text[300] = '\n';
    put("space", text, 301);
    run(AT_FDCWD, "space", 0);
    memset(text, 'b', sizeof text);
    memcpy(text, "#!/bin/echo ", 12);
    text[400] = '\n';
    put("longarg", text, 401);
    run(AT_FDCWD, "longarg", 0);
    memset(text, '/', 254);
    memcpy(text, "#!", 2);
    memcpy(text + 250, "bin/ec", 6);
    put("edge", text, 256);
    run(AT_FDCWD, "edge", 0);
    put("none", "#!\n", sizeof "#!\n" - 1);
    run(AT_FDCWD, "none", 0);
    put("nl", "#!   \n", sizeof "#!   \n" - 1);
    run(AT_FDCWD, "nl", 0);
    put("noend", "#!/bin/echo x", sizeof "#!/bin/echo x" - 1);
    run(AT_FDCWD, "noend", 0);
    put("nul", "#!/bin/echo\0zz y\n", sizeof "#!/bin/echo\0zz y\n" - 1);
    run(AT_FDCWD, "nul", 0);
    put("tab", "#!\t/bin/echo\t-n\tq \n", sizeof "#!\t/bin/echo\t-n\tq \n" - 1);
    run(AT_FDCWD, "tab", 0);
    put("rel", "#!bin/echo\n", sizeof "#!bin/echo\n" - 1);
    run(AT_FDCWD, "rel", 0);
    put("missing", "#!/nowhere\n", sizeof "#!/nowhere\n" - 1);
    run(AT_FDCWD, "missing", 0);
    put("dirs", "#!/bin\n", sizeof "#!/bin\n" - 1);
    run(AT_FDCWD, "dirs", 0);
    put("a", "#!/dev/shm/execveat3/b\n", sizeof "#!/dev/shm/execveat3/b\n" - 1);
    put("b", "#!/dev/shm/execveat3/a\n", sizeof "#!/dev/shm/execveat3/a\n" - 1);
    run(AT_FDCWD, "a", 0);
    put("d1", "#!/dev/shm/execveat3/d2 1\n", sizeof "#!/dev/shm/execveat3/d2 1\n" - 1);
    put("d2", "#!/dev/shm/execveat3/d3 2\n", sizeof "#!/dev/shm/execveat3/d3 2\n" - 1);
    put("d3", "#!/dev/shm/execveat3/d4 3\n", sizeof "#!/dev/shm/execveat3/d4 3\n" - 1);
    put("d4", "#!/dev/shm/execveat3/d5 4\n", sizeof "#!/dev/shm/execveat3/d5 4\n" - 1);
    put("d5", "#!/bin/echo 5\n", sizeof "#!/bin/echo 5\n" - 1);
    run(AT_FDCWD, "d2", 0);
    run(AT_FDCWD, "d1", 0);
    put("empty", "", sizeof "" - 1);
    run(AT_FDCWD, "empty", 0);
    put("text", "echo hi\n", sizeof "echo hi\n" - 1);
    run(AT_FDCWD, "text", 0);
    run(AT_FDCWD, ".", 0);
    run(AT_FDCWD, "nothing", 0);
    run(AT_FDCWD, "script/x", 0);
    run(AT_FDCWD, "", 0);
}
