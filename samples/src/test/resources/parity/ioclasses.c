/* Classes and levels of input and output, ioprio_set(2), for who there is and who is not; MADV_COLLAPSE of nothing; rows of /proc/sys that refuse or take. */
#include "parity.h"
#define LEVEL(class, level) ((class) << 13 | (level))

static const char *said(long result) {
    return result < 0 ? strerrorname_np(errno) : "ok";
}

static void row(const char *name, const char *value) {
    char path[100], bytes[100] = "";
    snprintf(path, sizeof path, "/proc/sys/%s", name);
    int fd = open(path, O_RDWR), count = read(fd, bytes, sizeof bytes);
    long result = write(fd, value, strlen(value));
    printf("%s [%s]: %ld %s\n", name, value, result, result < 0 ? strerrorname_np(errno) : "");
    pwrite(fd, bytes, count, 0);
    close(fd);
}

int main(void) {
    int ids[] = {0, getpid(), -1, 99999, 1, INT_MAX};
    for (int who = 0; who < 5; who++) {
        for (int i = 0; i < 6; i++) {
            printf("%d %d: %s", who, i, said(syscall(SYS_ioprio_set, who, ids[i], LEVEL(2, 4))));
            printf(" %s", said(syscall(SYS_ioprio_set, who, ids[i], LEVEL(9, 4))));
            printf(" %lx\n", syscall(SYS_ioprio_get, who, ids[i]));
        }
    }
    for (int class = 0; class < 9; class++) {
        for (int level = 0; level < 9; level++) {
            printf("%d.%d %s %lx\n", class, level, said(syscall(SYS_ioprio_set, 1, 0, LEVEL(class, level))), syscall(SYS_ioprio_get, 1, 0));
        }
    }
    CHILD(setuid(1000);
        for (int who = 1; who < 8; who++) {
            printf("%s", said(syscall(SYS_ioprio_set, who, 0, LEVEL(1, 1))));
            printf(" %s\n", said(syscall(SYS_ioprio_set, who, 0, LEVEL(2, 1))));
        }
    );
    char *area = mmap(0, 8 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(area + (2 << 20), 2 << 20);
    T(madvise(area + (2 << 20), 2 << 20, 25));
    T(madvise(area + (4 << 20) - 4096, 3 * 4096, 25));
    T(madvise((void *)(1L << 37), 2 << 20, 25));
    T(madvise(area + (5 << 20), 4096, 25));
    const char *rows[] = {"net/ipv4/icmp_echo_ignore_all", "net/ipv4/tcp_sack", "net/ipv4/tcp_ecn", "net/ipv4/ip_default_ttl", "net/ipv4/tcp_notsent_lowat", "net/ipv4/tcp_early_retrans",
        "net/ipv4/icmp_msgs_burst", "net/ipv4/igmp_qrv", "net/ipv4/tcp_min_snd_mss", "net/ipv6/conf/lo/hop_limit", "net/ipv6/conf/lo/mtu", "net/ipv6/conf/lo/ioam6_id", "net/ipv4/ip_local_port_range",
        "net/ipv4/tcp_congestion_control", "net/ipv4/tcp_allowed_congestion_control", "net/core/default_qdisc", "kernel/io_uring_disabled", "kernel/auto_msgmni", "kernel/randomize_va_space",
        "kernel/msg_next_id", "vm/nr_hugepages", "vm/legacy_va_layout", "fs/mqueue/queues_max", "dev/tty/legacy_tiocsti"};
    const char *values[] = {"-1", "x", "0", " 3", "7 8 9", "40000 50000", "2147483648"};
    for (int i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int j = 0; j < sizeof values / sizeof *values; j++) {
            row(rows[i], values[j]);
        }
    }
}
