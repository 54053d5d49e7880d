#include "parity.h"
/* What calls on descriptors say of those that they are not for: pipes' sizes, direct I/O, owners, frozen file systems, bands of poll. */
#define OWN 0x8901
#define THAW 0xc0045878

static void ready(const char *what, int fd) {
    struct pollfd p = {fd, -1, 0};
    poll(&p, 1, 0);
    printf("%s: %x\n", what, p.revents);
}

int main(void) {
    int ends[2], pair[2], number;
    struct iovec none = {0};
    struct flock lock = {F_WRLCK, SEEK_SET, 0, 0, 1};
    struct f_owner_ex owner;
    fresh("fdodds");
    mkdir("d", 0755);
    mkfifo("p", 0600);
    int fd = file("f", "text"), path = open("f", O_PATH), reads = open("f", O_RDONLY), directory = open("d", O_RDONLY), null = open("/dev/null", O_RDWR);
    pipe(ends);
    T(fcntl(fd, F_SETPIPE_SZ, -1));
    T(fcntl(ends[0], F_SETPIPE_SZ, -1));
    T(fcntl(ends[0], F_SETPIPE_SZ, 1 << 29));
    T(fcntl(path, 1027, fd));
    T(fcntl(path, 1027, path));
    T(fcntl(path, 1028, 0));
    T(fcntl(reads, F_OFD_SETLK, &lock));
    T(fcntl(fd, F_OFD_SETLK, &lock));
    T(fcntl(fd, F_SETFL, O_DIRECT));
    T(fcntl(ends[0], F_SETFL, O_DIRECT));
    T(fcntl(directory, F_SETFL, O_DIRECT));
    T(fcntl(null, F_SETFL, O_DIRECT));
    T(open("d", O_RDONLY | O_DIRECT));
    T(open("p", O_RDWR | O_DIRECT));
    T(open("/dev/null", O_RDWR | O_DIRECT));
    T(open("f", O_RDWR | O_DIRECT) > 0);
    int child = fork();
    if (child == 0) {
        pause();
    }
    T(fcntl(ends[0], F_SETOWN, -child));
    T(fcntl(ends[0], F_GETOWN_EX, &owner));
    printf("%d %d\n", owner.type, owner.pid == child);
    T(fcntl(ends[0], F_SETOWN, -99999));
    kill(child, SIGKILL);
    number = getpid();
    T(ioctl(fd, OWN, &number));
    T(ioctl(ends[0], OWN, &number));
    T(ioctl(fd, OWN + 2, &number));
    T(ioctl(fd, THAW, 0));
    T(syscall(SYS_pwritev2, fd, &none, 0, 0, 0, 8));
    T(syscall(SYS_pwritev2, reads, &none, 0, 0, 0, 8));
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    ready("stream", pair[0]);
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    ready("datagram", pair[0]);
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
    ready("packets", pair[0]);
    ready("udp", socket(AF_INET, SOCK_DGRAM, 0));
    ready("tcp", socket(AF_INET, SOCK_STREAM, 0));
    ready("raw", socket(AF_INET, SOCK_RAW, IPPROTO_UDP));
    ready("netlink", socket(AF_NETLINK, SOCK_RAW, 0));
    ready("packet", socket(AF_PACKET, SOCK_RAW, 0));
    ready("pipe", ends[1]);
    ready("event", eventfd(1, 0));
    int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &(struct itimerspec){{0, 0}, {0, 1}}, 0);
    usleep(20000);
    ready("timer", timer);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, 0);
    raise(SIGUSR1);
    ready("signal", signalfd(-1, &set, 0));
}
