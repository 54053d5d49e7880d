/* RLIMIT_NOFILE bounds the numbers of descriptors, not how many there are. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static int try(const char *what, int fd) {
    if (fd < 0) {
        printf("%s: %d\n", what, errno);
    } else {
        printf("%s: %d\n", what, fd);
    }
    return fd;
}

int main(void) {
    for (int i = 0; i < 40; i++) {
        open("/dev/null", O_RDONLY);
    }
    for (int fd = 3; fd < 8; fd++) {
        close(fd);
    }
    struct rlimit limit = {20, 1024};
    printf("%d\n", setrlimit(RLIMIT_NOFILE, &limit));
    try("open", open("/dev/null", O_RDONLY));
    try("dup", dup(0));
    int ends[2];
    printf("pipe %d\n", pipe(ends));
    printf("%d %d\n", ends[0], ends[1]);
    try("socket", socket(AF_UNIX, SOCK_STREAM, 0));
    try("open", open("/dev/null", O_RDONLY));
    try("dup", dup(0));
    try("dup2 to a number in use beyond the limit", dup2(0, 30));
    try("dup from beyond", dup2(30, 5));
    try("F_DUPFD", fcntl(0, F_DUPFD, 20));
    try("missing file", open("/missing", O_RDONLY));
    close(5);
    try("missing file", open("/missing", O_RDONLY));
    limit.rlim_cur = 0;
    printf("%d\n", setrlimit(RLIMIT_NOFILE, &limit));
    try("open", open("/dev/null", O_RDONLY));
    printf("%zd\n", write(30, "", 0));
    return 0;
}
