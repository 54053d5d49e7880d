/* MADV_REMOVE and holes under mappings. */
#include "parity.h"
#define P 4096L
int main() {
    fresh("madvremove");
    int f = open("f", O_RDWR | O_CREAT, 0600);
    ftruncate(f, 8 * P);
    char *m = mmap(0, 8 * P, PROT_READ | PROT_WRITE, MAP_SHARED, f, 0), *n = mmap(0, 8 * P, PROT_READ, MAP_SHARED, f, 0);
    char *o = mmap(0, 8 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE, f, 0);
    memset(m, 'x', 8 * P);
    o[2 * P] = 'p';
    struct stat s; fstat(f, &s); T(s.st_blocks);
    T(madvise(m + P, 2 * P, MADV_REMOVE));
    printf("%d %d %d %d\n", m[0], m[P], m[2 * P], m[3 * P]);
    printf("%d %d %d\n", n[P], n[2 * P], n[3 * P]);
    printf("%d %d %d\n", o[P], o[2 * P], o[2 * P + 1]);
    fstat(f, &s); T(s.st_blocks); T(s.st_size);
    T(lseek(f, 0, SEEK_HOLE)); T(lseek(f, P, SEEK_DATA));
    m[P] = 'y'; T(n[P]);
    T(madvise(o, P, MADV_REMOVE));
    T(madvise(n, P, MADV_REMOVE));
    char *a = mmap(0, P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); T(madvise(a, P, MADV_REMOVE));
    char *sh = mmap(0, 2 * P, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0); memset(sh, 'q', 2 * P); T(madvise(sh, P, MADV_REMOVE)); printf("%d %d\n", sh[0], sh[P]);
    T(madvise(m + 1, P, MADV_REMOVE)); T(madvise(m, 0, MADV_REMOVE)); T(madvise((void *) (1L << 36), P, MADV_REMOVE));
    T(mlock(m, P)); T(madvise(m, P, MADV_REMOVE)); T(munlock(m, P)); T(madvise(m, P, MADV_REMOVE)); T(m[0]);
    T(fallocate(f, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 3 * P, 2 * P)); printf("%d %d %d\n", m[3 * P], n[4 * P], n[5 * P]);
    T(ftruncate(f, 6 * P)); CHILD(m[6 * P] = 1); CHILD(m[5 * P] = 1); T(ftruncate(f, 7 * P)); T(m[6 * P]); CHILD(m[7 * P] = 1);
    T(ftruncate(f, 5 * P + 10)); T(n[5 * P + 9]); T(n[5 * P + 10]); m[5 * P + 100] = 'z'; T(ftruncate(f, 6 * P)); T(n[5 * P + 100]);
    CHILD(T(o[7 * P])); CHILD(T(o[2 * P]));
}
