/* io_setup, io_submit, io_getevents. */
#include "parity.h"
#include <linux/aio_abi.h>
int main() {
    fresh("aio");
    aio_context_t c = 0, d = 1;
    T(syscall(SYS_io_setup, 0, &c));
    T(syscall(SYS_io_setup, 8, &d));
    T(syscall(SYS_io_setup, 8, 8));
    T(syscall(SYS_io_setup, 8, &c));
    T(c != 0);
    int f = file("f", "0123456789"), ef = eventfd(0, 0);
    char buf[20] = "";
    struct iocb a = {.aio_data = 7,
                     .aio_lio_opcode = IOCB_CMD_PREAD,
                     .aio_fildes = f,
                     .aio_buf = (long)buf,
                     .aio_nbytes = 4,
                     .aio_offset = 3},
                *l[2] = {&a, &a};
    struct io_event e[4];
    struct timespec z = {0, 0};
    T(syscall(SYS_io_submit, c, 1, l));
    T(syscall(SYS_io_getevents, c, 1, 4, e, 0));
    T(e[0].data);
    T(e[0].res);
    T(e[0].obj == (long)&a);
    puts(buf);
    a.aio_lio_opcode = IOCB_CMD_PWRITE;
    a.aio_buf = (long)"abcdef";
    a.aio_nbytes = 6;
    a.aio_offset = 8;
    a.aio_flags = IOCB_FLAG_RESFD;
    a.aio_resfd = ef;
    T(syscall(SYS_io_submit, c, 1, l));
    T(syscall(SYS_io_getevents, c, 1, 4, e, 0));
    T(e[0].res);
    unsigned long n;
    T(read(ef, &n, 8));
    T(n);
    struct stat s;
    fstat(f, &s);
    T(s.st_size);
    a.aio_flags = 0;
    a.aio_lio_opcode = 99;
    T(syscall(SYS_io_submit, c, 1, l));
    a.aio_lio_opcode = IOCB_CMD_PREAD;
    a.aio_fildes = 99;
    T(syscall(SYS_io_submit, c, 1, l));
    a.aio_fildes = f;
    a.aio_reserved2 = 1;
    T(syscall(SYS_io_submit, c, 1, l));
    a.aio_reserved2 = 0;
    T(syscall(SYS_io_submit, c, -1, l));
    T(syscall(SYS_io_submit, c, 0, l));
    T(syscall(SYS_io_submit, 0, 1, l));
    T(syscall(SYS_io_submit, c, 1, 8));
    l[0] = (void *)8;
    T(syscall(SYS_io_submit, c, 1, l));
    l[0] = &a;
    a.aio_buf = 8;
    T(syscall(SYS_io_submit, c, 1, l));
    T(syscall(SYS_io_getevents, c, 1, 4, e, 0));
    T(e[0].res);
    a.aio_buf = (long)buf;
    a.aio_offset = 100;
    T(syscall(SYS_io_submit, c, 2, l));
    T(syscall(SYS_io_getevents, c, 0, 4, e, &z));
    T(e[1].res);
    struct iovec v[2] = {{buf, 2}, {buf + 5, 3}};
    a.aio_lio_opcode = IOCB_CMD_PREADV;
    a.aio_buf = (long)v;
    a.aio_nbytes = 2;
    a.aio_offset = 0;
    T(syscall(SYS_io_submit, c, 1, l));
    T(syscall(SYS_io_getevents, c, 0, 4, e, &z));
    T(e[0].res);
    T(buf[6]);
    T(syscall(SYS_io_getevents, c, 0, 4, e, &z));
    T(syscall(SYS_io_getevents, c, 1, 4, e, &z));
    T(syscall(SYS_io_getevents, c, 5, 4, e, &z));
    T(syscall(SYS_io_getevents, c, -1, 4, e, &z));
    T(syscall(SYS_io_getevents, 0, 0, 4, e, &z));
    T(syscall(SYS_io_cancel, c, &a, e));
    T(syscall(SYS_io_cancel, 0, &a, e));
    T(syscall(SYS_io_destroy, c));
    T(syscall(SYS_io_destroy, c));
    T(syscall(SYS_io_destroy, 0));
}
