#include "parity.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS _IOW('!', 4, __u64)
#endif
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV 32
#endif

static long ask(int nr, unsigned flags, unsigned action) {
    struct sock_filter f[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                              BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
                              BPF_STMT(BPF_RET | BPF_K, action),
                              BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog p = {4, f};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &p);
}

static int listener;
static struct seccomp_notif in;
static int receive(void) {
    memset(&in, 0, sizeof in);
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &in);
}
static int answer(long value, int error, int flags) {
    struct seccomp_notif_resp r = {in.id, value, error, flags};
    int result = ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &r), error_ = errno;
    usleep(20000);
    errno = error_;
    return result;
}
static int valid(void) { return ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &in.id); }
static volatile int hits;
static void hit(int s) { hits++; }

/* A child with the filter does body; its listener comes to us. */
#define ASKED(nr, flags, ...) \
    { \
        int ends[2]; \
        fflush(stdout); \
        socketpair(AF_UNIX, SOCK_STREAM, 0, ends); \
        child = fork(); \
        if (!child) { \
            prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); \
            int fd = ask(nr, SECCOMP_FILTER_FLAG_NEW_LISTENER | (flags), SECCOMP_RET_USER_NOTIF); \
            send(ends[0], &fd, 4, 0); \
            recv(ends[0], &fd, 4, 0); \
            close(fd); \
            __VA_ARGS__; \
            fflush(stdout); \
            _exit(0); \
        } \
        int fd = -1; \
        recv(ends[1], &fd, 4, 0); \
        int pidfd = syscall(SYS_pidfd_open, child, 0); \
        listener = syscall(SYS_pidfd_getfd, pidfd, fd, 0); \
        close(pidfd); \
        send(ends[1], &fd, 4, 0); \
        close(ends[0]); \
        close(ends[1]); \
    }
static int child;
static void done(void) {
    int status;
    waitpid(child, &status, 0);
    printf("ended %x\n", status);
    fflush(stdout);
    close(listener);
}

static void *lives(void *x) {
    pause();
    return 0;
}

