/* Where reads of devices and events begin: offsets that do not matter, and ones that cannot be. */
#include "parity.h"
#include <sys/sysmacros.h>
static void each(const char *name) {
    char bytes[8];
    int fd = open(name, O_RDWR);
    printf("%s\n", name);
    T(lseek(fd, 100, SEEK_SET));
    T(lseek(fd, -5, SEEK_SET));
    T(lseek(fd, 3, SEEK_CUR));
    T(lseek(fd, 0, SEEK_END));
    T(lseek(fd, 1L << 62, SEEK_SET));
    memset(bytes, 1, 8);
    T(pread(fd, bytes, 4, 1L << 40));
    T(pread(fd, bytes, 4, -1));
    T(read(fd, bytes, 4));
    T(lseek(fd, 0, SEEK_CUR));
    T(pwrite(fd, "abc", 3, 77));
    T(pwrite(fd, "abc", 3, -7));
    T(write(fd, "abc", 0));
    T(write(fd, "abc", 3));
    T(lseek(fd, 0, SEEK_CUR));
    T(fallocate(fd, 0, 0, 10));
    T(ftruncate(fd, 0));
    close(fd);
}
static void info(int fd) {
    char name[64], line[200];
    sprintf(name, "/proc/self/fdinfo/%d", fd);
    FILE *f = fopen(name, "r");
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, "ino", 3) && strncmp(line, "mnt", 3) && strncmp(line, "eventfd-id", 10)) {
            printf("%s", line);
        }
    }
    fclose(f);
}
int main(void) {
    each("/dev/null");
    each("/dev/zero");
    each("/dev/full");
    int e = eventfd(70000, EFD_SEMAPHORE | EFD_CLOEXEC);
    info(e);
    long value = 5;
    T(write(e, &value, 8));
    info(e);
    T(read(e, &value, 8));
    info(e);
    T(lseek(e, 5, SEEK_SET));
    T(pread(e, &value, 8, 0));
    e = eventfd(0, EFD_NONBLOCK);
    info(e);
    int p[2];
    pipe(p);
    T(lseek(p[0], 0, SEEK_SET));
    T(pread(p[0], &value, 8, 0));
    int masters[300];
    for (int i = 0; i < 300; i++) {
        masters[i] = posix_openpt(O_RDWR | O_NOCTTY);
        if (masters[i] < 0) {
            perror("ptmx");
            break;
        }
    }
    unsigned number = 0;
    T(ioctl(masters[299], TIOCGPTN, &number));
    printf("beyond a byte %d\n", number > 255);
    T(unlockpt(masters[299]));
    char slave[64];
    sprintf(slave, "/dev/pts/%u", number);
    int s = open(slave, O_RDWR | O_NOCTTY);
    T(s >= 0);
    T(write(masters[299], "hi\n", 3));
    char text[8] = "";
    T(read(s, text, 8));
    struct stat st;
    T(fstat(s, &st));
    printf("%d\n", major(st.st_rdev));
    printf("%d\n", minor(st.st_rdev) == number);
    return 0;
}
