#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static int copied = 1;
int main(void) {
    int *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status;
    if (!fork()) {
        *shared = 42;
        copied = 7;
        _exit(0);
    }
    wait(&status);
    printf("shared %d copied %d\n", *shared, copied);
    char name[] = "fileXXXXXX", text[16] = {0};
    int file = mkstemp(name);
    ftruncate(file, 8192);
    char *map = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    strcpy(map + 4096, "mapped");
    pread(file, text, 10, 4096);
    pwrite(file, "WRITE", 5, 4096);
    printf("%s %s\n", text, map + 4096);
    char *private = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    private[4096] = 'p';
    printf("%s %s\n", private + 4096, map + 4096);
    munmap(map, 8192);
    pread(file, text, 10, 4096);
    printf("%s\n", text);
    unlink(name);
    char *area = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(area, 5, 1 << 20);
    area = mremap(area, 1 << 20, 4 << 20, MREMAP_MAYMOVE);
    printf("%d %d\n", area[1000], area[2 << 20]);
    madvise(area, 4096, MADV_DONTNEED);
    printf("%d %d\n", area[0], area[4096]);
    mprotect(area, 4096, PROT_READ);
    printf("%d %d\n", (int)read(open("/dev/zero", O_RDONLY), area, 10), errno == EFAULT);
    if (!fork()) {
        area[0] = 1;
        _exit(0);
    }
    wait(&status);
    printf("signal %d\n", WTERMSIG(status));
    printf("%d %d\n", (int)write(1, (void *)16, 5), errno == EFAULT);
    printf("%d %d\n", munmap((void *)1, 4096), errno == EINVAL);
    char *more = sbrk(1 << 20);
    memset(more, 1, 1 << 20);
    printf("brk %d\n", (char *)sbrk(0) - more == 1 << 20);
    return 0;
}
