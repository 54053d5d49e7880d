/* Memory that stays as it is, mseal(2). */
#include "parity.h"
static long page;
static int seal(void *at, long length, long flags) {
    return syscall(462, at, length, flags);
}
static char *map(int pages, int prot) {
    return mmap(0, pages * page, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static void advise(char *p, const char *what) {
    static const int all[] = {MADV_DONTNEED, MADV_FREE, MADV_REMOVE, MADV_DONTFORK, MADV_WIPEONFORK, MADV_WILLNEED, MADV_DOFORK, MADV_COLD, MADV_POPULATE_READ};
    for (int i = 0; i < 9; i++) {
        errno = 0;
        printf("%s advice %d: %d %s\n", what, all[i], madvise(p, 2 * page, all[i]), errno ? strerrorname_np(errno) : "");
    }
}
int main(void) {
    page = sysconf(_SC_PAGESIZE);
    char *p = map(6, PROT_READ | PROT_WRITE);
    memset(p, 5, 6 * page);
    T(seal(p, page, 1));
    T(seal(p + 1, page, 0));
    T(seal(p, -page, 0));
    T(seal(p, 0, 0));
    T(mprotect(p, page, PROT_READ));
    T(seal((void *)(16 * page), page, 0));
    T(seal(p, 2 * page, 0));
    T(seal(p, 2 * page, 0));
    T(mprotect(p, page, PROT_READ | PROT_WRITE));
    T(mprotect(p, 3 * page, PROT_READ));
    T(mprotect(p + 2 * page, page, PROT_READ));
    T(mprotect(p + 2 * page, page, PROT_READ | PROT_WRITE));
    T(munmap(p, page));
    T(munmap(p + page, 3 * page));
    T(p[2 * page]);
    T(munmap(p + 5 * page, page));
    T(mremap(p, 2 * page, 3 * page, MREMAP_MAYMOVE) == MAP_FAILED);
    T(mremap(p, 2 * page, page, 0) == MAP_FAILED);
    T(mmap(p, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED);
    T(mmap(p, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED);
    T(mlock(p, page));
    T(munlock(p, page));
    char *writable = map(2, PROT_READ | PROT_WRITE), *readable = map(2, PROT_READ), *none = map(2, PROT_NONE);
    seal(writable, 2 * page, 0);
    seal(readable, 2 * page, 0);
    seal(none, 2 * page, 0);
    writable[0] = 3;
    advise(writable, "writable");
    printf("%d\n", writable[0]);
    advise(readable, "readable");
    advise(none, "none");
    int fd = memfd_create("f", 0);
    T(ftruncate(fd, 2 * page));
    char *file = mmap(0, 2 * page, PROT_READ, MAP_SHARED, fd, 0);
    T(seal(file, 2 * page, 0));
    advise(file, "file");
    CHILD(
        T(munmap(p, page));
        T(mprotect(readable, page, PROT_READ | PROT_WRITE));
        T(shmdt(p));
    );
    return 0;
}
