/* Kinds of descriptors beside calls that only some of them take. */
#include "parity.h"
#include <linux/mount.h>
#include <sys/fanotify.h>
#include <sys/socket.h>

static const char *names[40];
static int fds[40], count;
static void add(const char *name, int fd) { names[count] = name, fds[count++] = fd; }

static const char *say(long r) { return r < 0 ? strerrorname_np(errno) : "ok"; }

static int map(int fd, int how) {
    void *m = mmap(NULL, 4096, PROT_READ, how, fd, 0);
    return m == MAP_FAILED ? -1 : munmap(m, 4096);
}

int main(void) {
    int p[2], s[2], q[2];
    signal(SIGPIPE, SIG_IGN), signal(SIGIO, SIG_IGN), signal(SIGURG, SIG_IGN);
    fresh("kinds");
    pipe(p), pipe(q), socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    fcntl(p[0], F_SETFL, O_NONBLOCK), fcntl(p[1], F_SETFL, O_NONBLOCK), fcntl(q[0], F_SETFL, O_NONBLOCK), fcntl(q[1], F_SETFL, O_NONBLOCK);
    fcntl(s[0], F_SETFL, O_NONBLOCK), fcntl(s[1], F_SETFL, O_NONBLOCK);
    int f = file("file", "hello");
    sigset_t set;
    sigemptyset(&set), sigaddset(&set, SIGUSR2);
    add("closed", -1), add("file", f), add("path", open("file", O_PATH)), add("dir", open(".", O_RDONLY)),
        add("null", open("/dev/null", O_RDWR));
    add("zero", open("/dev/zero", O_RDWR)), add("full", open("/dev/full", O_RDWR)), add("pipe r", p[0]), add("pipe w", p[1]);
    add("unix", s[0]), add("udp", socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)), add("epoll", epoll_create1(0)),
        add("eventfd", eventfd(0, EFD_NONBLOCK));
    add("signalfd", signalfd(-1, &set, SFD_NONBLOCK)), add("timerfd", timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
    add("fanotify", fanotify_init(FAN_CLASS_NOTIF | FAN_NONBLOCK, 0)), add("inotify", inotify_init1(IN_NONBLOCK)),
        add("userfaultfd", syscall(SYS_userfaultfd, O_NONBLOCK));
    add("fsopen", syscall(SYS_fsopen, "tmpfs", 0)), add("fspick", syscall(SYS_fspick, AT_FDCWD, "/dev/shm", 0)),
        add("open_tree", syscall(SYS_open_tree, AT_FDCWD, ".", OPEN_TREE_CLONE)), add("memfd", memfd_create("x", 0));
    add("tty", open("/dev/ptmx", O_RDWR | O_NONBLOCK)), add("readonly", open("file", O_RDONLY)),
        add("append", open("file", O_WRONLY | O_APPEND));
    char b[4096];
    struct stat st;
    struct statfs sf;
    struct sockaddr_storage a;
    for (int i = 0; i < count; i++) {
        int fd = fds[i];
        socklen_t l = sizeof a;
        printf("%s:", names[i]);
#define K(name, call)                                                                                                                      \
    do {                                                                                                                                   \
        errno = 0;                                                                                                                         \
        long r_ = (long)(call);                                                                                                            \
        printf(" %s=%s", name, say(r_));                                                                                                   \
    } while (0)
        K("fsync", fsync(fd));
        K("fdatasync", fdatasync(fd));
        K("syncfs", syncfs(fd));
        K("sync_range", sync_file_range(fd, 0, 10, 2));
        K("lseek", lseek(fd, 0, SEEK_CUR));
        K("lseekend", lseek(fd, 0, SEEK_END));
        K("data", lseek(fd, 0, SEEK_DATA));
        K("ftruncate", ftruncate(fd, 5));
        K("fallocate", fallocate(fd, 0, 0, 10));
        K("readahead", readahead(fd, 0, 10));
        K("fadvise", posix_fadvise(fd, 0, 10, POSIX_FADV_WILLNEED) ? (errno = posix_fadvise(fd, 0, 10, POSIX_FADV_WILLNEED), -1) : 0);
        K("pread", pread(fd, b, 1, 0));
        K("pwrite", pwrite(fd, "h", 1, 0));
        K("read0", read(fd, b, 0));
        K("write0", write(fd, b, 0));
        K("fchdir", fchdir(fd) ? -1 : chdir("/dev/shm/kinds"));
        K("getdents", syscall(SYS_getdents64, fd, b, sizeof b));
        K("flock", flock(fd, LOCK_SH | LOCK_NB));
        K("unlock", flock(fd, LOCK_UN));
        struct flock k = {F_RDLCK, SEEK_SET, 0, 1};
        K("setlk", fcntl(fd, F_SETLK, &k));
        K("lease", fcntl(fd, F_GETLEASE));
        K("pipesz", fcntl(fd, F_GETPIPE_SZ));
        K("seals", fcntl(fd, F_GET_SEALS));
        K("hint", fcntl(fd, F_SETOWN, getpid()));
        K("accept", accept(fd, NULL, NULL));
        K("getsockname", getsockname(fd, (void *)&a, &l));
        K("listen", listen(fd, 1));
        K("fstatfs", fstatfs(fd, &sf));
        K("fstat", fstat(fd, &st));
        K("fgetxattr", fgetxattr(fd, "user.none", b, 10));
        K("fsetxattr", fsetxattr(fd, "user.some", b, 1, 0));
        K("flistxattr", flistxattr(fd, b, 4096));
        K("FIONREAD", ioctl(fd, FIONREAD, b));
        K("FIONBIO", ioctl(fd, FIONBIO, &(int){1}));
        K("TCGETS", ioctl(fd, 0x5401, b));
        K("FIGETBSZ", ioctl(fd, 2, b));
        K("FIBMAP", ioctl(fd, 1, b));
        K("FS_IOC_GETFLAGS", ioctl(fd, 0x80086601, b));
        K("FICLONE", ioctl(fd, 0x40049409, f));
        K("nonsense", ioctl(fd, 0xabcdef, b));
        K("mmap", map(fd, MAP_SHARED));
        K("private", map(fd, MAP_PRIVATE));
        struct epoll_event e = {EPOLLIN};
        int ep = epoll_create1(0);
        K("epoll_ctl", epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e));
        close(ep);
        uint64_t range[2] = {0, 4096}, stat[5];
        K("cachestat", syscall(451, fd, range, stat, 0));
        K("inotify", inotify_add_watch(fd, ".", IN_OPEN));
        K("timer", timerfd_gettime(fd, (void *)b));
        K("mq", mq_getattr(fd, (void *)b));
        K("pidfd", syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
        K("setns", setns(fd, 0));
        K("dup", close(dup(fd)));
        K("fchmod", fchmod(fd, st.st_mode & 07777));
        K("fchown", fchown(fd, -1, -1));
        K("futimens", futimens(fd, NULL));
        K("openat", openat(fd, "nothing", O_RDONLY));
        K("fexec", syscall(SYS_execveat, fd, "", (char *[]){"x", NULL}, NULL, AT_EMPTY_PATH));
        K("handle", ({
              struct file_handle h = {0};
              int id;
              syscall(SYS_name_to_handle_at, fd, "", &h, &id, AT_EMPTY_PATH);
          }));
        printf("\n"), fflush(stdout);
    }
    printf("-- splice to a pipe\n");
    for (int i = 0; i < count; i++) {
        if (fds[i] == f)
            lseek(f, 0, SEEK_SET);
        long r = splice(fds[i], NULL, q[1], NULL, 1, SPLICE_F_NONBLOCK);
        printf("%s: %ld %s\n", names[i], r, r < 0 ? strerrorname_np(errno) : "");
        if (r > 0)
            read(q[0], b, 1);
    }
    printf("-- splice from a pipe\n");
    for (int i = 0; i < count; i++) {
        write(q[1], "x", 1);
        long r = splice(q[0], NULL, fds[i], NULL, 1, SPLICE_F_NONBLOCK);
        printf("%s: %ld %s\n", names[i], r, r < 0 ? strerrorname_np(errno) : "");
        read(q[0], b, 10);
    }
    printf("-- sendfile from, to\n");
    for (int i = 0; i < count; i++) {
        off_t o = 0;
        long r = sendfile(fds[4], fds[i], NULL, 1);
        printf("%s: %ld %s,", names[i], r, r < 0 ? strerrorname_np(errno) : "");
        r = sendfile(fds[i], f, &o, 1);
        printf(" %ld %s,", r, r < 0 ? strerrorname_np(errno) : "");
        o = 0;
        r = copy_file_range(f, &o, fds[i], NULL, 1, 0), printf(" copy to %ld %s", r, r < 0 ? strerrorname_np(errno) : "");
        o = 1, r = copy_file_range(fds[i], NULL, f, &o, 1, 0), printf(" from %ld %s", r, r < 0 ? strerrorname_np(errno) : "");
        r = tee(fds[i], q[1], 1, SPLICE_F_NONBLOCK), printf(" tee %ld %s", r, r < 0 ? strerrorname_np(errno) : "");
        struct iovec v = {b, 1};
        r = vmsplice(fds[i], &v, 1, SPLICE_F_NONBLOCK), printf(" vmsplice %ld %s\n", r, r < 0 ? strerrorname_np(errno) : ""),
        fflush(stdout);
    }
    mq_unlink("/kinds");
    return 0;
}
