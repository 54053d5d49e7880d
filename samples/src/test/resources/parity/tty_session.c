#include "tty.h"
static int got;
static void on(int n) { got |= 1 << n; }
static void catch (int n) {
    struct sigaction a = {0};
    a.sa_handler = on;
    sigaction(n, &a, 0);
}
static void seen(const char *what) {
    usleep(1000);
    printf("%s:", what);
    for (int i = 1; i < 32; i++)
        if (got >> i & 1) printf(" %s", sigabbrev_np(i));
    puts("");
    fflush(stdout);
    got = 0;
}
int main() {
    pair();
    int z;
    T(ioctl(s, TIOCGPGRP, &z));
    T(ioctl(s, TIOCGSID, &z));
    z = getpid();
    T(ioctl(s, TIOCSPGRP, &z));
    T(ioctl(s, TIOCNOTTY));
    z = -5;
    T(ioctl(m, TIOCGPGRP, &z));
    T(z);
    T(ioctl(m, TIOCGSID, &z));
    CHILD(T(ioctl(s, TIOCSCTTY, 0)));
    CHILD(setsid(); T(open("/dev/tty", O_RDWR)); T(ioctl(s, TIOCSCTTY, 0)); T(ioctl(s, TIOCSCTTY, 0)); T(ioctl(s, TIOCGPGRP, &z));
          T(z == getpid()); T(ioctl(s, TIOCGSID, &z)); T(z == getpid()); z = 0; T(ioctl(m, TIOCGPGRP, &z)); T(z == getpid());
          T(ioctl(m, TIOCGSID, &z)); T(z == getpid()); int t; T((t = open("/dev/tty", O_RDWR | O_NONBLOCK)) > 0); T(write(t, "via", 3));
          struct stat b; fstat(t, &b); T(b.st_rdev); all(m, "via"); T(ioctl(m, TIOCNOTTY)); z = -1; T(ioctl(s, TIOCSPGRP, &z)); z = 999999;
          T(ioctl(s, TIOCSPGRP, &z)); z = 1; T(ioctl(s, TIOCSPGRP, &z)); T(ioctl(s, TIOCSPGRP, 8)); z = getpid();
          T(ioctl(m, TIOCSPGRP, &z)); T(ioctl(t, TIOCSPGRP, &z)); int other = open("/dev/ptmx", O_RDWR), zero = 0;
          ioctl(other, TIOCSPTLCK, &zero); int os = ioctl(other, TIOCGPTPEER, O_RDWR); T(ioctl(os, TIOCSCTTY, 0));
          T(ioctl(os, TIOCGPGRP, &z)); CHILD(T(ioctl(s, TIOCSCTTY, 0)); T(ioctl(s, TIOCGSID, &z)); T(z == getppid());
                                             T(ioctl(s, TIOCNOTTY)); T(ioctl(s, TIOCGSID, &z)); T(open("/dev/tty", O_RDWR)));
          CHILD(setsid(); T(ioctl(s, TIOCGSID, &z)); T(ioctl(s, TIOCNOTTY)); T(ioctl(s, TIOCSCTTY, 0)); T(open("/dev/tty", O_RDWR));
                int again = ioctl(m, TIOCGPTPEER, O_RDWR); T(ioctl(again, TIOCGSID, &z));
                CHILD(setuid(5); setsid(); T(ioctl(s, TIOCSCTTY, 1))); T(ioctl(s, TIOCGSID, &z)));
          T(ioctl(s, TIOCGSID, &z)); T(z == getpid()));
    CHILD(setsid(); char p[50]; snprintf(p, 50, "/proc/self/fd/%d", s); int r = open(p, O_WRONLY); T(ioctl(s, TIOCGSID, &z));
          r = open(p, O_RDWR); T(ioctl(s, TIOCGSID, &z)); T(z == getpid()); signal(SIGHUP, SIG_IGN); T(ioctl(s, TIOCNOTTY));
          T(ioctl(s, TIOCGSID, &z)); r = open("/dev/ptmx", O_RDWR); T(open("/dev/tty", O_RDWR)); r = ioctl(m, TIOCGPTPEER, O_RDWR);
          T(ioctl(s, TIOCGSID, &z)); T(z == getpid()));
    all(m, "left");
    unpair();
    pair();
    CHILD(setsid(); ioctl(s, TIOCSCTTY, 0); catch (SIGINT); catch (SIGQUIT); catch (SIGTSTP); catch (SIGWINCH); catch (SIGHUP);
          catch (SIGCONT); catch (SIGTTOU); catch (SIGTTIN); write(m, "\003", 1); seen("^C"); write(m, "\034", 1); seen("^\\");
          write(m, "\032", 1); seen("^Z"); struct winsize w = {5, 5}; ioctl(s, TIOCSWINSZ, &w); seen("size"); ioctl(s, TIOCSWINSZ, &w);
          seen("same size"); w.ws_xpixel = 3; ioctl(m, TIOCSWINSZ, &w); seen("pixels"); T(ioctl(m, TIOCSIG, SIGINT)); seen("TIOCSIG");
          T(ioctl(m, TIOCSIG, SIGHUP)); seen("not that"); flags(BRKINT, 0, 0, 0, 0, 0); setuid(1000); T(ioctl(s, TIOCSTI, "a")); most = 200;
          all(s, "pushed"); while (all(m, "echo") > 0); int child = fork(); if (!child) {
              setpgid(0, 0);
              char c;
              got = 0;
              errno = 0;
              T(read(s, &c, 1));
              seen("read");
              T(write(s, "w", 1));
              seen("write");
              flags(0, 0, 0, 0, TOSTOP, 0);
              seen("setting modes");
              signal(SIGTTOU, SIG_IGN);
              signal(SIGTTIN, SIG_IGN);
              flags(0, 0, 0, 0, TOSTOP, 0);
              seen("ignored");
              T(read(s, &c, 1));
              T(write(s, "x", 1));
              signal(SIGTTOU, SIG_DFL);
              signal(SIGTTIN, SIG_DFL);
              sigset_t set;
              sigfillset(&set);
              sigprocmask(SIG_BLOCK, &set, 0);
              T(read(s, &c, 1));
              T(write(s, "y", 1));
              int v;
              T(ioctl(s, TIOCGPGRP, &v));
              T(ioctl(s, TCFLSH, 0));
              v = getpid();
              T(ioctl(s, TIOCSPGRP, &v));
              T(ioctl(s, TIOCGPGRP, &v));
              T(v == getpid());
              _exit(0);
          } setpgid(child, child);
          int st; T(waitpid(child, &st, WUNTRACED) == child); printf("%x\n", st); T(ioctl(s, TIOCGPGRP, &z)); T(z == child);
          signal(SIGTTOU, SIG_DFL); T(ioctl(s, TIOCSPGRP, &child)); seen("as an orphan"); signal(SIGTTOU, SIG_IGN); z = getpid();
          T(ioctl(s, TIOCSPGRP, &z)); z = 0; T(ioctl(s, TIOCSPGRP, &z)); z = child; T(ioctl(s, TIOCSPGRP, &z)); T(ioctl(s, TIOCNOTTY));
          seen("let go"));
    while (all(m, "screen") > 0)
        ;
    unpair();
    pair();
    int p[2];
    pipe(p);
    int leader = fork();
    if (!leader) {
        setsid();
        ioctl(s, TIOCSCTTY, 0);
        int c = fork();
        if (!c) {
            catch (SIGHUP);
            catch (SIGCONT);
            write(p[1], "r", 1);
            while (!got) pause();
            seen("leader went");
            char b;
            T(write(s, "x", 1));
            T(read(s, &b, 1));
            T(events(s, POLLIN | POLLOUT));
            T(open("/dev/tty", O_RDWR));
            T(ioctl(s, TIOCGPGRP, &z));
            T(ioctl(s, TIOCSPGRP, &z));
            write(p[1], "d", 1);
            _exit(0);
        }
        int d = fork();
        if (!d) {
            setpgid(0, 0);
            catch (SIGHUP);
            catch (SIGCONT);
            pause();
            seen("background");
            _exit(0);
        }
        char b;
        read(p[0], &b, 1);
        usleep(5000);
        kill(d, SIGKILL);
        waitpid(d, 0, 0);
        fflush(stdout);
        _exit(0);
    }
    T(waitpid(leader, 0, 0) == leader);
    char b;
    T(read(p[0], &b, 1));
    T(events(m, POLLIN | POLLOUT));
    all(m, "after");
    T(ioctl(s, TCGETS, &before));
    s = ioctl(m, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    T(ioctl(s, TCGETS, &before));
    T(write(s, "alive", 5));
    all(m, "another");
    CHILD(setsid(); T(ioctl(s, TIOCSCTTY, 0)); T(ioctl(s, TIOCGSID, &z)); T(z == getpid()));
    unpair();
}
