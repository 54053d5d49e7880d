/* Terminals as their users count on: modes set from either side, what a line may hold, and job control. */
#include "parity.h"
#include <asm/termbits.h>
#include <asm/ioctls.h>
static int m, s;
static void both(int flags) {
    int n = 0, zero = 0;
    char p[30];
    m = open("/dev/ptmx", O_RDWR | O_NONBLOCK);
    ioctl(m, TIOCSPTLCK, &zero);
    ioctl(m, TIOCGPTN, &n);
    sprintf(p, "/dev/pts/%d", n);
    s = open(p, O_RDWR | O_NONBLOCK | O_NOCTTY | flags);
}
static void show(int fd, int max) {
    char b[9000];
    usleep(20000);
    int n = read(fd, b, max);
    if (n < 0)
        printf("%s: %s\n", fd == m ? "master" : "slave", strerrorname_np(errno));
    else {
        printf("%s: %d ", fd == m ? "master" : "slave", n);
        for (int i = 0; i < n && i < 40; i++)
            b[i]<32 || b[i]> 126 ? printf("\\x%02x", (unsigned char)b[i]) : putchar(b[i]);
        printf("\n");
    }
    fflush(stdout);
}
static int waits(int fd) {
    int n = -1;
    usleep(20000);
    ioctl(fd, FIONREAD, &n);
    return n;
}
static void canon(int on) {
    struct termios t;
    ioctl(s, TCGETS, &t);
    if (on)
        t.c_lflag |= ICANON;
    else
        t.c_lflag &= ~ICANON;
    ioctl(s, TCSETS, &t);
}
static struct termios deft(void) {
    struct termios t;
    ioctl(s, TCGETS, &t);
    return t;
}
#define W(fd, str) T(write(fd, str, sizeof(str) - 1))
static int got;
static void h(int n) { got |= 1 << n; }
int main() {
    char big[9000];
    memset(big, 'M', sizeof big);
    setsid();
    both(0);
    T(open("/dev/tty", O_RDWR | O_NONBLOCK));
    int o = open("/dev/ptmx", O_RDWR | O_TRUNC);
    T(o >= 0);
    T(ftruncate(o, 0));
    T(ftruncate(m, 0));
    T(truncate("/dev/ptmx", 0));
    close(o);
    CHILD(T(mkdir("/tmp/dpts", 0755) || 1); T(mount("d", "/tmp/dpts", "devpts", 0, "newinstance,mode=0600,ptmxmode=0620")); struct stat st;
          stat("/tmp/dpts", &st); printf("%o\n", st.st_mode); stat("/tmp/dpts/ptmx", &st); printf("%o\n", st.st_mode);
          T(open("/tmp/dpts/0", O_RDWR)); T(umount("/tmp/dpts")); T(rmdir("/tmp/dpts")));
    // termios2
    struct termios2 t2, t3;
    struct termios t = deft();
    T(ioctl(s, TCGETS2, &t2));
    printf("%x %x %x %x %d %d %d\n", t2.c_iflag, t2.c_oflag, t2.c_cflag, t2.c_lflag, t2.c_line, t2.c_ispeed, t2.c_ospeed);
    for (int i = 0; i < 3; i++) {
        t2.c_lflag ^= ICANON;
        T(ioctl(s, i == 0 ? TCSETS2 : i == 1 ? TCSETSW2 : TCSETSF2, &t2));
        ioctl(s, TCGETS2, &t3);
        T(t2.c_lflag == t3.c_lflag);
    }
    t2.c_lflag ^= ICANON;
    ioctl(s, TCSETS2, &t2);
    T(ioctl(s, TCSETS, 0));
    T(ioctl(s, TCSETS2, 0));
    T(ioctl(s, TCGETS2, 0));
    T(ioctl(s, TCGETS, 0));
    t = deft();
    t.c_lflag ^= ICANON;
    T(ioctl(m, TCSETS, &t));
    struct termios u = deft();
    T(memcmp(&t, &u, sizeof t));
    t.c_lflag ^= ICANON;
    ioctl(m, TCSETS, &t);
    int mode = 1;
    T(ioctl(s, TIOCPKT, &mode));
    W(m, "\xff\n");
    show(s, 9);
    show(m, 9);
    // erase
    close(m);
    close(s);
    both(0);
    W(m, "gvisor\x7f\n");
    show(s, 99);
    show(m, 99);
    W(m, "gvis\xc6\xa9\x7f\n");
    show(s, 99);
    show(m, 99);
    t = deft();
    t.c_iflag |= IUTF8;
    ioctl(s, TCSETS, &t);
    W(m, "gvis\xc6\xa9\x7f\n");
    show(s, 99);
    show(m, 99);
    W(m, "\x80\x7f\n");
    show(s, 99);
    show(m, 99);
    t.c_iflag &= ~IUTF8;
    ioctl(s, TCSETS, &t);
    W(m, "\x80\x7f\n");
    show(s, 99);
    show(m, 99);
    W(m, "hello hi\x17\n");
    show(s, 99);
    show(m, 99);
    W(m, "abc\x15zz\n");
    show(s, 99);
    show(m, 99);
    W(m, "a\tb\x7f\x7f\x7f\n");
    show(s, 99);
    show(m, 99);
    W(m, "a\x01\x02\x7f\n");
    show(s, 99);
    show(m, 99);
    // lengths
    big[4099] = '\n';
    T(write(m, big, 4100));
    T(waits(s));
    show(s, 9000);
    show(s, 9000);
    big[4099] = 'M';
    close(m);
    close(s);
    both(0);
    for (int j = 0; j < 3; j++) {
        int r = 0;
        for (int i = 0; i < 4100; i++)
            r += write(m, "M", 1);
        printf("%d\n", r);
        char junk[9000];
        read(m, junk, 9000);
        T(write(m, "\n", 1));
    }
    for (int j = 0; j < 4; j++)
        show(s, 4100);
    close(m);
    close(s);
    both(0);
    canon(0);
    T(write(m, big, 4100));
    T(waits(s));
    T(write(m, "\n", 1));
    canon(1);
    show(s, 4095);
    show(s, 4096);
    show(s, 100);
    close(m);
    close(s);
    both(0);
    canon(0);
    T(write(m, big, 4100));
    T(waits(s));
    canon(1);
    show(s, 4096);
    show(s, 4096);
    close(m);
    close(s);
    both(0);
    canon(0);
    {
        int r = 0;
        for (int i = 0; i < 8192; i++)
            r += write(m, "M", 1) > 0;
        printf("%d\n", r);
    }
    T(waits(s));
    show(s, 9000);
    show(s, 9000);
    show(s, 9000);
    close(m);
    close(s);
    both(0);
    T(write(m, "hello", 6));
    show(s, 9);
    canon(0);
    show(s, 9);
    show(s, 9);
    canon(1);
    W(m, "GO\n");
    W(m, "BLUE\n");
    W(m, "!");
    T(waits(s));
    canon(0);
    T(waits(s));
    canon(1);
    T(waits(s));
    show(s, 99);
    show(s, 99);
    T(write(m, "", 1));
    canon(0);
    show(s, 9);
    canon(1);
    show(s, 9);
    canon(0);
    W(m, "hello");
    T(waits(s));
    canon(1);
    show(s, 99);
    W(m, "GO\n");
    T(write(m, big, 4096));
    T(waits(s));
    ioctl(s, TCFLSH, 2);
    show(s, 99);
    ioctl(m, TCFLSH, 2);
    W(m, "abc\x04");
    show(s, 99);
    show(s, 99);
    W(m, "\x04");
    show(s, 9);
    show(s, 9);
    char *two = mmap(0, 8192, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(two + 4096, 4096, 0);
    W(m, "hello\n");
    usleep(20000);
    T(read(s, two + 4095, 6));
    show(s, 9);
    T(write(s, "", 0));
    show(m, 9);
    T(poll(&(struct pollfd){m, POLLIN | POLLOUT}, 1, 0));
    struct winsize ws = {7, 9, 1, 2};
    T(ioctl(m, TIOCSWINSZ, &ws));
    T(ioctl(s, TIOCGWINSZ, &ws));
    printf("%d %d\n", ws.ws_row, ws.ws_col);
    // VEOL, ONOCR, OCRNL
    t = deft();
    t.c_cc[VEOL] = '=';
    ioctl(s, TCSETS, &t);
    W(m, "hel=");
    show(s, 3);
    show(s, 3);
    t.c_cc[VEOL] = 0;
    t.c_oflag |= ONOCR;
    ioctl(s, TCSETS, &t);
    W(s, "\r");
    show(m, 9);
    show(m, 9);
    W(s, "foo\r");
    show(m, 9);
    W(s, "\r");
    show(m, 9);
    t.c_oflag |= OCRNL;
    ioctl(s, TCSETS, &t);
    W(s, "\r");
    show(m, 9);
    W(s, "ab\r");
    show(m, 9);
    t.c_oflag |= OLCUC | ONLRET;
    ioctl(s, TCSETS, &t);
    W(s, "ab\n\rc");
    show(m, 9);
    // after the slave's end
    W(s, "x\n");
    struct pollfd p = {m, POLLIN | POLLOUT | POLLRDHUP | POLLRDNORM | POLLWRNORM};
    close(s);
    usleep(20000);
    T(poll(&p, 1, 1));
    printf("%x\n", p.revents);
    show(m, 9);
    show(m, 9);
    T(poll(&p, 1, 1));
    printf("%x\n", p.revents);
    T(write(m, "a", 1));
    T(ioctl(m, TIOCGPGRP, &mode));
    close(m);
    // job control
    both(0);
    CHILD(setsid(); T(ioctl(m, TIOCSCTTY, 0)); T(ioctl(m, TIOCNOTTY)); T(open("/dev/tty", O_RDWR) >= 0));
    close(m);
    close(s);
    both(0);
    CHILD(setsid(); T(ioctl(s, TIOCSCTTY, 0)); T(ioctl(s, TIOCSCTTY, 0)); T(ioctl(m, TIOCNOTTY)); CHILD(T(ioctl(s, TIOCNOTTY)));
          CHILD(setsid(); T(ioctl(s, TIOCNOTTY))); CHILD(setsid(); T(ioctl(s, TIOCSCTTY, 0)); T(ioctl(s, TIOCSCTTY, 1))));
    close(m);
    close(s);
    both(0);
    CHILD(T(ioctl(s, TIOCSCTTY, 0)); T(ioctl(s, TIOCNOTTY)));
    CHILD(
        setsid(); T(ioctl(s, TIOCSCTTY, 1)); pid_t g = 0; T(ioctl(s, TIOCGSID, &g)); T(g == getpid()); T(ioctl(m, TIOCGSID, &g));
        T(g == getpid()); T(ioctl(s, TIOCGPGRP, &g)); T(g == getpid()); g = -1; T(ioctl(s, TIOCSPGRP, &g)); g = 0;
        T(ioctl(s, TIOCSPGRP, &g)); g = 99999; T(ioctl(s, TIOCSPGRP, &g)); g = 1; T(ioctl(s, TIOCSPGRP, &g)); T(ioctl(s, TIOCSPGRP, 0));
        T(ioctl(s, TIOCGPGRP, 0)); g = getpid(); T(ioctl(m, TIOCSPGRP, &g)); int c = fork(); if (!c) {
            setpgid(0, 0);
            g = getpid();
            signal(SIGTTOU, SIG_IGN);
            T(ioctl(s, TIOCSPGRP, &g));
            T(tcgetpgrp(m) == getpid());
            signal(SIGTTIN, SIG_IGN);
            _exit(0);
        } waitpid(c, 0, 0);
        T(tcgetpgrp(s) == c); signal(SIGTTOU, SIG_DFL); c = fork(); if (!c) {
            alarm(5);
            signal(SIGTTIN, h);
            char b;
            T(read(s, &b, 1));
            T(got);
            signal(SIGTTIN, SIG_IGN);
            T(read(s, &b, 1));
            T(write(s, "", 0));
            t = deft();
            t.c_lflag |= TOSTOP;
            signal(SIGTTOU, h);
            T(ioctl(s, TCSETS, &t));
            T(got != 1 << SIGTTIN);
            signal(SIGTTOU, SIG_IGN);
            T(ioctl(s, TCSETS, &t));
            T(write(s, "x", 1));
            sigset_t q;
            sigemptyset(&q);
            sigaddset(&q, SIGTTOU);
            signal(SIGTTOU, h);
            sigprocmask(SIG_BLOCK, &q, 0);
            T(write(s, "x", 1));
            T(ioctl(s, TCSETS, &t));
            _exit(0);
        } int st;
        waitpid(c, &st, WUNTRACED); printf("%x\n", st));
    close(m);
    close(s);
    both(0);
    CHILD(
        setsid(); T(ioctl(s, TIOCSCTTY, 0)); struct sigaction sa = {.sa_handler = h}; sigaddset(&sa.sa_mask, SIGHUP);
        sigaddset(&sa.sa_mask, SIGCONT); sigprocmask(SIG_BLOCK, &sa.sa_mask, 0); int c = fork(); if (!c) {
            sigaction(SIGHUP, &sa, 0);
            sigaction(SIGCONT, &sa, 0);
            sigset_t q;
            sigfillset(&q);
            sigdelset(&q, SIGHUP);
            sigdelset(&q, SIGCONT);
            while (got != (1 << SIGHUP | 1 << SIGCONT))
                sigsuspend(&q);
            _exit(7);
        } int d = fork();
        if (!d) {
            sigprocmask(SIG_UNBLOCK, &sa.sa_mask, 0);
            setpgid(0, 0);
            pause();
            _exit(1);
        } setpgid(d, d);
        usleep(20000); signal(SIGHUP, SIG_IGN); T(ioctl(s, TIOCNOTTY)); int st; T(waitpid(c, &st, 0) == c); printf("%x\n", st);
        T(waitpid(d, &st, WNOHANG)); kill(d, 9); T(ioctl(s, TIOCNOTTY)); pid_t g; T(ioctl(s, TIOCGPGRP, &g)); T(ioctl(m, TIOCGPGRP, &g));
        printf("%d\n", g); T(ioctl(m, TIOCGSID, &g)));
    close(m);
    close(s);
    both(0);
    // signals by characters, VLNEXT, flow
    both(0);
    CHILD(setsid(); ioctl(s, TIOCSCTTY, 0); signal(SIGINT, h); signal(SIGQUIT, h); signal(SIGTSTP, h); W(m, "ab\x03"); usleep(20000);
          T(got); show(s, 9); show(m, 99); W(m, "\x1c\x1a"); usleep(20000); T(got); show(m, 99); W(m, "\x16\x03\n"); show(s, 9); show(m, 9);
          got = 0; int sig = SIGINT; T(ioctl(m, TIOCSIG, SIGINT)); usleep(20000); T(got); T(ioctl(m, TIOCSIG, 77));
          T(ioctl(s, TIOCSIG, SIGINT)); T(ioctl(m, TIOCSTI, "z")); T(ioctl(s, TIOCSTI, "z")); show(s, 9); T(ioctl(s, TCXONC, TCOOFF));
          T(write(s, "held", 4)); show(m, 9); T(ioctl(s, TCXONC, TCOON)); T(write(s, "held", 4)); show(m, 9); T(ioctl(s, TCXONC, 9));
          T(ioctl(s, TCFLSH, 9)); T(ioctl(s, TCSBRK, 1)); T(ioctl(s, TCSBRK, 0)); T(ioctl(s, TCSBRKP, 0)); T(ioctl(s, TIOCEXCL));
          T(ioctl(s, TIOCGEXCL, &sig)); T(sig); T(ioctl(s, TIOCNXCL)); T(ioctl(s, TIOCOUTQ, &sig)); T(sig); T(ioctl(m, TIOCGPTLCK, &sig));
          T(sig); T(ioctl(m, TIOCGPKT, &sig)); T(sig); T(ioctl(s, TIOCGETD, &sig)); T(sig); sig = 5; T(ioctl(s, TIOCSETD, &sig));
          T(ioctl(s, 0x5499, 0)); T(ioctl(m, TIOCGPTPEER, O_RDWR | O_NOCTTY) >= 0); T(ioctl(s, TIOCGPTPEER, O_RDWR));
          T(ioctl(s, TIOCGPTN, &sig)); T(ioctl(s, TIOCVHANGUP)); T(read(s, big, 9)); T(write(s, "a", 1)));
}
