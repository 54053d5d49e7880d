/* What limits forbid, and how: signals and errors. */
#include "parity.h"
static volatile int got;
static void on(int s) { got = s; }
static void lim(int r, long s, long h) {
    struct rlimit l = {s, h};
    T(setrlimit(r, &l));
}
int main() {
    fresh("rlimits3");
    chmod(".", 0777);
    struct rlimit l;
    char b[8192];
    int f;
    struct rusage u;
    for (int r = 0; r < 18; r++) {
        errno = 0;
        T(getrlimit(r, &l));
        T(setrlimit(r, &l));
    }
    T(getrlimit(0, (void *)8));
    T(setrlimit(0, (void *)8));
    T(setrlimit(-1, &l));
    lim(RLIMIT_CPU, 10, 5);
    lim(RLIMIT_NOFILE, 5, 1L << 40);
    T(prlimit(0, RLIMIT_CPU, 0, &l));
    T(prlimit(999999, RLIMIT_CPU, 0, &l));
    T(prlimit(0, 99, 0, &l));
    T(prlimit(-1, RLIMIT_CPU, 0, 0));
    CHILD(setuid(1000); T(prlimit(1, RLIMIT_CPU, 0, &l)); lim(RLIMIT_NOFILE, 10, 20); lim(RLIMIT_NOFILE, 10, 21);
          lim(RLIMIT_NOFILE, 21, 20); lim(RLIMIT_NOFILE, 20, 20));
    CHILD(signal(SIGXFSZ, on); lim(RLIMIT_FSIZE, 5000, 5000); f = open("f", O_CREAT | O_RDWR, 0600); T(write(f, b, 8192)); T(got);
          T(write(f, b, 1)); T(got == SIGXFSZ); got = 0; T(pwrite(f, b, 10, 4995)); T(pwrite(f, b, 10, 5000)); T(got == SIGXFSZ); got = 0;
          T(ftruncate(f, 5001)); T(got == SIGXFSZ); got = 0; T(truncate("f", 6000)); T(got == SIGXFSZ); got = 0;
          T(fallocate(f, 0, 0, 5001)); T(got == SIGXFSZ); got = 0; T(ftruncate(f, 4000)); struct iovec v[] = {{b, 900}, {b, 900}};
          lseek(f, 4000, 0); T(writev(f, v, 2)); T(got); int i = open("/dev/zero", O_RDONLY); T(sendfile(f, i, 0, 10)); T(got == SIGXFSZ);
          int p[2]; pipe(p); T(write(p[1], b, 8000)); T(splice(p[0], 0, f, 0, 10, 0)); T(write(open("/dev/null", O_WRONLY), b, 8192));
          int g = open("g", O_CREAT | O_RDWR, 0600); write(g, b, 4000); T(copy_file_range(g, &(loff_t){0}, f, &(loff_t){5000}, 10, 0));
          T(copy_file_range(g, &(loff_t){0}, f, &(loff_t){4990}, 100, 0)); signal(SIGXFSZ, SIG_IGN); T(write(f, b, 1));
          signal(SIGXFSZ, SIG_DFL); write(f, b, 1));
    CHILD(lim(RLIMIT_FSIZE, 0, -1); T(open("new", O_CREAT | O_RDWR, 0600) >= 0); T(mkdir("dir", 0700)); lim(RLIMIT_FSIZE, -1, -1));
    CHILD(lim(RLIMIT_NOFILE, 6, 10); T(open("f", O_RDONLY)); T(dup(0)); T(dup(0)); T(dup(0)); T(open("f", O_RDONLY)); T(dup2(0, 6));
          T(dup2(0, 5)); T(fcntl(0, F_DUPFD, 6)); T(fcntl(0, F_DUPFD, 5)); int p[2]; T(pipe(p)); T(socket(AF_UNIX, SOCK_STREAM, 0));
          T(epoll_create1(0)); T(eventfd(0, 0)); T(timerfd_create(1, 0)); T(inotify_init()); T(memfd_create("x", 0));
          T(syscall(SYS_pidfd_open, getpid(), 0)); close(5); T(pipe(p)); T(socketpair(AF_UNIX, SOCK_STREAM, 0, p)); T(dup(0));
          T(poll((void *)b, 7, 0)); T(poll((void *)b, 6, 0) >= 0); T(sysconf(_SC_OPEN_MAX)));
    CHILD(setuid(1234); lim(RLIMIT_NPROC, 1, 1); T(fork()); T(vfork());
          T(syscall(SYS_clone, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND, b + 4096, 0, 0, 0)));
    CHILD(lim(RLIMIT_NPROC, 0, 0); int p = fork(); if (!p) _exit(0); T(p > 0); wait(0));
    CHILD(lim(RLIMIT_STACK, 1 << 20, 1 << 20); char *x = alloca(1 << 19); x[0] = 1; T(x[0]));
    CHILD(lim(RLIMIT_STACK, 1 << 20, 1 << 20); volatile char *x = alloca(2 << 20); x[0] = 1);
    CHILD(lim(RLIMIT_DATA, 4096, -1); T(sbrk(1 << 20)); T((long)mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
          T((long)mmap(0, 1 << 20, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0) > 0);
          T((long)mmap(0, 1 << 20, 1, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) > 0));
    CHILD(lim(RLIMIT_AS, 1 << 24, 1 << 24); T((long)mmap(0, 1 << 25, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
          T((long)mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) > 0);
          void *q = mmap(0, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); T((long)mremap(q, 4096, 1 << 25, MREMAP_MAYMOVE));
          T(sbrk(1 << 25)); T(shmat(shmget(IPC_PRIVATE, 1 << 25, 0600), 0, 0)));
    CHILD(setuid(1000); lim(RLIMIT_MEMLOCK, 8192, 8192); char *q = mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          T(mlock(q, 4096)); T(mlock(q, 8192)); T(mlock(q, 12288)); T(mlock(q, 4096)); T(mlockall(MCL_CURRENT)); T(mlockall(MCL_FUTURE));
          T((long)mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)); T(munlockall());
          T((long)mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0)); T(syscall(SYS_mlock2, q, 1 << 20, 1));
          lim(RLIMIT_MEMLOCK, 0, 0); T(mlock(q + 65536, 4096)); T(mlockall(MCL_CURRENT)); T(munlock(q, 4096)));
    CHILD(lim(RLIMIT_SIGPENDING, 2, 2); setuid(1000); sigset_t m; sigfillset(&m); sigprocmask(0, &m, 0); union sigval v = {0};
          T(sigqueue(getpid(), SIGRTMIN, v)); T(sigqueue(getpid(), SIGRTMIN, v)); T(sigqueue(getpid(), SIGRTMIN, v));
          T(kill(getpid(), SIGRTMIN)); T(sigqueue(getpid(), SIGUSR1, v)); T(kill(getpid(), SIGUSR1)););
    CHILD(lim(RLIMIT_MSGQUEUE, 0, 0); setuid(1000); T(mq_open("/rl", O_CREAT | O_RDWR, 0600, 0)));
    CHILD(signal(SIGXCPU, on); struct rlimit c = {1, 2}; setrlimit(RLIMIT_CPU, &c); while (!got); T(got == SIGXCPU); while (1));
    T(getrusage(RUSAGE_SELF, &u));
    T(u.ru_maxrss > 100);
    T(getrusage(RUSAGE_CHILDREN, &u));
    T(u.ru_maxrss > 100);
    T(getrusage(RUSAGE_THREAD, &u));
    T(getrusage(99, &u));
    T(getrusage(0, (void *)8));
    T(u.ru_inblock);
    T(u.ru_nswap);
    CHILD(char *q = mmap(0, 40 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); memset(q, 1, 40 << 20); munmap(q, 40 << 20); getrusage(0, &u);
          T(u.ru_maxrss > 40 << 10); CHILD(getrusage(0, &u); T(u.ru_maxrss > 40 << 10)));
    getrusage(RUSAGE_CHILDREN, &u);
    T(u.ru_maxrss > 40 << 10);
}
