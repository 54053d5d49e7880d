// The locks, leases and watches that /proc/PID/fdinfo tells of, and what sockets say of themselves
#include "parity.h"
#include <fcntl.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/xattr.h>

// Lines of a descriptor that begin with a word, without what differs from system to system
static void lines(const char *what, int fd, const char *word) {
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
    FILE *in = fopen(path, "r");
    printf("%s:\n", what);
    while (fgets(text, sizeof text, in)) {
        if (strncmp(text, word, strlen(word)) != 0) {
            continue;
        }
        char number[16], kind[16], mode[16], type[16], file[64], start[32], end[32];
        int pid;
        if (sscanf(text, "lock: %15s %15s %15s %15s %d %63s %31s %31s", number, kind, mode, type, &pid, file, start, end) == 8) {
            printf("  %.*s pid %s %s %s\n", (int)(strstr(text, type) + strlen(type) - text), text,
                   pid == getpid() ? "own"
                   : pid == -1     ? "-1"
                                   : "other",
                   start, end);
        } else {
            printf("  %s", text);
        }
    }
    fclose(in);
}

static void named(const char *what, int fd) {
    char value[64] = "", path[64], list[256] = "";
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    long by_name = getxattr(path, "system.sockprotoname", value, sizeof value);
    printf("%s: %ld %s", what, by_name, value);
    printf(" %ld", (long)fgetxattr(fd, "system.sockprotoname", NULL, 0));
    printf(" %ld %s\n", (long)flistxattr(fd, list, sizeof list), list);
    close(fd);
}

static void locks(void) {
    int a = open("locked", O_RDWR | O_CREAT, 0644), b = open("locked", O_RDWR);
    flock(a, LOCK_SH);
    lines("shared", a, "lock:");
    lines("another of the file", b, "lock:");
    flock(a, LOCK_UN);
    struct flock range = {.l_type = F_WRLCK, .l_start = 10, .l_len = 5};
    fcntl(a, F_SETLK, &range);
    range = (struct flock){.l_type = F_RDLCK, .l_start = 100};
    fcntl(a, F_SETLK, &range);
    lines("records", a, "lock:");
    lines("another", b, "lock:");
    int c = dup(a);
    lines("copy", c, "lock:");
    fflush(stdout);
    if (fork() == 0) {
        lines("child", a, "lock:");
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    close(c);
    int d = open("open", O_RDWR | O_CREAT, 0644);
    range = (struct flock){.l_type = F_WRLCK, .l_start = 1, .l_len = 2};
    fcntl(d, F_OFD_SETLK, &range);
    flock(d, LOCK_EX);
    lines("open file description", d, "lock:");
    int e = open("leased", O_RDONLY | O_CREAT, 0644);
    close(e);
    e = open("leased", O_RDONLY);
    printf("lease %d\n", fcntl(e, F_SETLEASE, F_RDLCK));
    lines("lease", e, "lock:");
    close(a), close(b), close(d), close(e);
}

int main(void) {
    mkdir("/tmp/fdlocks", 0755);
    chdir("/tmp/fdlocks");
    mount("none", "/tmp/fdlocks", "tmpfs", 0, NULL);
    chdir("/tmp/fdlocks");
    locks();
    int watch = inotify_init();
    inotify_add_watch(watch, "/tmp/fdlocks", IN_CREATE);
    inotify_add_watch(watch, "/tmp/fdlocks/locked", IN_DELETE_SELF);
    char text[256];
    FILE *in = fopen("/proc/self/fdinfo/3", "r");
    while (fgets(text, sizeof text, in)) {
        if (strncmp(text, "inotify", 7) == 0) {
            printf("%.12s\n", text);
        }
    }
    fclose(in);
    close(watch);
    named("tcp", socket(AF_INET, SOCK_STREAM, 0));
    named("tcp6", socket(AF_INET6, SOCK_STREAM, 0));
    named("udp", socket(AF_INET, SOCK_DGRAM, 0));
    named("udp6", socket(AF_INET6, SOCK_DGRAM, 0));
    named("lite", socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE));
    named("lite6", socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE));
    named("raw", socket(AF_INET, SOCK_RAW, 5));
    named("raw6", socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6));
    named("stream", socket(AF_UNIX, SOCK_STREAM, 0));
    named("datagram", socket(AF_UNIX, SOCK_DGRAM, 0));
    named("sequence", socket(AF_UNIX, SOCK_SEQPACKET, 0));
    named("netlink", socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
    int s = socket(AF_INET, SOCK_STREAM, 0);
    T(fgetxattr(s, "system.sockprotoname", text, 3));
    T(fgetxattr(s, "system.other", text, 3));
    T(fsetxattr(s, "system.sockprotoname", "x", 2, 0));
    T(fgetxattr(s, "user.x", text, 3));
    int file = open("locked", O_RDWR);
    T(fgetxattr(file, "system.sockprotoname", text, 3));
    int space = ioctl(s, 0x894c);
    struct stat one, two;
    fstat(space, &one);
    stat("/proc/self/ns/net", &two);
    printf("SIOCGSKNS %d %d\n", space > 0, one.st_ino == two.st_ino);
    T(ioctl(file, 0x894c));
    int poll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    T(epoll_ctl(poll, EPOLL_CTL_ADD, open("/dev/random", O_RDONLY), &event));
    printf("ready %d\n", epoll_wait(poll, &event, 1, 0));
    T(epoll_ctl(poll, EPOLL_CTL_ADD, open("/dev/urandom", O_RDONLY), &event));
    T(epoll_ctl(poll, EPOLL_CTL_ADD, open("/dev/zero", O_RDONLY), &event));
    int terminal = posix_openpt(O_RDWR), index = -1, told = -2;
    char path[64];
    ioctl(terminal, TIOCGPTN, &index);
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", terminal);
    in = fopen(path, "r");
    while (fgets(text, sizeof text, in)) {
        sscanf(text, "tty-index: %d", &told);
    }
    printf("terminal %d\n", index == told);
    return 0;
}
