/* /proc/self/pagemap, and what smaps says of the same pages. */
#include "parity.h"
static long page;
static int fd;
static void show(char *p, int pages) {
    unsigned long entry[32];
    long count = pread(fd, entry, 8 * pages, (unsigned long)p / page * 8) / 8;
    for (int i = 0; i < count; i++) {
        printf("%c%c", entry[i] >> 63 ? 'p' : entry[i] >> 62 & 1 ? 's' : '-', entry[i] >> 61 & 1 ? 'f' : '.');
    }
    printf(" %ld\n", count);
}
static void flags(char *p) {
    FILE *f = fopen("/proc/self/smaps", "r");
    char line[300];
    unsigned long start, end;
    int here = 0;
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2) {
            here = (unsigned long)p >= start && (unsigned long)p < end;
        } else if (here && (!strncmp(line, "VmFlags", 7) || !strncmp(line, "Rss", 3) || !strncmp(line, "Locked", 6) || !strncmp(line, "Size", 4))) {
            printf("%s", line);
        }
    }
    fclose(f);
}
int main(void) {
    page = sysconf(_SC_PAGESIZE);
    fd = open("/proc/self/pagemap", O_RDONLY);
    T(fd >= 0);
    char *q = mmap(0, 10 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *p = mmap(q + page, 8 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    show(p, 8);
    p[0] = p[3 * page] = p[7 * page] = 1;
    show(p, 8);
    flags(p);
    madvise(p + 3 * page, page, MADV_DONTNEED);
    show(p, 8);
    T(mlock(p, 2 * page));
    show(p, 8);
    flags(p);
    T(munlock(p, 2 * page));
    T(madvise(p, 8 * page, MADV_DONTFORK));
    flags(p);
    T(madvise(p, 8 * page, MADV_DOFORK));
    T(madvise(p, 8 * page, MADV_WIPEONFORK));
    flags(p);
    T(madvise(p, 8 * page, MADV_KEEPONFORK));
    flags(p);
    T(mprotect(p, 8 * page, PROT_NONE));
    show(p, 8);
    T(munmap(p, 4 * page));
    show(p, 8);
    int m = memfd_create("m", 0);
    T(ftruncate(m, 4 * page));
    char *s = mmap(0, 4 * page, PROT_READ | PROT_WRITE, MAP_SHARED, m, 0);
    s[page] = 1;
    show(s, 4);
    flags(s);
    char *c = mmap(0, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, m, 0);
    c[page] = 1;
    show(c, 2);
    unsigned long entry;
    T(pread(fd, &entry, 8, 4));
    T(pread(fd, &entry, 4, 8));
    T(pread(fd, &entry, 12, 8));
    T(pread(fd, &entry, 0, 8));
    T(write(fd, &entry, 8));
    T(lseek(fd, 80, SEEK_SET));
    T(open("/proc/self/pagemap", O_RDWR) >= 0);
    struct stat st;
    T(stat("/proc/self/pagemap", &st));
    printf("%o %ld\n", st.st_mode, (long)st.st_size);
    return 0;
}
