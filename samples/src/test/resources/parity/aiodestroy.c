// io_destroy ends the waiting of another thread in io_getevents.
#include "parity.h"
#include <linux/aio_abi.h>

static aio_context_t context;
static int least;

static void *wait_for_events(void *unused) {
    struct io_event e[4];
    long r = syscall(SYS_io_getevents, context, least, 4, e, 0);
    printf("waited for %d: %ld %s\n", least, r, r < 0 ? strerrorname_np(errno) : "");
    return unused;
}

int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    for (least = 1; least <= 2; least++) {
        context = 0;
        T(syscall(SYS_io_setup, 4, &context));
        pthread_t thread;
        pthread_create(&thread, 0, wait_for_events, 0);
        usleep(50000);
        long destroyed = syscall(SYS_io_destroy, context);
        pthread_join(thread, 0);
        T(destroyed);
        T(syscall(SYS_io_getevents, context, 0, 4, 0, 0));
    }
    return 0;
}
