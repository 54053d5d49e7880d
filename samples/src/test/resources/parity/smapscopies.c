/* What smaps says of private mappings of files: pages of the file are clean, those that were written are the process's own. */
#include "parity.h"
static long value(void *at, const char *what) {
    char line[400];
    unsigned long start, end;
    long found = -1;
    int here = 0;
    FILE *f = fopen("/proc/self/smaps", "r");
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2 && strchr(line, '-') < strchr(line, ' ')) here = start <= (unsigned long)at && (unsigned long)at < end;
        else if (here && !strncmp(line, what, strlen(what))) found = atol(line + strlen(what) + 1);
    fclose(f);
    return found;
}
static void pages(long grown) {
    long size, resident, shared, code, library, data;
    FILE *f = fopen("/proc/self/statm", "r");
    fscanf(f, "%ld %ld %ld %ld %ld %ld", &size, &resident, &shared, &code, &library, &data);
    fclose(f);
    printf("statm: size as areas %d, resident %d, shared %d, library %ld", size > 100, resident > shared, shared > 20, library);
    printf(", data %ld\n", data - grown);
    fflush(stdout);
}
static void show(const char *what, char *at) {
    printf("%s: rss %ld clean %ld dirty %ld anonymous %ld, dirty share %ld\n", what, value(at, "Rss"), value(at, "Private_Clean"), value(at, "Private_Dirty"),
           value(at, "Anonymous"), value(at, "Pss_Dirty"));
    fflush(stdout);
}
int main(void) {
    volatile char sum = 0;
    long page = sysconf(_SC_PAGESIZE);
    char path[] = "/tmp/smapscopiesXXXXXX", block[4096] = "x";
    int fd = mkstemp(path);
    unlink(path);
    for (int i = 0; i < 8; i++) write(fd, block, page);
    fsync(fd);
    char *at = mmap(0, 8 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    show("written by loading", at);
    munmap(at, 8 * page);
    at = mmap(0, 8 * page, PROT_READ, MAP_PRIVATE, fd, 0);
    madvise(at, 8 * page, MADV_RANDOM);
    show("untouched", at);
    mprotect(at, 8 * page, PROT_READ | PROT_WRITE);
    at[3 * page] = 1;
    at[5 * page] = 1;
    printf("anonymous %ld\n", value(at, "Anonymous"));
    mprotect(at, 8 * page, PROT_READ);
    printf("read-only: anonymous %ld\n", value(at, "Anonymous"));
    CHILD(printf("of the child: anonymous %ld\n", value(at, "Anonymous")));
    mprotect(at, 8 * page, PROT_NONE);
    printf("unreachable: anonymous %ld\n", value(at, "Anonymous"));
    madvise(at, 8 * page, MADV_DONTNEED);
    show("given up", at);
    at = mmap(0, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    madvise(at, 4 * page, MADV_NOHUGEPAGE);
    at[0] = at[page] = 1;
    show("memory", at);
    at = mmap(0, 4 * page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    at[0] = at[page] = 1;
    show("shared memory", at);
    pages(0);
    mmap(0, 400 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pages(400);
}
