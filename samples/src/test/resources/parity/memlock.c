/* RLIMIT_MEMLOCK, what mlock brings in, and what mincore says of it. */
#include "parity.h"
#define P 4096L
static void core(const char *what, char *at, int pages) {
    unsigned char v[16] = {0};
    int r = mincore(at, pages * P, v);
    printf("%s: %d ", what, r);
    for (int i = 0; i < pages; i++) printf("%d", v[i] & 1);
    puts("");
}
int main() {
    struct rlimit r = {4 * P, 4 * P};
    char *m = mmap(0, 8 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    core("fresh", m, 8);
    m[P] = 1;
    core("one", m, 8);
    T(mlock(m, 3 * P));
    core("locked", m, 8);
    T(munlock(m, 8 * P));
    core("unlocked", m, 8);
    T(mlock2(m + 4 * P, 2 * P, MLOCK_ONFAULT));
    core("onfault", m, 8);
    m[5 * P] = 1;
    core("touched", m, 8);
    T(mlock2(m, P, 2));
    T(mlockall(0));
    T(mlockall(8));
    T(mlockall(MCL_ONFAULT));
    T(munlockall());
    T(mincore(m + 1, P, (void *)m));
    T(mincore(m, P, (void *)8));
    T(mincore(m, 0, 0));
    T(mincore((void *)(1L << 36), P, (void *)m));
    T(mlock((void *)(1L << 36), P));
    T(munlock((void *)(1L << 36), P));
    T(mlock(m, 0));
    T(mlock(m + 100, 1));
    T(mlock((void *)-P, 2 * P));
    T(munlock(m, 8 * P));
    char *s = mmap(0, 4 * P, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    core("shared", s, 4);
    s[2 * P] = 1;
    core("shared touched", s, 4);
    char *pop = mmap(0, 4 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    core("populate", pop, 4);
    char *lk = mmap(0, 4 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
    core("MAP_LOCKED", lk, 4);
    T(madvise(lk, P, MADV_DONTNEED));
    T(munlock(lk, 4 * P));
    T(madvise(lk, P, MADV_DONTNEED));
    core("dropped", lk, 4);
    mprotect(m + 6 * P, P, PROT_NONE);
    T(mlock(m + 6 * P, P));
    core("none", m, 8);
    T(munlock(m + 6 * P, P));
    CHILD(setrlimit(RLIMIT_MEMLOCK, &r); setuid(1000); T(mlock(m, 4 * P)); T(mlock(m, 4 * P)); T(mlock(m + 4 * P, P)); T(munlock(m, P));
          T(mlock(m + 4 * P, P)); T(mlock(m + 5 * P, P));
          T(mmap(0, P, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) == MAP_FAILED); T(errno == EAGAIN);
          T(mlockall(MCL_CURRENT)); T(munlockall()); T(mlock(m, 5 * P)); T(mlock(m, 4 * P)));
    CHILD(r.rlim_cur = r.rlim_max = 0; setrlimit(RLIMIT_MEMLOCK, &r); setuid(1000); T(mlock(m, P)); T(mlockall(MCL_CURRENT));
          T(mlockall(MCL_FUTURE)); T(munlock(m, P)); T(munlockall()));
    CHILD(T(mlock(m, 2 * P)); char line[100]; FILE *f = fopen("/proc/self/status", "r");
          while (fgets(line, 100, f)) if (!strncmp(line, "VmLck", 5)) printf("%s", line);
          CHILD(FILE *g = fopen("/proc/self/status", "r"); while (fgets(line, 100, g)) if (!strncmp(line, "VmLck", 5)) printf("%s", line));
          munlock(m, P); rewind(f); fclose(f); f = fopen("/proc/self/status", "r");
          while (fgets(line, 100, f)) if (!strncmp(line, "VmLck", 5)) printf("%s", line));
    CHILD(T(mlockall(MCL_FUTURE)); char *z = mmap(0, 2 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          core("future", z, 2));
}
