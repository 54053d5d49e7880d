// userfaultfd(2): what is refused, pages that are supplied, moved and poisoned, who waits and who wakes
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#define PAGE 4096
#ifndef UFFDIO_MOVE
#define UFFDIO_MOVE _IOWR(UFFDIO, 5, struct uffdio_move)
struct uffdio_move {
    __u64 dst, src, len, mode;
    __s64 move;
};
#endif
#ifndef UFFDIO_POISON
#define UFFDIO_POISON _IOWR(UFFDIO, 8, struct uffdio_poison)
struct uffdio_poison {
    struct uffdio_range range;
    __u64 mode;
    __s64 updated;
};
#endif

static int fd;
static char *area, *spare;

static int e(long result) { return result < 0 ? -errno : 0; }

static int opened(unsigned flags) { return syscall(SYS_userfaultfd, flags); }

static int begun(unsigned flags, long features) {
    int f = opened(flags);
    struct uffdio_api api = {UFFD_API, features};
    ioctl(f, UFFDIO_API, &api);
    return f;
}

static int reg(char *at, long length, int mode) {
    struct uffdio_register r = {{(long)at, length}, mode};
    int result = e(ioctl(fd, UFFDIO_REGISTER, &r));
    if (result == 0)
        printf("<%llx>", r.ioctls);
    return result;
}

static int unreg(char *at, long length) {
    struct uffdio_range r = {(long)at, length};
    return e(ioctl(fd, UFFDIO_UNREGISTER, &r));
}

static int copy(char *to, char *from, long length, int mode) {
    struct uffdio_copy c = {(long)to, (long)from, length, mode, 0};
    int result = e(ioctl(fd, UFFDIO_COPY, &c));
    printf("(%lld)", c.copy);
    return result;
}

static int zero(char *to, long length, int mode) {
    struct uffdio_zeropage z = {{(long)to, length}, mode, 0};
    int result = e(ioctl(fd, UFFDIO_ZEROPAGE, &z));
    printf("(%lld)", z.zeropage);
    return result;
}

static int move(char *to, char *from, long length, int mode) {
    struct uffdio_move m = {(long)to, (long)from, length, mode, 0};
    int result = e(ioctl(fd, UFFDIO_MOVE, &m));
    printf("(%lld)", m.move);
    return result;
}

static int poison(char *to, long length) {
    struct uffdio_poison p = {{(long)to, length}, 0, 0};
    int result = e(ioctl(fd, UFFDIO_POISON, &p));
    printf("(%lld)", p.updated);
    return result;
}

