/* Options of sockets by every size: what is told, what it is once it was set to 0, 1 and -1, and what is refused. */
#include "parity.h"

static const int sizes[] = {0, 1, 2, 4, 8, 12, 16, 20, 100};
#define SIZES (sizeof sizes / sizeof *sizes)

static const char *said(int result) {
    return result < 0 ? strerrorname_np(errno) : "ok";
}

static void option(int family, int type, int protocol, int level, int name) {
    printf("%d %d %d %d %d:", family, type, protocol, level, name);
    for (int i = 0; i < SIZES; i++) {
        int fd = socket(family, type, protocol);
        char bytes[256] = {0};
        socklen_t length = sizes[i];
        int result = getsockopt(fd, level, name, bytes, &length);
        printf(" %s,%d", said(result), length);
        close(fd);
    }
    for (int value = -1; value < 2; value++) {
        for (int i = 0; i < SIZES; i++) {
            int fd = socket(family, type, protocol);
            char bytes[256] = {value < 0 ? -1 : value};
            memset(bytes + 1, value < 0 ? -1 : 0, 255);
            int result = setsockopt(fd, level, name, bytes, sizes[i]);
            printf(" %s", said(result));
            if (!result && sizes[i] == 4) {
                int told = -7;
                socklen_t length = 4;
                result = getsockopt(fd, level, name, &told, &length);
                printf("=%s,%d", said(result), result ? 0 : told);
            }
            close(fd);
        }
    }
    puts("");
}

/* All options of a level but some: what depends on the machine's memory, and what is not there. */
static void level(int family, int type, int protocol, int level, int last, const int *but) {
    for (int name = 0; name <= last; name++) {
        const int *each = but;
        while (*each && *each != name) {
            each++;
        }
        if (!*each) {
            option(family, type, protocol, level, name);
        }
    }
}

int main(void) {
    int general[] = {18, 0}, six[] = {7, 32, 36, 61, 0}, four[] = {3, 4, 5, 22, 25, 32, 36, 41, 50, 0}, tcp[] = {10, 19, 29, 31, 33, 35, 0}, none[] = {0};
    int families[][3] = {{AF_INET, 1, 0}, {AF_INET, 2, 0}, {AF_INET, 3, IPPROTO_ICMP}, {AF_INET6, 1, 0}, {AF_UNIX, 1, 0}, {AF_UNIX, 5, 0}, {AF_UNIX, 2, 0}, {AF_NETLINK, 3, 0}};
    for (int i = 0; i < sizeof families / sizeof *families; i++) {
        level(families[i][0], families[i][1], families[i][2], SOL_SOCKET, 84, general);
    }
    for (int type = 1; type < 4; type++) {
        level(AF_INET6, type, type == 3 ? IPPROTO_ICMPV6 : 0, SOL_IPV6, 90, six);
        level(AF_INET, type, type == 3 ? IPPROTO_ICMP : 0, SOL_IP, 60, four);
    }
    level(AF_INET, 1, 0, SOL_TCP, 46, tcp);
    level(AF_INET, 2, 0, IPPROTO_UDP, 110, none);
    level(AF_INET6, 2, 0, IPPROTO_UDP, 110, none);
    level(AF_NETLINK, 3, 0, SOL_NETLINK, 14, none);
}
