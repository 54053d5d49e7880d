/* Huge pages where there are none, and the auxiliary vector's word about rseq(2). */
#include "parity.h"
#include <sys/auxv.h>
static void map(int flags) {
    void *p = mmap(0, 4 << 20, PROT_READ | PROT_WRITE, flags, -1, 0);
    printf("%x: %s\n", flags, p == MAP_FAILED ? strerrorname_np(errno) : "mapped");
}
int main(void) {
    int base = MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB;
    map(base);
    map(base | 21 << 26);
    map(base | 30 << 26);
    map(base | 63 << 26);
    map(base | 12 << 26);
    map(MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB);
    map(MAP_PRIVATE | MAP_HUGETLB);
    int fd = memfd_create("m", 0);
    T(ftruncate(fd, 4 << 20));
    T(mmap(0, 4 << 20, PROT_READ, MAP_SHARED | MAP_HUGETLB, fd, 0) == MAP_FAILED);
    T(mmap(0, 4 << 20, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
    T(getauxval(27));
    T(getauxval(28));
    static char area[64] __attribute__((aligned(64)));
    T(syscall(SYS_rseq, area, 31, 0, 0x1234));
    T(syscall(SYS_rseq, area + 4, 32, 0, 0x1234));
    T(syscall(SYS_rseq, area, 32, 2, 0x1234));
    T(getauxval(AT_PAGESZ));
    T(getauxval(AT_CLKTCK));
    T(getauxval(AT_SECURE));
    T(getauxval(AT_FLAGS));
    return 0;
}