static void refusals(void) {
    printf("flags %d %d %d\n", e(opened(2)), e(opened(O_CLOEXEC | O_NONBLOCK | 1)), e(opened(O_APPEND)));
    if (fork() == 0) {
        setresuid(1000, 1000, 1000);
        printf("nobody %d %d %d\n", e(opened(0)), e(opened(1)), e(opened(2)));
        exit(0);
    }
    wait(0);
    int f = opened(O_NONBLOCK);
    char message[64];
    struct uffdio_range range = {(long)area, PAGE};
    printf("before api %d %d", e(read(f, message, 64)), e(ioctl(f, UFFDIO_WAKE, &range)));
    struct pollfd p = {f, POLLIN};
    poll(&p, 1, 0);
    printf(" poll %x", p.revents);
    struct uffdio_api api = {0xab, 0};
    printf(" api %d", e(ioctl(f, UFFDIO_API, &api)));
    printf(" %llx %llx", api.api, api.ioctls);
    api = (struct uffdio_api){UFFD_API, 1UL << 40};
    printf(" %d", e(ioctl(f, UFFDIO_API, &api)));
    printf(" %d", e(ioctl(f, UFFDIO_API, 8)));
    api = (struct uffdio_api){UFFD_API, 0};
    printf(" %d", e(ioctl(f, UFFDIO_API, &api)));
    printf(" %llx %llx", api.features & 0x1fda0, api.ioctls);
    printf(" again %d", e(ioctl(f, UFFDIO_API, &api)));
    poll(&p, 1, 0);
    printf(" poll %x read %d %d write %d\n", p.revents, e(read(f, message, 64)), e(read(f, message, 31)), e(write(f, message, 8)));
    close(f);
    fd = begun(O_NONBLOCK, 0);
    printf("register %d %d %d %d %d", reg(area, PAGE, 0), reg(area + 1, PAGE, 1), reg(area, 0, 1), reg(area, 100, 1), reg(0, PAGE, 1));
    printf(" %d %d %d", reg(area, PAGE, 8), reg(area, PAGE, 4), reg((char *)(1L << 60), PAGE, 1));
    char *hole = mmap(0, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(hole, PAGE);
    printf(" hole %d", reg(hole, PAGE, 1));
    int file = open("/bin/busybox", O_RDONLY);
    char *mapped = mmap(0, PAGE, PROT_READ, MAP_PRIVATE, file, 0);
    printf(" file %d ok %d", reg(mapped, PAGE, 1), reg(area, 8 * PAGE, 1));
    int other = begun(0, 0), kept = fd;
    fd = other;
    printf(" busy %d", reg(area, PAGE, 1));
    close(other);
    fd = kept;
    printf(" unregister %d %d %d\n", unreg(mapped, PAGE), unreg(area + 1, PAGE), unreg(hole, PAGE));
}

static void supplies(void) {
    memset(spare, 'a', PAGE), memset(spare + PAGE, 'b', PAGE);
    printf("copy %d", copy(area, spare, 2 * PAGE, 0));
    printf(" %c%c %d", area[0], area[PAGE], copy(area, spare, PAGE, 0));
    printf(" %d", copy(area + 1, spare, PAGE, 0));
    printf(" %d", copy(area + 2 * PAGE, spare, PAGE, 4));
    printf(" %d", copy(area + 2 * PAGE, spare, 0, 0));
    printf(" %d", copy(spare, spare, PAGE, 0));
    printf(" %d", copy(area + 2 * PAGE, (char *)16, PAGE, 0));
    printf(" part %d", copy(area + 7 * PAGE, spare, 2 * PAGE, 0));
    printf(" unaligned %d %c", copy(area + 2 * PAGE, spare + 1, PAGE, 0), area[2 * PAGE + PAGE - 1]);
    printf(" zero %d %d", zero(area + 3 * PAGE, PAGE, 0), zero(area + 3 * PAGE, PAGE, 0));
    printf(" %d %d", area[3 * PAGE], zero(area + 2 * PAGE, 2 * PAGE, 2));
    printf(" partly %d\n", copy(area + 6 * PAGE, spare, PAGE, 0));
    spare[2 * PAGE] = 'm';
    printf("move %d", move(area + 4 * PAGE, spare + 2 * PAGE, PAGE, 0));
    printf(" %c %d", area[4 * PAGE], spare[2 * PAGE]);
    printf(" there %d", move(area + 4 * PAGE, spare + PAGE, PAGE, 0));
    madvise(spare + 3 * PAGE, PAGE, MADV_DONTNEED);
    printf(" hole %d", move(area + 5 * PAGE, spare + 3 * PAGE, PAGE, 0));
    printf(" %d", move(area + 5 * PAGE, spare + 3 * PAGE, PAGE, 2));
    printf(" %d\n", move(area + 5 * PAGE, spare + 3 * PAGE, PAGE, 8));
}

static void *touches(void *at) { return (void *)(long)*(volatile char *)at; }

static void *writes(void *at) {
    *(volatile char *)at = 'w';
    return 0;
}

static void *reads(void *at) {
    int ends[2];
    pipe(ends);
    write(ends[1], "through", 7);
    long n = read(ends[0], at, 7);
    return (void *)(n < 0 ? -errno : n);
}

static void told(const char *what) {
    struct uffd_msg m = {0};
    struct pollfd p = {fd, POLLIN};
    poll(&p, 1, 2000);
    int n = read(fd, &m, sizeof m);
    printf("%s: %d event %x flags %llx page %lld exact %lld thread %d", what, n < 0 ? -errno : n, m.event, m.arg.pagefault.flags,
           (m.arg.pagefault.address - (long)area) / PAGE, m.arg.pagefault.address % PAGE, m.arg.pagefault.feat.ptid != 0);
}

static void waits(long features) {
    close(fd);
    fd = begun(O_NONBLOCK, features);
    madvise(area, 8 * PAGE, MADV_DONTNEED);
    printf("%d", reg(area, 8 * PAGE, 1));
    pthread_t t;
    void *got;
    pthread_create(&t, 0, touches, area + 5);
    told(" read");
    printf(" %d", copy(area, spare, PAGE, 0));
    pthread_join(t, &got);
    printf(" got %c\n", (int)(long)got);
    pthread_create(&t, 0, writes, area + PAGE + 7);
    told("write");
    printf(" %d", zero(area + PAGE, PAGE, UFFDIO_ZEROPAGE_MODE_DONTWAKE));
    struct uffdio_range range = {(long)area + PAGE, PAGE};
    printf(" wake %d", e(ioctl(fd, UFFDIO_WAKE, &range)));
    pthread_join(t, &got);
    printf(" %c\n", area[PAGE + 7]);
    pthread_create(&t, 0, reads, area + 2 * PAGE);
    told("call");
    printf(" %d", copy(area + 2 * PAGE, spare, PAGE, 0));
    pthread_join(t, &got);
    printf(" %ld %.8s\n", (long)got, area + 2 * PAGE);
    pthread_create(&t, 0, touches, area + 3 * PAGE);
    told("unregistered");
    printf(" %d", unreg(area + 3 * PAGE, PAGE));
    pthread_join(t, &got);
    printf(" %ld\n", (long)got);
    pthread_create(&t, 0, touches, area + 4 * PAGE);
    told("closed");
    close(fd);
    pthread_join(t, &got);
    printf(" %ld\n", (long)got);
}

static void handler(int number, siginfo_t *info, void *context) {
    char text[80];
    write(1, text, sprintf(text, "signal %d code %d at %ld\n", number, info->si_code, ((char *)info->si_addr - area) / PAGE));
    _exit(0);
}

static void dies(char *at) {
    if (fork() == 0) {
        touches(at);
        puts("survived");
        exit(0);
    }
    wait(0);
}

static void ends(void) {
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGBUS, &act, 0);
    fd = begun(O_NONBLOCK, UFFD_FEATURE_SIGBUS);
    madvise(area, 8 * PAGE, MADV_DONTNEED);
    reg(area, 8 * PAGE, 1);
    puts("");
    dies(area);
    int file = open("/dev/zero", O_RDONLY);
    printf("call %d\n", e(read(file, area, 10)));
    if (fork() == 0) {
        close(fd);
        handler(0, &(siginfo_t){.si_addr = area}, 0);
    }
    wait(0);
    close(fd);
    fd = begun(O_NONBLOCK, 0);
    reg(area, 8 * PAGE, 1);
    printf("poison %d %d\n", poison(area + PAGE, PAGE), poison(area + PAGE, PAGE));
    pid_t pid = vfork();
    if (pid == 0) {
        touches(area + PAGE);
        _exit(3);
    }
    waitpid(pid, 0, 0);
    printf("zero %d", zero(area + PAGE, PAGE, 0));
    printf(" copy %d\n", copy(area + PAGE, spare, PAGE, 0));
    madvise(area + PAGE, PAGE, MADV_DONTNEED);
    printf("again %d\n", copy(area + PAGE, spare, PAGE, 0));
    close(fd);
    fd = begun(O_NONBLOCK | 1, 0);
    fd = opened(O_NONBLOCK | 1);
    struct uffdio_api api = {UFFD_API, 0};
    ioctl(fd, UFFDIO_API, &api);
    madvise(area, 8 * PAGE, MADV_DONTNEED);
    reg(area, 8 * PAGE, 1);
    printf("user only %d\n", e(read(file, area, 10)));
    close(fd);
}

