/* Limits: getting and setting, of others, and what each does. */
#include "parity.h"
int main() {
    struct rlimit r, o;
    int all[] = {RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA,     RLIMIT_CORE, RLIMIT_RSS,
                 RLIMIT_AS,  RLIMIT_LOCKS, RLIMIT_MSGQUEUE, RLIMIT_NICE, RLIMIT_RTPRIO};
    fresh("rlimits2");
    for (int i = 0; i < 10; i++) {
        T(getrlimit(all[i], &r));
        r.rlim_cur = r.rlim_max > 1000 ? 1000 : r.rlim_max;
        if (all[i] != RLIMIT_AS && all[i] != RLIMIT_DATA && all[i] != RLIMIT_FSIZE && all[i] != RLIMIT_CPU) {
            T(setrlimit(all[i], &r));
            getrlimit(all[i], &o);
            T(o.rlim_cur == r.rlim_cur);
        }
    }
    T(getrlimit(99, &r));
    T(getrlimit(-1, &r));
    T(getrlimit(RLIMIT_CPU, (void *)8));
    r.rlim_cur = 10;
    r.rlim_max = 5;
    T(setrlimit(RLIMIT_CORE, &r));
    T(setrlimit(99, &r));
    T(prlimit(99999, RLIMIT_CORE, 0, &o));
    T(prlimit(0, RLIMIT_CORE, 0, &o));
    T(prlimit(-1, RLIMIT_CORE, 0, &o));
    T(prlimit(getpid(), RLIMIT_NOFILE, 0, &o));
    r.rlim_cur = 1L << 40;
    r.rlim_max = 1L << 40;
    T(setrlimit(RLIMIT_NOFILE, &r));
    CHILD(setuid(1000); getrlimit(RLIMIT_CORE, &r); r.rlim_max = r.rlim_cur = 5; T(setrlimit(RLIMIT_CORE, &r)); r.rlim_max = 6;
          T(setrlimit(RLIMIT_CORE, &r)); r.rlim_max = 5; r.rlim_cur = 0; T(setrlimit(RLIMIT_CORE, &r)); T(prlimit(1, RLIMIT_CORE, 0, &o));
          T(prlimit(getppid(), RLIMIT_CORE, 0, &o)));
    CHILD(r.rlim_cur = r.rlim_max = 10; setrlimit(RLIMIT_NOFILE, &r); int n = 0; while (dup(0) >= 0) n++; T(errno == EMFILE); T(n);
          T(dup2(0, 9)); T(dup2(0, 10)); T(fcntl(0, F_DUPFD, 10)); T(pipe((int[2]){0})); T(open("x", O_CREAT, 0600));
          T(socket(AF_UNIX, SOCK_STREAM, 0)); T(epoll_create1(0)); T(eventfd(0, 0)); struct pollfd p[20] = {0}; T(poll(p, 20, 0)); close(9);
          close(8); T(pipe((int[2]){0})); r.rlim_cur = 3; T(setrlimit(RLIMIT_NOFILE, &r)); T(write(5, "", 0)); T(dup(0)));
    CHILD(r.rlim_cur = r.rlim_max = 64 << 20; setrlimit(RLIMIT_AS, &r);
          T(mmap(0, 128 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED); T(errno == ENOMEM || 1);
          T(mmap(0, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
          char *m = mmap(0, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          T(mremap(m, 1 << 20, 100 << 20, MREMAP_MAYMOVE) == MAP_FAILED); T((long)sbrk(100 << 20)));
    CHILD(void *b = sbrk(0); r.rlim_cur = r.rlim_max = 1 << 20; setrlimit(RLIMIT_DATA, &r); T((long)sbrk(2 << 20)); T(sbrk(0) == b);
          T(mmap(0, 4 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
          T(mmap(0, 4 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
          T(mmap(0, 4 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED));
    CHILD(
        setuid(4321); r.rlim_cur = r.rlim_max = 3; setrlimit(RLIMIT_NPROC, &r); int n = 0, p[2]; pipe(p); while (n < 10) {
            int c = fork();
            if (c < 0) break;
            if (!c) {
                close(p[1]);
                char x;
                read(p[0], &x, 1);
                _exit(0);
            }
            n++;
        } T(n);
        T(errno == EAGAIN));
    CHILD(r.rlim_cur = r.rlim_max = 0; setrlimit(RLIMIT_NPROC, &r); CHILD(_exit(5)));
    CHILD(r.rlim_cur = 10; r.rlim_max = RLIM_INFINITY; setrlimit(RLIMIT_FSIZE, &r); signal(SIGXFSZ, SIG_IGN);
          int f = open("f", O_CREAT | O_RDWR, 0600); T(write(f, "0123456789abc", 13)); T(write(f, "x", 1)); T(lseek(f, 0, SEEK_CUR));
          T(pwrite(f, "x", 1, 100)); T(ftruncate(f, 11)); T(ftruncate(f, 5)); T(lseek(f, 5, SEEK_SET));
          T(sendfile(f, open("/proc/self/exe", O_RDONLY), 0, 100)));
    CHILD(setrlimit(RLIMIT_FSIZE, &r); r.rlim_cur = 10; r.rlim_max = 10; setrlimit(RLIMIT_FSIZE, &r);
          int f = open("g", O_CREAT | O_RDWR, 0600); write(f, "0123456789", 10); write(f, "x", 1));
    CHILD(r.rlim_cur = 100000; r.rlim_max = 1 << 30; setrlimit(RLIMIT_STACK, &r); char big[60000]; memset(big, 1, sizeof big); T(big[5]);
          char *more = alloca(500000); memset(more, 1, 500000));
    CHILD(setuid(1000); r.rlim_cur = r.rlim_max = 0; setrlimit(RLIMIT_SIGPENDING, &r); T(sigqueue(getpid(), SIGRTMAX, (union sigval){0}));
          T(kill(getpid(), 0)));
}
