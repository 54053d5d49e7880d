#include "parity.h"
int main() {
    uint64_t v;
    int e = eventfd(3, EFD_NONBLOCK), s = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
    T(read(e, &v, 4));
    T(read(e, &v, 8));
    T(v);
    T(read(e, &v, 8));
    v = -1;
    T(write(e, &v, 8));
    v = -2;
    T(write(e, &v, 8));
    v = 1;
    T(write(e, &v, 8));
    T(events(e, POLLIN | POLLOUT));
    T(read(s, &v, 8));
    T(v);
    T(read(s, &v, 8));
    T(read(s, &v, 8));
    T(eventfd(0, 77));
    T(lseek(e, 0, SEEK_SET));
    T(fcntl(e, F_GETFL));
    T(pread(e, &v, 8, 0));
    T(events(s, POLLIN | POLLOUT));
    T(write(e, &v, 7));
}
