/* Areas of memory that become alike and different again: nothing beside them is lost. */
#include "parity.h"
static long page;
static int lines(char *from, long pages) {
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[300];
    unsigned long start, end;
    int count = 0;
    while (fgets(line, sizeof line, maps)) {
        sscanf(line, "%lx-%lx", &start, &end);
        if (start < (unsigned long)from + pages * page && end > (unsigned long)from) {
            printf("  +%ld..+%ld %.4s\n", start > (unsigned long)from ? (start - (unsigned long)from) / page : 0,
                    end < (unsigned long)from + pages * page ? (end - (unsigned long)from) / page : pages, strchr(line, ' ') + 1);
            count++;
        }
    }
    fclose(maps);
    return count;
}
int main(void) {
    page = sysconf(_SC_PAGESIZE);
    char *at = mmap(0, 10 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *p = at + page;
    T(mmap(p, 8 * page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == p);
    T(mprotect(p, page, PROT_READ | PROT_WRITE));
    T(lines(p, 8));
    T(mprotect(p, 2 * page, PROT_READ));
    T(lines(p, 8));
    T(mprotect(p + 2 * page, 2 * page, PROT_READ | PROT_WRITE));
    p[2 * page] = 1;
    p[3 * page] = 2;
    T(mprotect(p + 4 * page, 4 * page, PROT_READ | PROT_WRITE));
    T(lines(p, 8));
    T(mprotect(p, 8 * page, PROT_READ | PROT_WRITE));
    T(lines(p, 8));
    T(p[2 * page] + p[3 * page]);
    for (int i = 0; i < 8; i += 2) {
        T(mprotect(p + i * page, page, PROT_READ));
    }
    T(lines(p, 8));
    T(mprotect(p, 8 * page, PROT_READ));
    T(lines(p, 8));
    T(mprotect(p + 5 * page, 3 * page, PROT_READ | PROT_WRITE));
    T(mprotect(p + 3 * page, 2 * page, PROT_READ | PROT_WRITE));
    T(mprotect(p + 2 * page, 3 * page, PROT_READ | PROT_WRITE));
    T(lines(p, 8));
    memset(p + 2 * page, 7, 6 * page);
    for (int i = 0; i < 8; i += 3) {
        T(mlock(p + i * page, page));
    }
    T(mlock(p, 8 * page));
    T(munlock(p, 4 * page));
    T(munlock(p, 8 * page));
    T(lines(p, 8));
    T(madvise(p + page, page, MADV_DONTFORK));
    T(madvise(p, 3 * page, MADV_DONTFORK));
    T(madvise(p, 8 * page, MADV_DOFORK));
    T(lines(p, 8));
    unsigned char here[8] = {0};
    T(mincore(p + 2 * page, 6 * page, here));
    for (int i = 0; i < 6; i++) {
        printf("%d", here[i] & 1);
    }
    printf("\n");
    T(mincore(p + 1, page, here));
    T(mincore(p, -page, here));
    T(mincore((void *)(1L << 60), page, here));
    T(mincore(p, 9 * page, (void *)1));
    T(munmap(p + 3 * page, page));
    T(mincore(p, 8 * page, here));
    T(mprotect(p, 8 * page, PROT_READ));
    T(lines(p, 8));
    return 0;
}
