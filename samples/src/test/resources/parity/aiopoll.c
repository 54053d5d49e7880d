/* IOCB_CMD_POLL, io_cancel, the ring of a context, and the limits of io_setup. */
#include "parity.h"
#include <linux/aio_abi.h>

struct ring {
    unsigned id, nr;
    volatile unsigned head, tail;
    unsigned magic, compatible, incompatible, header;
    struct io_event events[];
};

static aio_context_t context;
static struct iocb block, *list[] = {&block};
static struct io_event event[4];
static struct timespec none;

static long submit(int operation, int fd, long buffer, long bytes, long offset) {
    memset(&block, 0, sizeof block);
    block.aio_data = 7;
    block.aio_lio_opcode = operation;
    block.aio_fildes = fd;
    block.aio_buf = buffer;
    block.aio_nbytes = bytes;
    block.aio_offset = offset;
    return syscall(SYS_io_submit, context, 1, list);
}

static void ended(void) {
    long n = syscall(SYS_io_getevents, context, 0, 4, event, &none);
    printf("ended %ld", n);
    for (int i = 0; i < n; i++)
        printf(" data %lld result %llx own %d", event[i].data,
               block.aio_lio_opcode == IOCB_CMD_POLL ? event[i].res & block.aio_buf : event[i].res, event[i].obj == (long)&block);
    puts("");
}

static void setups(void) {
    unsigned numbers[] = {0, 1, 4194304, 4194305, 0x7fffffff, 0x80000000, -1, -1000};
    for (int i = 0; i < 8; i++) {
        aio_context_t made = 0;
        T(syscall(SYS_io_setup, numbers[i], &made));
        if (made) syscall(SYS_io_destroy, made);
    }
}

int main(void) {
    fresh("aiopoll");
    setups();
    T(syscall(SYS_io_setup, 1, &context));
    int p[2], f = file("f", "0123456789");
    pipe(p);
    puts("poll");
    T(submit(IOCB_CMD_POLL, p[1], POLLOUT, 0, 0));
    ended();
    T(submit(IOCB_CMD_POLL, p[0], POLLIN, 0, 0));
    ended();
    write(p[1], "x", 1);
    ended();
    T(submit(IOCB_CMD_POLL, p[0], POLLIN, 0, 0));
    ended();
    T(submit(IOCB_CMD_POLL, f, POLLIN, 0, 0));
    ended();
    T(submit(IOCB_CMD_POLL, f, POLLPRI, 0, 0));
    T(submit(IOCB_CMD_POLL, p[0], 0x10001, 0, 0));
    T(submit(IOCB_CMD_POLL, p[0], POLLIN, 1, 0));
    T(submit(IOCB_CMD_POLL, p[0], POLLIN, 0, 1));
    T(submit(IOCB_CMD_POLL, 99, POLLIN, 0, 0));
    read(p[0], event, 1);
    puts("cancel");
    T(submit(IOCB_CMD_POLL, p[0], POLLIN, 0, 0));
    T(syscall(SYS_io_cancel, context, &block, event));
    usleep(100000); /* It is called off in the background */
    ended();
    T(syscall(SYS_io_cancel, context, &block, event));
    puts("the end of the other side, and the descriptor closed before");
    int q[2], e = eventfd(0, 0);
    pipe(q);
    memset(&block, 0, sizeof block);
    block.aio_lio_opcode = IOCB_CMD_POLL;
    block.aio_fildes = q[0];
    block.aio_buf = POLLIN;
    block.aio_flags = IOCB_FLAG_RESFD;
    block.aio_resfd = e;
    T(syscall(SYS_io_submit, context, 1, list));
    close(q[0]);
    T(events(e, POLLIN));
    write(q[1], "x", 1);
    T(events(e, POLLIN));
    ended();
    puts("the ring");
    struct ring *ring = (void *)context;
    printf("%u %x %u %u %u at %u %u\n", ring->nr, ring->magic, ring->compatible, ring->incompatible, ring->header, ring->head == ring->tail,
           ring->head < ring->nr);
    char buffer[10];
    T(submit(IOCB_CMD_PREAD, f, (long)buffer, 4, 2));
    T((ring->tail - ring->head + ring->nr) % ring->nr);
    struct io_event *seen = &ring->events[ring->head % ring->nr];
    printf("%lld %lld %d\n", seen->data, seen->res, seen->obj == (long)&block);
    ring->head = (ring->head + 1) % ring->nr;
    ended();
    int most = 0;
    while (most < 1000 && submit(IOCB_CMD_PREAD, f, (long)buffer, 4, 2) == 1)
        most++;
    printf("more than 100 %d, %s\n", most > 100 && most < 127, strerrorname_np(errno));
    while (ring->head != ring->tail)
        ring->head = (ring->head + 1) % ring->nr;
    T(submit(IOCB_CMD_PREAD, f, (long)buffer, 4, 2));
    ended();
    void *elsewhere = mmap(0, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("moved %d\n", mremap(ring, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, elsewhere) == elsewhere);
    T(submit(IOCB_CMD_PREAD, f, (long)buffer, 4, 2));
    context = (long)elsewhere;
    T(submit(IOCB_CMD_PREAD, f, (long)buffer, 4, 2));
    ended();
    puts("destroyed with a poll that waits");
    T(submit(IOCB_CMD_POLL, p[0], POLLIN, 0, 0));
    T(syscall(SYS_io_destroy, context));
    write(p[1], "x", 1);
    T(syscall(SYS_io_destroy, context));
    puts("flags");
    context = 0;
    T(syscall(SYS_io_setup, 4, &context));
    memset(&block, 0, sizeof block);
    block.aio_lio_opcode = IOCB_CMD_PWRITE;
    block.aio_fildes = f;
    block.aio_buf = (long)"abc";
    block.aio_nbytes = 3;
    block.aio_rw_flags = RWF_APPEND;
    T(syscall(SYS_io_submit, context, 1, list));
    ended();
    T(lseek(f, 0, SEEK_END));
    block.aio_rw_flags = 0x8000;
    T(syscall(SYS_io_submit, context, 1, list));
    return 0;
}
