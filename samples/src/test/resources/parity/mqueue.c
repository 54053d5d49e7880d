#include "parity.h"
int main() {
    struct mq_attr a = {0, 3, 16};
    char b[16];
    unsigned p;
    mq_unlink("/pq");
    T(mq_open("/pq", O_RDWR));
    int q = mq_open("/pq", O_CREAT | O_RDWR | O_NONBLOCK, 0600, &a);
    T(q >= 0);
    T(mq_receive(q, b, 16, &p));
    T(mq_send(q, "low", 4, 1));
    T(mq_send(q, "high", 5, 9));
    T(mq_send(q, "low2", 5, 1));
    T(mq_send(q, "full", 5, 1));
    T(mq_send(q, "seventeen bytes..", 17, 1));
    T(events(q, POLLIN | POLLOUT));
    T(mq_getattr(q, &a));
    printf("%ld %ld %ld %ld\n", a.mq_flags, a.mq_maxmsg, a.mq_msgsize, a.mq_curmsgs);
    T(mq_receive(q, b, 15, &p));
    for (int i = 0; i < 3; i++) {
        T(mq_receive(q, b, 16, &p));
        printf("%s %u\n", b, p);
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    a.mq_flags = 0;
    T(mq_setattr(q, &a, 0));
    now.tv_nsec = 0;
    T(mq_timedreceive(q, b, 16, &p, &now));
    T(mq_unlink("/pq"));
    T(mq_unlink("/pq"));
    T(mq_send(q, "x", 1, 40000));
}
