/* close_range(2) with a table of its own, close-on-exec, and what is refused. */
#include "parity.h"
static int range(unsigned from, unsigned to, unsigned flags) {
    return syscall(SYS_close_range, from, to, flags);
}
static int fds[4];
static void *thread(void *with) {
    long flags = (long)with;
    T(range(fds[0], fds[1], flags));
    T(fcntl(fds[0], F_GETFD));
    T(fcntl(fds[2], F_GETFD));
    return 0;
}
static void in_thread(long flags) {
    pthread_t t;
    for (int i = 0; i < 4; i++) {
        fds[i] = dup2(1, 20 + i);
    }
    pthread_create(&t, 0, thread, (void *)flags);
    pthread_join(t, 0);
    for (int i = 0; i < 4; i++) {
        T(fcntl(fds[i], F_GETFD));
    }
}
int main(void) {
    in_thread(0);
    in_thread(CLOSE_RANGE_UNSHARE);
    in_thread(CLOSE_RANGE_CLOEXEC);
    in_thread(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC);
    T(range(5, 4, 0));
    T(range(5, 5, 1));
    T(range(5, 5, 8));
    T(range(100, ~0U, 0));
    T(range(22, ~0U, CLOSE_RANGE_CLOEXEC));
    T(fcntl(22, F_GETFD));
    T(fcntl(23, F_GETFD));
    T(range(3, ~0U, 0));
    T(fcntl(22, F_GETFD));
    T(dup(1));
    int pid = fork();
    if (pid == 0) {
        T(range(3, ~0U, CLOSE_RANGE_UNSHARE));
        T(fcntl(3, F_GETFD));
        _exit(0);
    }
    waitpid(pid, 0, 0);
    T(fcntl(3, F_GETFD));
    int lock = memfd_create("x", 0);
    struct flock lk = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 3, .l_len = 4};
    T(ftruncate(lock, 100));
    T(fcntl(lock, F_OFD_SETLK, &lk));
    struct flock ask = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
    T(fcntl(lock, F_OFD_GETLK, &ask));
    printf("%d %ld %ld %d\n", ask.l_type, (long)ask.l_start, (long)ask.l_len, ask.l_pid);
    ask = (struct flock){.l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = 7};
    T(fcntl(lock, F_OFD_GETLK, &ask));
    printf("%d %ld %ld\n", ask.l_type, (long)ask.l_start, (long)ask.l_len);
    lk = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 50, .l_len = 1};
    T(fcntl(lock, F_OFD_SETLK, &lk));
    ask = (struct flock){.l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = 6, .l_len = 90};
    T(fcntl(lock, F_OFD_GETLK, &ask));
    printf("%d %ld %ld\n", ask.l_type, (long)ask.l_start, (long)ask.l_len);
    ask = (struct flock){.l_type = F_UNLCK, .l_whence = SEEK_SET};
    T(fcntl(lock, F_GETLK, &ask));
    return 0;
}
