/* Pages of /dev/zero mapped privately, of files that are only taken, and that may be dropped; descriptors above fs.nr_open. */
#include "parity.h"
static void zeros(void) {
    int fd = open("/dev/zero", O_RDONLY);
    long page = 4096;
    char *a = mmap(0, 3 * page, PROT_NONE, MAP_PRIVATE, fd, 5 * page);
    char name[128], to[64], line[300];
    sprintf(name, "/proc/self/map_files/%lx-%lx", (long)a, (long)a + 3 * page);
    int n = readlink(name, to, 64);
    printf("%.*s\n", n, to);
    FILE *f = fopen("/proc/self/maps", "r");
    mprotect(a + page, page, PROT_READ);
    while (fgets(line, 300, f))
        if (strstr(line, "/dev/zero")) {
            char rights[8];
            long at, number;
            sscanf(line, "%*s %s %lx %*s %ld", rights, &at, &number);
            printf("%s %lx %d\n", rights, at, number > 0);
        }
    fclose(f);
    T(mprotect(a, 3 * page, PROT_READ | PROT_WRITE));
    a[5000] = 7;
    T(a[5000]);
    T(mmap(0, page, PROT_READ, MAP_PRIVATE | MAP_GROWSDOWN, fd, 0) == MAP_FAILED);
    close(fd);
    fd = open("/dev/zero", O_WRONLY);
    T(mmap(0, page, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED);
    T(mmap(0, page, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
    close(fd);
}
static int here(char *a, int pages) {
    unsigned char v[64];
    int n = 0;
    T(mincore(a, pages * 4096, v));
    for (int i = 0; i < pages; i++)
        n += v[i] & 1;
    return n;
}
static void taken(void) {
    int fd = open("/dev/shm", O_TMPFILE | O_RDWR, 0600);
    T(fallocate(fd, 0, 0, 64 * 4096));
    char *a = mmap(0, 64 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    T(here(a, 64));
    a[32 * 4096] = 1;
    T(here(a, 64));
    pwrite(fd, "x", 1, 4096);
    T(here(a, 64));
    munmap(a, 64 * 4096);
    close(fd);
}
static void dropped(void) {
    char *a = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | 8, -1, 0);
    memset(a, 'A', 1 << 20);
    T(madvise(a, 1 << 20, MADV_COLD));
    T(a[0]);
    for (int i = 0; i < 20 && memchr(a, 'A', 1 << 20); i++) {
        madvise(a, 1 << 20, MADV_PAGEOUT);
        usleep(50000);
    }
    T(memchr(a, 'A', 1 << 20) == 0);
}
static void above(void) {
    char old[32] = {0};
    int fd = open("/proc/sys/fs/nr_open", O_RDWR);
    read(fd, old, 31);
    long most = atol(old);
    struct rlimit r, was;
    getrlimit(RLIMIT_NOFILE, &was);
    r.rlim_cur = r.rlim_max = most;
    T(setrlimit(RLIMIT_NOFILE, &r));
    T(dup2(1, 3000) == 3000);
    T(pwrite(fd, "1024\n", 5, 0));
    T(unshare(CLONE_FILES));
    T(fork());
    pthread_t t;
    void *run(void *n) {
        T(unshare(CLONE_FILES));
        return 0;
    }
    pthread_create(&t, 0, run, 0);
    pthread_join(t, 0);
    T(pwrite(fd, old, strlen(old), 0) == strlen(old));
    close(3000);
    setrlimit(RLIMIT_NOFILE, &was);
}
int main(void) {
    zeros();
    taken();
    dropped();
    above();
    return 0;
}
