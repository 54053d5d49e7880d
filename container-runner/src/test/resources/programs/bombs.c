// Takes more and more of one thing that a kernel has to keep, until it is refused (status 3) or killed.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

static char block[1 << 16];
static char name[300];
static long count;

static int full_pipe(void) {
    int ends[2];
    if (pipe2(ends, O_NONBLOCK)) return -1;
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
    while (write(ends[1], block, sizeof block) > 0) continue;
    return 0;
}

static int empty_pipe(void) {
    int ends[2];
    return pipe(ends);
}

static int sockets(int type, int size) {
    int ends[2];
    if (socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, ends)) return -1;
    int sent = 0;
    while (send(ends[0], block, size, MSG_NOSIGNAL) > 0) sent++;
    return sent ? 0 : -1;
}

static int stream(void) { return sockets(SOCK_STREAM, sizeof block); }
static int datagrams(void) { return sockets(SOCK_DGRAM, 1000); }
static int packets(void) { return sockets(SOCK_SEQPACKET, 1000); }

static int udp(void) {
    struct sockaddr_in at = {AF_INET};
    socklen_t length = sizeof at;
    int size = 1 << 22, one = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (one < 0 || bind(one, (void *) &at, sizeof at) || getsockname(one, (void *) &at, &length)) return -1;
    setsockopt(one, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    for (int i = 0; i < 300; i++) sendto(one, block, 1400, 0, (void *) &at, sizeof at);
    return 0;
}

static int passed_files(void) {
    char control[CMSG_SPACE(250 * sizeof(int))];
    int ends[2], sent = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends)) return -1;
    for (int i = 0; i < 200; i++) {
        struct iovec data = {block, 1};
        struct msghdr message = {0, 0, &data, 1, control, sizeof control, 0};
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(250 * sizeof(int));
        memset(CMSG_DATA(header), 0, 250 * sizeof(int));
        sent += sendmsg(ends[0], &message, MSG_NOSIGNAL) > 0;
    }
    return sent ? 0 : -1;
}

static int grow(int file) { return file < 0 || write(file, block, sizeof block) < 0 ? -1 : 0; }

static int memory_file(void) {
    static int file;
    if (!file) file = memfd_create("bomb", 0);
    return grow(file);
}

static int tmpfs_file(void) {
    static int file;
    if (!file) file = open("/dev/shm/bomb", O_CREAT | O_RDWR, 0600);
    return grow(file);
}

static int file_named(int length) {
    memset(name, 'n', length);
    sprintf(name + length, "%ld", count);
    return open(name, O_CREAT | O_RDWR, 0600);
}

static int tmpfs_inodes(void) {
    chdir("/dev/shm");
    return close(file_named(200));
}

static int attributes(void) {
    chdir("/dev/shm");
    int file = file_named(1);
    return file < 0 || fsetxattr(file, "user.bomb", block, 60000, 0) ? -1 : close(file);
}

static int long_links(void) {
    static char target[4000];
    chdir("/dev/shm");
    memset(target, 'l', sizeof target - 1);
    sprintf(name, "%ld", count);
    return symlink(target, name);
}

static int watched(int set, int file) {
    struct epoll_event event = {EPOLLIN};
    return set < 0 || file < 0 ? -1 : epoll_ctl(set, EPOLL_CTL_ADD, file, &event);
}

static int epolls(void) {
    static int file;
    if (!file) file = eventfd(0, 0);
    return watched(epoll_create1(0), file);
}

static int epoll_items(void) {
    static int set;
    if (!set) set = epoll_create1(0);
    return watched(set, eventfd(0, 0));
}

static int descriptors(void) { return eventfd(0, 0); }

static int timer_files(void) {
    struct itimerspec late = {{1000, 0}, {1000, 0}};
    int file = timerfd_create(CLOCK_MONOTONIC, 0);
    return file < 0 ? -1 : timerfd_settime(file, 0, &late, 0);
}

static int timers(void) {
    timer_t timer;
    struct sigevent nothing = {.sigev_notify = SIGEV_NONE};
    return timer_create(CLOCK_MONOTONIC, &nothing, &timer);
}

