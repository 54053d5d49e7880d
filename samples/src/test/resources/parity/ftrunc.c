/* truncate and ftruncate, and SIGBUS behind a mapped file's end. */
#include "parity.h"
#include <setjmp.h>
#define P 4096L
static sigjmp_buf back;
static siginfo_t got;
static void on(int n, siginfo_t *i, void *c) {
    got = *i;
    siglongjmp(back, n);
}
static void touch(const char *what, volatile char *at, int write, char *base) {
    int n = sigsetjmp(back, 1);
    if (!n) {
        int v = write ? (*at = 1) : *at;
        printf("%s: %d\n", what, v);
    } else
        printf("%s: signal %d code %d at %ld\n", what, n, got.si_code, (long)((char *)got.si_addr - base));
    fflush(stdout);
}
int main() {
    struct sigaction a = {.sa_sigaction = on, .sa_flags = SA_SIGINFO};
    sigaction(SIGBUS, &a, 0);
    sigaction(SIGSEGV, &a, 0);
    fresh("ftrunc");
    int f = file("f", "hello");
    struct stat s;
    char b[20] = {0};
    T(ftruncate(f, 3));
    T(ftruncate(f, 8));
    T(pread(f, b, 20, 0));
    for (int i = 0; i < 8; i++) printf("%d ", b[i]);
    puts("");
    T(ftruncate(f, -1));
    T(truncate("f", -1));
    T(ftruncate(open("f", O_RDONLY), 0));
    T(truncate("none", 0));
    T(truncate(".", 0));
    T(truncate("", 0));
    T(truncate("f/x", 0));
    T(truncate((char *)8, 0));
    int p[2];
    pipe(p);
    T(ftruncate(p[1], 0));
    T(ftruncate(99, 0));
    T(ftruncate(socket(AF_UNIX, SOCK_STREAM, 0), 0));
    mkfifo("p", 0600);
    T(truncate("p", 0));
    symlink("f", "l");
    T(truncate("l", 5));
    stat("f", &s);
    T(s.st_size);
    struct timespec before;
    fstat(f, &s);
    before = s.st_mtim;
    usleep(20000);
    T(ftruncate(f, 5));
    fstat(f, &s);
    T(memcmp(&before, &s.st_mtim, sizeof before) != 0);
    before = s.st_mtim;
    usleep(20000);
    T(truncate("f", 5));
    stat("f", &s);
    T(memcmp(&before, &s.st_mtim, sizeof before) != 0);
    T(lseek(f, 100, SEEK_SET));
    T(ftruncate(f, 2));
    T(lseek(f, 0, SEEK_CUR));
    T(write(f, "z", 1));
    fstat(f, &s);
    T(s.st_size);
    T(ftruncate(f, 2 * P + 100));
    char *m = mmap(0, 4 * P, PROT_READ | PROT_WRITE, MAP_SHARED, f, 0), *c = mmap(0, 4 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE, f, 0);
    touch("first", m, 0, m);
    touch("tail", m + 2 * P + 200, 1, m);
    touch("behind", m + 3 * P, 0, m);
    touch("behind+5", m + 3 * P + 5, 1, m);
    touch("private behind", c + 3 * P, 1, c);
    touch("private", c + P, 1, c);
    T(ftruncate(f, P));
    touch("cut", m + P, 0, m);
    touch("cut private copy", c + P, 0, c);
    touch("kept", m + P - 1, 1, m);
    T(ftruncate(f, 3 * P));
    touch("again", m + P, 0, m);
    touch("again tail", m + 2 * P + 200, 0, m);
    touch("again private", c + P, 0, c);
    T(pread(f, b, 1, 2 * P + 200));
    T(*b);
    T(read(f, m + 3 * P, 10));
    T(write(f, m + 3 * P, 10));
    touch("munmapped", (munmap(m + P, P), m + P), 0, m);
    mprotect(m, P, PROT_NONE);
    touch("none", m, 0, m);
    chmod("f", 0444);
    CHILD(setuid(1000); T(truncate("f", 0)); T(ftruncate(f, 0)));
    T(truncate("f", 1));
    struct rlimit r = {100, RLIM_INFINITY};
    CHILD(signal(SIGXFSZ, SIG_IGN); setrlimit(RLIMIT_FSIZE, &r); T(ftruncate(f, 100)); T(ftruncate(f, 101)); T(truncate("f", 1000));
          T(pwrite(f, b, 10, 95)); T(pwrite(f, b, 1, 100)));
    CHILD(setrlimit(RLIMIT_FSIZE, &r); ftruncate(f, 200));
}