int main() {
    int me = getpid();
    struct seccomp_notif_sizes sizes = {0};
    T(syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes));
    printf("%d %d %d\n", sizes.seccomp_notif, sizes.seccomp_notif_resp, sizes.seccomp_data);
    T(syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 1, &sizes));
    unsigned action = SECCOMP_RET_USER_NOTIF;
    T(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));

    ASKED(SYS_getppid, 0, T(syscall(SYS_getppid, 1, 2, 3, 4, 5, 6)); T(syscall(SYS_getppid)); T(syscall(SYS_getppid) == me));
    T(poll(&(struct pollfd){listener, POLLIN, 0}, 1, 5000));
    T(events(listener, POLLIN | POLLOUT));
    T(receive());
    printf("pid %d flags %d nr %d arch %x ip %d args %lld %lld %lld %lld %lld %lld\n", in.pid == child, in.flags, in.data.nr, in.data.arch,
           in.data.instruction_pointer != 0, in.data.args[0], in.data.args[1], in.data.args[2], in.data.args[3], in.data.args[4], in.data.args[5]);
    T(events(listener, POLLIN | POLLOUT));
    T(valid());
    T(answer(1, 0, 1));
    T(answer(0, -1, 1));
    T(answer(0, 0, 2));
    T(answer(4242, 0, 0));
    T(receive());
    in.id += 7;
    T(valid());
    T(answer(0, 0, 0));
    in.id -= 7;
    T(answer(5, -EXDEV, 0));
    T(receive());
    T(answer(0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE));
    done();

    ASKED(SYS_getppid, 0, printf("%ld\n", syscall(SYS_getppid)); printf("%d\n", fcntl(syscall(SYS_getppid), F_GETFD)); int got = syscall(SYS_getppid);
          printf("%d %d\n", got, fcntl(got, F_GETFD)); printf("%d\n", fcntl(100, F_GETFD)));
    memset(&in, 1, sizeof in);
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &in));
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, 8));
    T(receive());
    T(ioctl(listener, 0x1234, &in));
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 1));
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 2));
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 0));
    struct seccomp_notif_addfd add = {in.id, 0, listener, 5, 0};
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add));
    add.flags = 8;
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add));
    add = (struct seccomp_notif_addfd){in.id, 0, 999, 0, 0};
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add));
    add = (struct seccomp_notif_addfd){in.id, 0, 1, 0, O_NONBLOCK};
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add));
    add = (struct seccomp_notif_addfd){in.id + 1, 0, 1, 0, 0};
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add));
    add = (struct seccomp_notif_addfd){in.id, SECCOMP_ADDFD_FLAG_SETFD, 1, 100, O_CLOEXEC};
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add));
    add = (struct seccomp_notif_addfd){in.id, SECCOMP_ADDFD_FLAG_SETFD, 1, 1 << 30, O_CLOEXEC};
    T(ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add));
    add = (struct seccomp_notif_addfd){in.id, 0, 1, 0, 0};
    int number = ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add);
    printf("number %d\n", number > 2);
    T(answer(77, 0, 0));
    T(receive());
    T(answer(number, 0, 0));
    T(receive());
    add = (struct seccomp_notif_addfd){in.id, SECCOMP_ADDFD_FLAG_SEND | SECCOMP_ADDFD_FLAG_SETFD, 1, 50, O_CLOEXEC};
    errno = 0;
    number = ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add);
    done();
    printf("number %d\n", number);

    /* The task is interrupted: its call is not valid any more, and made again. */
    ASKED(SYS_getppid, 0, signal(SIGUSR1, hit); printf("%ld\n", syscall(SYS_getppid)); printf("hits %d\n", hits);
          struct sigaction a = {.sa_handler = hit}; sigaction(SIGUSR1, &a, 0); T(syscall(SYS_getppid)));
    T(receive());
    long long first = in.id;
    kill(child, SIGUSR1);
    T(receive());
    printf("another %d\n", in.id != first);
    long long second = in.id;
    in.id = first;
    T(valid());
    T(answer(1, 0, 0));
    in.id = second;
    T(answer(11, 0, 0));
    T(receive());
    kill(child, SIGUSR1);
    struct pollfd p = {listener, POLLHUP, 0};
    poll(&p, 1, 10000);
    printf("hang up %x\n", p.revents);
    T(valid());
    T(receive());
    done();

    /* Only death ends the wait of one whose call was told of. */
    ASKED(SYS_getppid, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, signal(SIGUSR1, hit); printf("%ld\n", syscall(SYS_getppid)); printf("hits %d\n", hits);
          syscall(SYS_getppid));
    T(receive());
    kill(child, SIGUSR1);
    usleep(20000);
    T(valid());
    T(answer(12, 0, 0));
    T(receive());
    kill(child, SIGKILL);
    done();

    /* The listener goes. */
    ASKED(SYS_getppid, 0, T(syscall(SYS_getppid)); T(syscall(SYS_getppid)));
    T(receive());
    close(listener);
    done();

    /* Nobody to ask, and one listener at most. */
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    CHILD(T(ask(SYS_getppid, 0, SECCOMP_RET_USER_NOTIF)); T(syscall(SYS_getppid)));
    CHILD(T(ask(SYS_getppid, SECCOMP_FILTER_FLAG_NEW_LISTENER, SECCOMP_RET_USER_NOTIF) > 2);
          T(ask(SYS_getpgid, SECCOMP_FILTER_FLAG_NEW_LISTENER, SECCOMP_RET_USER_NOTIF)); T(ask(SYS_getpgid, 0, SECCOMP_RET_ERRNO | EDOM)); T(getpgid(0)));
    CHILD(T(ask(SYS_getppid, SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC, SECCOMP_RET_USER_NOTIF)));
    CHILD(T(ask(SYS_getppid, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, SECCOMP_RET_USER_NOTIF)));
    CHILD(T(ask(SYS_getppid, 64, SECCOMP_RET_USER_NOTIF)));
    CHILD(pthread_t t; pthread_create(&t, 0, lives, 0); T(ask(SYS_getpgid, 0, SECCOMP_RET_ALLOW)); T(ask(SYS_getppid, SECCOMP_FILTER_FLAG_TSYNC, SECCOMP_RET_ALLOW));
          pthread_create(&t, 0, lives, 0); printf("%d\n", ask(SYS_getppid, SECCOMP_FILTER_FLAG_TSYNC, SECCOMP_RET_ALLOW) == 0);
          T(ask(SYS_getppid, SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH, SECCOMP_RET_ALLOW)));
    struct rlimit none = {3, 3};
    CHILD(setrlimit(RLIMIT_NOFILE, &none); T(ask(SYS_getppid, SECCOMP_FILTER_FLAG_NEW_LISTENER, SECCOMP_RET_USER_NOTIF)); T(prctl(PR_GET_SECCOMP)));
}
