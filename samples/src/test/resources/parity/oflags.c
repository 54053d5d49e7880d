/* Flags of open(2) and what F_GETFL says of them. */
#include "parity.h"
static void flags(const char *name, int f) {
    int fd = open(name, f, 0644);
    printf("%s %#o: %s", name, f, fd < 0 ? strerrorname_np(errno) : "ok");
    if (fd >= 0) printf(" %#o %d", fcntl(fd, F_GETFL), fcntl(fd, F_GETFD));
    puts("");
    if (fd >= 0) close(fd);
}
int main() {
    fresh("oflags");
    close(file("f", "hello"));
    mkdir("d", 0755);
    symlink("f", "l");
    symlink("d", "ld");
    symlink("none", "dangling");
    mkfifo("p", 0600);
    int all[] = {O_RDONLY,
                 O_WRONLY,
                 O_RDWR,
                 3,
                 O_APPEND | O_WRONLY,
                 O_NONBLOCK,
                 O_SYNC | O_RDWR,
                 O_DSYNC | O_RDWR,
                 O_DIRECT | O_RDWR,
                 O_NOATIME,
                 O_CLOEXEC,
                 O_LARGEFILE,
                 O_ASYNC,
                 O_NOCTTY,
                 O_DIRECTORY,
                 O_NOFOLLOW,
                 O_PATH,
                 O_PATH | O_CLOEXEC | O_WRONLY,
                 O_CREAT,
                 O_CREAT | O_EXCL,
                 O_EXCL,
                 O_CREAT | O_DIRECTORY,
                 O_TMPFILE & ~O_DIRECTORY,
                 O_RDONLY | O_TRUNC | O_PATH,
                 O_PATH | O_NOFOLLOW | O_DIRECTORY,
                 1 << 29,
                 0x80000000};
    char *names[] = {"f", "d", "l", "ld", "dangling"};
    for (int i = 0; i < sizeof all / sizeof *all; i++)
        for (int j = 0; j < 5; j++) flags(names[j], all[i]), unlink("none");
    flags("f/", O_RDONLY);
    flags("d/", O_RDONLY);
    flags("new/", O_CREAT | O_WRONLY);
    flags("l/", O_RDONLY);
    flags("ld/", O_RDONLY | O_NOFOLLOW);
    flags("d/.", O_RDONLY);
    flags("f/.", O_RDONLY);
    flags("none/x", O_CREAT);
    flags("dangling", O_CREAT | O_WRONLY);
    flags("none", O_RDONLY);
    flags("dangling", O_CREAT | O_EXCL | O_WRONLY);
    flags("", O_CREAT);
    struct stat s;
    int fd = open("f", O_RDONLY | O_TRUNC);
    fstat(fd, &s);
    T(s.st_size);
    fd = open("f", O_RDWR);
    T(fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK | O_WRONLY | O_CREAT | O_TRUNC));
    T(fcntl(fd, F_GETFL) & ~O_LARGEFILE);
    T(fcntl(fd, F_SETFL, O_ASYNC));
    T(fcntl(fd, F_GETFL) & ~O_LARGEFILE);
    T(fcntl(fd, F_SETFL, O_NOATIME));
    T(fcntl(fd, F_GETFL) & ~O_LARGEFILE);
    T(fcntl(fd, F_SETFL, 0));
    T(fcntl(fd, F_GETFL) & ~O_LARGEFILE);
    int ap = open("f", O_WRONLY | O_APPEND), pl = open("f", O_WRONLY);
    write(pl, "12345", 5);
    write(ap, "ab", 2);
    T(lseek(ap, 0, SEEK_CUR));
    T(pwrite(ap, "cd", 2, 0));
    T(lseek(ap, 0, SEEK_CUR));
    char b[20] = {0};
    pread(fd, b, 19, 0);
    puts(b);
    T(lseek(ap, 0, SEEK_SET));
    T(write(ap, "e", 1));
    T(lseek(ap, 0, SEEK_CUR));
    memset(b, 0, 20);
    pread(fd, b, 19, 0);
    puts(b);
    T(read(pl, b, 1));
    T(write(open("f", O_RDONLY), b, 1));
    T(read(open("d", O_RDONLY), b, 1));
    T(write(open("d", O_RDONLY), b, 1));
    chmod("f", 0);
    CHILD(setuid(1000); T(open("f", O_RDONLY)); T(open("f", O_PATH) >= 0); T(open("f", O_RDONLY | O_CREAT, 0600));
          T(open("d/x", O_CREAT, 0600)); T(open("/root/x", O_RDONLY)));
    struct rlimit r = {5, 5};
    CHILD(setrlimit(RLIMIT_NOFILE, &r); T(open("d", O_RDONLY)); T(open("new2", O_CREAT | O_WRONLY, 0600)); T(access("new2", F_OK)));
}
