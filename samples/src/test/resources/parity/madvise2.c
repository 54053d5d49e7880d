#include "parity.h"
#define P 4096
int main() {
    char *m = mmap(0, 4 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); memset(m, 'x', 4 * P);
    T(madvise(m, P, MADV_DONTNEED)); printf("%d %d\n", m[0], m[P]); T(madvise(m + 1, P, MADV_DONTNEED)); T(madvise(m, 0, MADV_DONTNEED)); T(madvise(m, -P, MADV_DONTNEED)); T(madvise(m, P, 12345)); T(madvise((void *)(1L << 36), P, MADV_DONTNEED)); T(madvise((void *)(1L << 36), P, MADV_WILLNEED)); T(madvise(m, P, MADV_NORMAL)); T(madvise(m, P, MADV_RANDOM)); T(madvise(m, P, MADV_SEQUENTIAL)); T(madvise(m, P, MADV_WILLNEED)); T(madvise(m, 2 * P, MADV_FREE)); T(madvise(m, P, MADV_COLD)); T(madvise(m, P, MADV_PAGEOUT)); printf("%d\n", m[2 * P]);
    T(madvise(m + 2 * P, P, MADV_DONTFORK)); CHILD(m[2 * P] = 1); T(madvise(m + 2 * P, P, MADV_DOFORK)); CHILD(m[2 * P] = 1); T(madvise(m + 3 * P, P, MADV_WIPEONFORK)); CHILD(printf("%d\n", m[3 * P])); printf("%d\n", m[3 * P]); T(madvise(m + 3 * P, P, MADV_KEEPONFORK)); T(madvise(m, P, MADV_DONTDUMP)); T(madvise(m, P, MADV_DODUMP)); T(madvise(m, P, MADV_POPULATE_READ)); T(madvise(m, P, MADV_POPULATE_WRITE)); mprotect(m, P, PROT_READ); T(madvise(m, P, MADV_POPULATE_WRITE));
    char *s = mmap(0, 2 * P, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0); *s = 5; s[P] = 6; T(madvise(s, P, MADV_DONTNEED)); printf("%d\n", *s); T(madvise(s, P, MADV_WIPEONFORK)); T(madvise(s, P, MADV_FREE)); munmap(m + P, P); T(madvise(m, 4 * P, MADV_DONTNEED)); printf("%d\n", m[2 * P]);
    int f = file("/dev/shm/madvise2", "file"); char *q = mmap(0, P, PROT_READ | PROT_WRITE, MAP_PRIVATE, f, 0); q[0] = 'F'; printf("%.4s\n", q); T(madvise(q, P, MADV_DONTNEED)); printf("%.4s\n", q);
}
