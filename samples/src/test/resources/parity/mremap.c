#include "parity.h"
#define P 4096
int main() {
    char *m = mmap(0, 8 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); for (int i = 0; i < 8; i++) m[i * P] = i + 1;
    T(munmap(m + 4 * P, 4 * P)); T(mremap(m, 4 * P, 6 * P, 0) == m); m[5 * P] = 7; T(mremap(m, 6 * P, 2 * P, 0) == m); CHILD(m[3 * P] = 1);
    char *w = mmap(0, 4 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); mprotect(w + P, P, PROT_READ); T(mremap(w, 2 * P, 3 * P, 0)); T(mremap(w, P, 8 * P, 0));
    T(mremap(m + 1, P, P, 0)); T(mremap(m, P, 0, 0)); T(mremap(m, 0, P, 0)); T(mremap((void *)(1L << 36), P, 2 * P, MREMAP_MAYMOVE)); T(mremap(m, P, P, 16)); T(mremap(m, P, 2 * P, MREMAP_FIXED, w));
    char *t = mmap(0, 8 * P, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); T(mremap(m, 2 * P, 2 * P, MREMAP_MAYMOVE | MREMAP_FIXED, t) == t); printf("%d %d\n", t[0], t[P]); CHILD(m[0] = 1); T(mremap(t, 2 * P, 2 * P, MREMAP_MAYMOVE | MREMAP_FIXED, t + P)); T(mremap(t, 2 * P, 2 * P, MREMAP_MAYMOVE | MREMAP_FIXED, t + 1));
    char *k = mremap(t, 2 * P, 2 * P, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0); T(k != MAP_FAILED && k != t); printf("%d %d\n", k[0], t[0]); T(mremap(k, 2 * P, 3 * P, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0));
    char *s = mmap(0, P, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0); *s = 9; char *c = mremap(s, 0, P, MREMAP_MAYMOVE); T(c != MAP_FAILED); *c = 10; printf("%d\n", *s); int f = file("/dev/shm/mremap", "abc"); char *q = mmap(0, P, PROT_READ, MAP_SHARED, f, 0); q = mremap(q, P, 2 * P, MREMAP_MAYMOVE); printf("%c\n", q[1]); CHILD(printf("%c\n", q[P]));
    T(munmap(k, 0)); T(munmap(k + 1, P)); T(munmap((void *)-P, P)); T(munmap(0, P)); T(mprotect(k + 1, P, PROT_READ)); T(mprotect(k, P, 0x800)); T(mprotect(k, 0, PROT_READ)); T(mprotect((void *)(1L << 36), P, PROT_READ));
}
