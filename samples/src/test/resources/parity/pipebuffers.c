/* What splice(2), tee(2), vmsplice(2) and sendfile(2) make of a pipe's buffers: packets, parts of pages, ends. */
#include "parity.h"

static int p[2], q[2], pages;
static char text[100000], back[100000];

static void make(int flags) {
    pipe2(p, O_NONBLOCK | flags);
    pipe2(q, O_NONBLOCK | flags);
}

static void done(void) {
    close(p[0]), close(p[1]), close(q[0]), close(q[1]);
}

static void take(const char *what, int fd) {
    printf("%s:", what);
    for (int i = 0; i < 25; i++) {
        long count = read(fd, back, sizeof back);
        if (count < 0) {
            puts("");
            return;
        }
        printf(" %ld", count);
    }
    puts("");
}

static int room(int fd) {
    int count = 0;
    while (write(fd, "0123456789abcdef", 16) == 16 && count < 100000)
        count++;
    return count;
}

int main(void) {
    fresh("pipebuffers");
    for (int i = 0; i < sizeof text; i++)
        text[i] = i * 7;
    pages = open("pages", O_CREAT | O_RDWR, 0600);
    write(pages, text, sizeof text);
    for (int direct = 0; direct < 2; direct++) {
        int flags = direct ? O_DIRECT : 0;
        make(flags);
        write(p[1], text, 100), write(p[1], text, 200), write(p[1], text, 5000);
        T(splice(p[0], 0, q[1], 0, 50, 0));
        T(splice(p[0], 0, q[1], 0, 300, 0));
        T(tee(p[0], q[1], 10, 0));
        T(tee(p[0], q[1], 100000, 0));
        take("second", q[0]);
        take("first", p[0]);
        done();
        make(flags);
        loff_t at = 100;
        T(splice(pages, &at, p[1], 0, 5000, 0));
        write(p[1], text, 10);
        T(splice(pages, &at, p[1], 0, 100, 0));
        at = 50;
        T(splice(pages, &at, p[1], 0, 100000, 0));
        T(at);
        T(room(p[1]));
        take("pages", p[0]);
        off_t from = 4000;
        T(sendfile(p[1], pages, &from, 100000));
        T(from);
        T(sendfile(p[1], pages, &from, 1));
        T(sendfile(p[1], pages, &from, 0));
        struct iovec vectors[] = {{back, 10}, {back + 20, 7000}, {back + 9000, 60000}};
        T(vmsplice(p[0], vectors, 3, 0));
        T(vmsplice(p[0], vectors, 3, SPLICE_F_NONBLOCK));
        int out = open("out", O_CREAT | O_TRUNC | O_RDWR, 0600);
        write(p[1], text, 10), write(p[1], text, 20);
        T(splice(p[0], 0, out, 0, 100000, 0));
        T(room(q[1]));
        T(tee(p[0], q[1], 10, 0));
        close(p[1]);
        T(tee(p[0], q[1], 10, 0));
        T(splice(p[0], 0, q[1], 0, 10, SPLICE_F_NONBLOCK));
        take("filled", q[0]);
        T(tee(p[0], q[1], 10, 0));
        T(splice(p[0], 0, q[1], 0, 10, 0));
        T(vmsplice(p[0], vectors, 3, 0));
        close(out);
        done();
    }
    int wide[2];
    pipe(wide);
    fcntl(wide[0], F_SETPIPE_SZ, 65536);
    off_t from = 0;
    T(sendfile(wide[1], pages, &from, 100000));
    T(from);
}
