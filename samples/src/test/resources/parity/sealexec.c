/* Files in memory that are never executed, and seals that follow from each other. */
#include "parity.h"
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8
#define MFD_EXEC 16
#endif
#define F_SEAL_EXEC_ 32
static int mode(int fd) {
    struct stat s;
    fstat(fd, &s);
    return s.st_mode & 07777;
}
static void each(unsigned flags) {
    int fd = memfd_create("m", flags);
    printf("flags %x: %s\n", flags, fd < 0 ? strerrorname_np(errno) : "made");
    if (fd < 0) {
        return;
    }
    T(mode(fd));
    T(fcntl(fd, F_GET_SEALS));
    T(fchmod(fd, 0644));
    T(fchmod(fd, 0755));
    T(mode(fd));
    T(fcntl(fd, F_ADD_SEALS, F_SEAL_EXEC_));
    T(fcntl(fd, F_GET_SEALS));
    T(fchmod(fd, 0600));
    T(fchmod(fd, 0711));
    T(mode(fd));
    T(ftruncate(fd, 100));
    T(write(fd, "x", 1));
    close(fd);
}
int main(void) {
    each(0);
    each(MFD_ALLOW_SEALING);
    each(MFD_EXEC);
    each(MFD_NOEXEC_SEAL);
    each(MFD_NOEXEC_SEAL | MFD_ALLOW_SEALING);
    each(MFD_NOEXEC_SEAL | MFD_EXEC);
    each(MFD_EXEC | MFD_ALLOW_SEALING);
    each(32);
    int fd = memfd_create("w", MFD_ALLOW_SEALING);
    T(ftruncate(fd, 8192));
    T(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
    T(fallocate(fd, 0, 0, 4096));
    T(fallocate(fd, 0, 0, 16384));
    T(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096));
    T(ftruncate(fd, 4096));
    T(lseek(fd, 0, SEEK_END));
    T(pwrite(fd, "x", 1, 0));
    T(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
    T(fallocate(fd, 0, 0, 16384));
    T(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 16384));
    T(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK));
    T(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK));
    T(fcntl(fd, F_GET_SEALS));
    T(fcntl(fd, F_ADD_SEALS, 64));
    T(fcntl(1, F_GET_SEALS));
    char name[64];
    sprintf(name, "/proc/self/fd/%d", fd);
    int reads = open(name, O_RDONLY);
    T(fcntl(reads, F_ADD_SEALS, F_SEAL_WRITE));
    T(fcntl(reads, F_GET_SEALS));
    return 0;
}
