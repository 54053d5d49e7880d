// A file that may not be executed is refused before the arguments are looked at
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
static char long_word[200000];
static void all(const char *file) {
    char *big[] = {"x", long_word, 0};
    printf("%s\n", file);
    syscall(SYS_execve, file, 8, 0), printf("argv: %s\n", strerrorname_np(errno));
    syscall(SYS_execve, file, 0, 8), printf("envp: %s\n", strerrorname_np(errno));
    syscall(SYS_execve, file, big, 0), printf("long: %s\n", strerrorname_np(errno));
    syscall(SYS_execveat, AT_FDCWD, file, 8, 0, 0), printf("at: %s\n", strerrorname_np(errno));
}
int main() {
    memset(long_word, 'x', sizeof long_word - 1);
    chdir(mkdtemp((char[]) {"/tmp/orderXXXXXX"}));
    all("missing");
    syscall(SYS_execveat, AT_FDCWD, "", 0, 0, 0x10000), printf("no name: %s\n", strerrorname_np(errno));
    syscall(SYS_execveat, AT_FDCWD, "missing", 0, 0, 0x10000), printf("flags: %s\n", strerrorname_np(errno));
    close(open("plain", O_CREAT | O_WRONLY, 0644)), all("plain");
    close(open("empty", O_CREAT | O_WRONLY, 0755)), all("empty");
    int held = open("empty", O_WRONLY);
    all("empty"), close(held);
    mkdir("d", 0755), all("d"), all("empty/x");
    mount("t", "d", "tmpfs", MS_NOEXEC, 0), close(open("d/x", O_CREAT | O_WRONLY, 0755)), all("d/x"), umount("d");
    rmdir("d"), unlink("plain"), unlink("empty");
}
