/* The names of open and mapped files follow renames, and say that they are deleted. */
#include "parity.h"

static void show(int fd) {
    char path[40], b[200];
    sprintf(path, "/proc/self/fd/%d", fd);
    int n = readlink(path, b, sizeof b);
    printf("%d: %.*s\n", fd, n > 0 ? n : 0, b);
}

static void maps(const char *what) {
    FILE *f = fopen("/proc/self/maps", "r");
    char line[400];
    while (fgets(line, sizeof line, f)) {
        if (strstr(line, what)) {
            printf("mapped %s", strchr(line, '/'));
        }
    }
    fclose(f);
}

int main(void) {
    mkdir("/tmp/rn", 0755);
    chdir("/tmp/rn");
    mkdir("d", 0755);
    int first = open("file_a", O_CREAT | O_RDWR, 0600), second = open("file_a", O_RDWR);
    ftruncate(first, 4096);
    mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, first, 0);
    mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, second, 0);
    show(first);
    maps("file_");
    rename("file_a", "d/file_b");
    show(first);
    show(second);
    maps("file_");
    rename("d", "e");
    show(first);
    maps("file_");
    link("e/file_b", "file_c");
    show(first);
    unlink("e/file_b");
    show(first);
    maps("file_");
    int other = open("file_d", O_CREAT | O_RDWR, 0600);
    ftruncate(other, 4096);
    mmap(0, 4096, PROT_READ, MAP_SHARED, other, 0);
    rename("file_c", "file_d");
    show(other);
    show(first);
    maps("file_");
    int last = open("file_e", O_CREAT | O_RDWR, 0600);
    show(last);
    T(syscall(SYS_renameat2, AT_FDCWD, "file_e", AT_FDCWD, "file_d", 2));
    show(last);
    close(first);
    close(second);
    maps("file_");
    int path = open("file_d", O_PATH);
    rename("file_d", "file_f");
    show(path);
    show(last);
    close(last);
    close(path);
    rename("file_f", "file_g");
    T(open("file_g", O_RDONLY) == first);
    show(first);
    unlink("file_g");
    show(first);
    close(creat("file_g", 0600));
    show(first);
    return 0;
}
