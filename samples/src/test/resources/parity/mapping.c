#include "parity.h"
static int caught(volatile char *p, int w) {
    int pid = fork();
    if (!pid) {
        if (w)
            *p = 1;
        else
            (void)*p;
        _exit(0);
    }
    int s;
    waitpid(pid, &s, 0);
    return WIFSIGNALED(s) ? WTERMSIG(s) : 0;
}
int main() {
    int f = open("/tmp/mapped", O_CREAT | O_RDWR | O_TRUNC, 0600);
    ftruncate(f, 5000);
    char *s = mmap(0, 12288, 3, MAP_SHARED, f, 0), *p = mmap(0, 8192, 3, MAP_PRIVATE, f, 0), b[20] = {0};
    strcpy(s + 4990, "shared");
    T(pread(f, b, 10, 4990));
    puts(b);
    T(pwrite(f, "W", 1, 0));
    T(s[0]);
    T(p[0]);
    p[0] = 'P';
    T(s[0]);
    T(caught(s + 8192, 0));
    T(caught(s + 4096 + 2000, 1));
    T(msync(s, 4096, MS_SYNC));
    T(msync(s + 1, 4096, MS_SYNC));
    T(mprotect(s, 4096, PROT_READ));
    T(caught(s, 1));
    T(caught(s, 0));
    char *a = mmap(0, 16384, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    a[0] = 1;
    a[4096] = 2;
    a[8192] = 3;
    T(munmap(a + 4096, 4096));
    T(caught(a + 4096, 0));
    T(mprotect(a, 16384, 1));
    T(madvise(a, 4096, MADV_DONTNEED));
    T(a[0]);
    T(madvise(a, 16384, MADV_DONTNEED));
    T(madvise(a, 4096, 999));
    T(mremap(a + 8192, 4096, 8192, 0) == MAP_FAILED);
    char *r = mremap(a + 8192, 8192, 1 << 20, MREMAP_MAYMOVE);
    T(r != MAP_FAILED);
    T(r[0]);
    T(caught(a + 8192, 0));
    T((long)mremap(r + 1, 4096, 4096, 0));
    T((long)mmap(0, 0, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    T((long)mmap(0, 4096, 3, MAP_PRIVATE, 99, 0));
    T((long)mmap(0, 4096, 3, MAP_ANONYMOUS, -1, 0));
    T((long)mmap(a, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
    T(munmap(a + 1, 1));
    int o = open("/tmp/mapped", O_RDONLY);
    T((long)mmap(0, 4096, 3, MAP_SHARED, o, 0));
    T(mmap(0, 4096, 3, MAP_PRIVATE, o, 0) != MAP_FAILED);
    T((long)mmap(0, 4096, 1, MAP_PRIVATE, o, 100));
    T(ftruncate(f, 0));
    T(caught(s, 0));
}
