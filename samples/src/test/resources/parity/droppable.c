/* MAP_DROPPABLE: what it is refused with, what a child sees, locks, advice. */
#include "parity.h"
#define DROPPABLE 8

static void flags(void *at) {
    FILE *f = fopen("/proc/self/smaps", "r");
    char line[400], start[20];
    sprintf(start, "%lx-", (long)at);
    int here = 0;
    while (fgets(line, sizeof line, f)) {
        here = strchr(line, '-') && strstr(line, " 00:00 ") ? strstr(line, start + 0) != NULL : here;
        if (here && strncmp(line, "VmFlags", 7) == 0) {
            printf("dp %d wf %d lo %d\n", strstr(line, " dp") != NULL, strstr(line, " wf") != NULL, strstr(line, " lo") != NULL);
            here = 0;
        }
    }
    fclose(f);
}

int main(void) {
    int fd = open("/tmp/dropped", O_CREAT | O_RDWR, 0600);
    ftruncate(fd, 4096);
    T(mmap(0, 4096, PROT_READ, DROPPABLE, fd, 0) == MAP_FAILED);
    T(mmap(0, 4096, PROT_READ, DROPPABLE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) == MAP_FAILED);
    T(mmap(0, 4096, PROT_READ, DROPPABLE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0) == MAP_FAILED);
    T(mmap(0, 4096, PROT_READ, DROPPABLE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0) == MAP_FAILED);
    T(mmap(0, 4096, PROT_READ, 9 | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
    char *p = mmap(0, 8192, PROT_READ | PROT_WRITE, DROPPABLE | MAP_ANONYMOUS, -1, 0);
    T(p == MAP_FAILED);
    T(p[0]);
    p[0] = 'a';
    T(p[0]);
    flags(p);
    if (fork() == 0) {
        T(p[0]);
        p[0] = 'c';
        T(p[0]);
        exit(0);
    }
    wait(0);
    T(p[0]);
    T(mlock(p, 8192));
    flags(p);
    T(madvise(p, 4096, MADV_KEEPONFORK));
    T(madvise(p, 4096, MADV_WIPEONFORK));
    T(madvise(p, 4096, MADV_DODUMP));
    T(madvise(p, 4096, MADV_DONTDUMP));
    T(mprotect(p, 4096, PROT_READ));
    T(madvise(p, 4096, MADV_DONTNEED));
    T(p[0]);
    T(munmap(p, 8192));
    return 0;
}