static void shared(void) {
    int memory = memfd_create("shared", 0);
    ftruncate(memory, 4 * PAGE);
    char *a = mmap(0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0),
         *b = mmap(0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0), *kept = area;
    fd = begun(O_NONBLOCK, 0);
    area = a;
    printf("shared %d", reg(a, 4 * PAGE, 1));
    b[0] = 's';
    printf(" %c %d", a[0], copy(a, spare, PAGE, 0));
    printf(" %d %c", copy(a + PAGE, spare, PAGE, 0), b[PAGE]);
    printf(" %d %d\n", zero(a + 2 * PAGE, PAGE, 0), b[2 * PAGE]);
    pthread_t t;
    void *got;
    pthread_create(&t, 0, touches, a + 3 * PAGE);
    told("missing");
    printf(" %d", copy(a + 3 * PAGE, spare, PAGE, 0));
    pthread_join(t, &got);
    printf(" %c\n", b[3 * PAGE]);
    close(fd);
    fd = begun(O_NONBLOCK, UFFD_FEATURE_MINOR_SHMEM);
    madvise(a, 4 * PAGE, MADV_DONTNEED);
    printf("minor %d", reg(a, 4 * PAGE, 4));
    pthread_create(&t, 0, touches, a + PAGE);
    told(" ");
    b[PAGE] = 'n';
    struct uffdio_continue c = {{(long)a + PAGE, PAGE}};
    printf(" %d", e(ioctl(fd, UFFDIO_CONTINUE, &c)));
    pthread_join(t, &got);
    printf(" %lld %c", c.mapped, (char)(long)got);
    printf(" again %d\n", e(ioctl(fd, UFFDIO_CONTINUE, &c)));
    close(fd);
    area = kept;
}

int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    area = mmap(0, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mmap(0, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    spare = mmap(0, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    refusals();
    supplies();
    waits(0);
    waits(UFFD_FEATURE_THREAD_ID | UFFD_FEATURE_EXACT_ADDRESS);
    ends();
    shared();
    return 0;
}
