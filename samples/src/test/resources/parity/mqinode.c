// A message queue has one inode, whose owner and permissions decide; following map_files takes a capability
#include "parity.h"

int main(void) {
    mq_unlink("/mqinode");
    umask(022);
    struct mq_attr size = {.mq_maxmsg = 2, .mq_msgsize = 16};
    int one = mq_open("/mqinode", O_RDWR | O_CREAT, 0666, &size), two = mq_open("/mqinode", O_RDONLY);
    struct stat a, b;
    fstat(one, &a);
    fstat(two, &b);
    printf("%o %ld %ld same %d\n", a.st_mode, (long)a.st_nlink, (long)a.st_size, a.st_ino == b.st_ino && a.st_dev == b.st_dev);
    int other = mq_open("/mqother", O_RDWR | O_CREAT, 0600, &size);
    fstat(other, &b);
    printf("other %d %d\n", a.st_ino == b.st_ino, a.st_dev == b.st_dev);
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/self/fd/%d", one);
    long length = readlink(path, text, sizeof text);
    printf("%.*s\n", (int)length, text);
    T(fchmod(one, 0600));
    fstat(two, &b);
    printf("%o\n", b.st_mode);
    T(fchown(one, 5, 6));
    fstat(two, &b);
    printf("%d %d\n", b.st_uid, b.st_gid);
    fflush(stdout);
    int page = open("/proc/self/exe", O_RDONLY);
    void *mapped = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, page, 0);
    char area[128];
    snprintf(area, sizeof area, "/proc/self/map_files/%lx-%lx", (long)mapped, (long)mapped + 4096);
    T(stat(area, &b) == 0 && b.st_ino != 0);
    if (fork() == 0) {
        setresgid(1000, 1000, 1000);
        setresuid(1000, 1000, 1000);
        T(mq_open("/mqinode", O_RDONLY));
        T(mq_unlink("/mqinode"));
        prctl(PR_SET_DUMPABLE, 1);
        T(stat(area, &b));
        T(readlink(area, text, sizeof text) > 0);
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    if (fork() == 0) {
        setresgid(6, 6, 6);
        setresuid(5, 5, 5);
        T(mq_open("/mqinode", O_RDONLY) >= 0);
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    T(mq_unlink("/mqinode"));
    T(mq_unlink("/mqother"));
    int end = socket(AF_UNIX, SOCK_STREAM, 0);
    T(fchown(end, 7, 8));
    T(fchmod(end, 0610));
    fstat(end, &b);
    printf("%o %d %d\n", b.st_mode, b.st_uid, b.st_gid);
    return 0;
}
