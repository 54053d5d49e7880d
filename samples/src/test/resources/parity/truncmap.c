/* Mappings of a file that is cut, grows, and has holes punched. */
#include "parity.h"
#include <setjmp.h>
static sigjmp_buf j;
static volatile int sig, code;
static void h(int s, siginfo_t *i, void *u) {
    sig = s;
    code = i->si_code;
    siglongjmp(j, 1);
}
#define TOUCH(e)                                                                                                                           \
    do {                                                                                                                                   \
        sig = code = 0;                                                                                                                    \
        if (!sigsetjmp(j, 1)) {                                                                                                            \
            volatile char c = (e);                                                                                                         \
            (void)c;                                                                                                                       \
        }                                                                                                                                  \
        printf("%s: signal %d code %d\n", #e, sig, code);                                                                                  \
    } while (0)
int main() {
    fresh("truncmap");
    struct sigaction a = {.sa_sigaction = h, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGBUS, &a, 0);
    sigaction(SIGSEGV, &a, 0);
    int f = file("f", "");
    ftruncate(f, 10000);
    char *m = mmap(0, 16384, PROT_READ | PROT_WRITE, MAP_SHARED, f, 0), *p = mmap(0, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE, f, 0);
    TOUCH(m[0]);
    TOUCH(m[9999]);
    TOUCH(m[10001]);
    TOUCH(m[12288]);
    TOUCH(p[12288]);
    TOUCH(m[12288] = 1);
    m[9000] = 'a';
    p[5000] = 'p';
    T(ftruncate(f, 4096));
    TOUCH(m[4096]);
    TOUCH(m[9000]);
    TOUCH(p[5000]);
    TOUCH(m[0]);
    T(ftruncate(f, 16384));
    TOUCH(m[9000]);
    T(m[9000]);
    TOUCH(p[5000]);
    T(p[5000]);
    m[4095] = 'z';
    T(ftruncate(f, 4090));
    T(ftruncate(f, 8192));
    T(m[4095]);
    T(m[4091]);
    T(pwrite(f, "hole", 4, 4096));
    T(m[4096]);
    T(fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 4096, 4096));
    T(m[4096]);
    T(p[4096]);
    m[0] = 'm';
    p[0] = 'q';
    T(m[0]);
    T(p[0]);
    char c;
    T(pread(f, &c, 1, 0));
    T(c);
    T(mprotect(m, 4096, PROT_NONE));
    TOUCH(m[0]);
    TOUCH(m[0] = 1);
    T(mprotect(m, 4096, PROT_READ));
    TOUCH(m[0]);
    TOUCH(m[0] = 1);
    T(munmap(m, 4096));
    TOUCH(m[0]);
    int r = open("f", O_RDONLY);
    T(mmap(0, 4096, PROT_WRITE | PROT_READ, MAP_SHARED, r, 0));
    char *q = mmap(0, 4096, PROT_READ, MAP_SHARED, r, 0);
    T(mprotect(q, 4096, PROT_READ | PROT_WRITE));
    int w = open("f", O_WRONLY);
    T(mmap(0, 4096, PROT_READ, MAP_SHARED, w, 0));
    T(mmap(0, 4096, PROT_READ, MAP_PRIVATE, w, 0));
    T(mmap(0, 0, PROT_READ, MAP_PRIVATE, r, 0));
    T(mmap(0, 4096, PROT_READ, MAP_PRIVATE, r, 5));
    T(mmap(0, 4096, PROT_READ, 0, r, 0));
    T(mmap(0, 4096, PROT_READ, MAP_PRIVATE, 99, 0));
    T(mmap((void *)4097, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED, r, 0));
    T(mmap(0, -1UL, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    T(mmap(q, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED_NOREPLACE | MAP_ANONYMOUS, -1, 0));
    int d = open(".", O_RDONLY);
    T(mmap(0, 4096, PROT_READ, MAP_PRIVATE, d, 0));
    int pp[2];
    pipe(pp);
    T(mmap(0, 4096, PROT_READ, MAP_SHARED, pp[0], 0));
    T(mmap(0, 4096, PROT_READ, MAP_SHARED_VALIDATE | 1 << 30, r, 0) != MAP_FAILED);
    T(mmap(0, 4096, PROT_READ, MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1, 0));
    T(mmap(0, 4096, PROT_READ, MAP_SHARED, r, 1L << 62) != MAP_FAILED);
}
