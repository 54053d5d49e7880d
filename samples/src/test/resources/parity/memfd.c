#include "parity.h"
int main() {
    int f = memfd_create("name", MFD_ALLOW_SEALING), g = memfd_create("other", MFD_CLOEXEC);
    char b[64] = {0};
    T(fcntl(g, F_GET_SEALS));
    T(fcntl(g, F_ADD_SEALS, F_SEAL_GROW));
    T(fcntl(f, F_GET_SEALS));
    T(ftruncate(f, 10));
    T(fcntl(f, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK));
    T(ftruncate(f, 11));
    T(ftruncate(f, 9));
    T(pwrite(f, "x", 1, 9));
    T(pwrite(f, "x", 1, 10));
    char *m = mmap(0, 4096, 3, MAP_SHARED, f, 0);
    T(m != MAP_FAILED);
    T(fcntl(f, F_ADD_SEALS, F_SEAL_WRITE));
    munmap(m, 4096);
    T(fcntl(f, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SEAL));
    T(write(f, "x", 1));
    T((long)mmap(0, 4096, 3, MAP_SHARED, f, 0));
    T(mmap(0, 4096, 1, MAP_SHARED, f, 0) != MAP_FAILED);
    T(fcntl(f, F_ADD_SEALS, F_SEAL_WRITE));
    T(fcntl(f, F_GET_SEALS));
    T(readlink("/proc/self/fd/3", b, 63));
    puts(b);
    T(memfd_create("x", 0x8000));
    T(fcntl(0, F_GET_SEALS));
    struct stat s;
    T(fstat(f, &s));
    printf("%o %ld %ld\n", s.st_mode, (long)s.st_size, (long)s.st_nlink);
}