static int watches(void) { return inotify_add_watch(inotify_init1(IN_NONBLOCK), "/tmp", IN_ALL_EVENTS); }

static int messages(void) {
    struct { long type; char text[1000]; } message = {1};
    int queue = msgget(IPC_PRIVATE, 0600);
    while (queue >= 0 && msgsnd(queue, &message, sizeof message.text, IPC_NOWAIT) == 0) continue;
    return queue;
}

static int semaphores(void) { return semget(IPC_PRIVATE, 32000, 0600); }

static int posix_messages(void) {
    struct mq_attr size = {0, 10, 8192};
    sprintf(name, "/bomb%ld", count);
    mqd_t queue = mq_open(name, O_CREAT | O_RDWR | O_NONBLOCK, 0600, &size);
    while (queue >= 0 && mq_send(queue, block, 8192, 1) == 0) continue;
    return queue;
}

static int shared_memory(void) {
    int id = shmget(IPC_PRIVATE, 1 << 20, 0600);
    char *at = id < 0 ? (void *) -1 : shmat(id, 0, 0);
    return at == (void *) -1 ? -1 : (memset(at, 1, 1 << 20), 0);
}

static int memory(void) {
    char *at = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? -1 : (memset(at, 1, 1 << 20), 0);
}

static int areas(void) {
    void *at = (void *) (0x1000000000 + count * 8192);
    return mmap(at, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED ? -1 : 0;
}

static int page_tables(void) {
    int self = open("/proc/self/exe", O_RDONLY);
    volatile char *at = mmap((void *) (0x1000000000 + count * (2 << 20)), 4096, PROT_READ, MAP_SHARED | MAP_FIXED, self, 0);
    close(self);
    return (void *) at == MAP_FAILED || count > 60000 ? -1 : *at * 0;
}

static int forks(void) {
    int child = fork();
    if (child == 0) while (1) pause();
    return child;
}

static int wide_tables(void) {
    int child = fork();
    if (child == 0) {
        dup2(0, (1 << 20) - 1);
        while (1) pause();
    }
    return child;
}

static int idle(void *unused) {
    while (1) pause();
}

static int threads(void) {
    return clone(idle, block + sizeof block, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM, 0);
}

static int locks(void) {
    static int file;
    struct flock lock = {count & 1 ? F_RDLCK : F_WRLCK, SEEK_SET, count * 2, 1};
    if (!file) file = open("/tmp/locked", O_CREAT | O_RDWR, 0600);
    return fcntl(file, F_SETLK, &lock);
}

static const struct { const char *name; int (*more)(void); } bombs[] = {
    {"full-pipes", full_pipe}, {"empty-pipes", empty_pipe}, {"stream", stream}, {"datagrams", datagrams}, {"packets", packets}, {"udp", udp},
    {"passed-files", passed_files}, {"memory-file", memory_file}, {"tmpfs-file", tmpfs_file}, {"tmpfs-inodes", tmpfs_inodes},
    {"attributes", attributes}, {"long-links", long_links}, {"epolls", epolls}, {"epoll-items", epoll_items}, {"descriptors", descriptors},
    {"timer-files", timer_files}, {"timers", timers}, {"watches", watches}, {"messages", messages}, {"semaphores", semaphores},
    {"posix-messages", posix_messages}, {"shared-memory", shared_memory}, {"memory", memory}, {"areas", areas},
    {"page-tables", page_tables}, {"forks", forks}, {"wide-tables", wide_tables}, {"threads", threads}, {"locks", locks},
};

int main(int argc, char **argv) {
    struct rlimit files = {1 << 20, 1 << 20};
    setrlimit(RLIMIT_NOFILE, &files);
    for (int i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        if (argc > 1 && !strcmp(argv[1], bombs[i].name)) {
            while (bombs[i].more() >= 0) count++;
            printf("%ld: %s\n", count, strerror(errno));
            return 3;
        }
    }
    return 2;
}
