/* Signals for what happens in a directory (F_NOTIFY), who may be sent SIGIO, and F_GETOWNER_UIDS. */
#include "parity.h"
#ifndef F_GETOWNER_UIDS
#define F_GETOWNER_UIDS 17
#endif
static volatile int told, codes, fds;
static void heard(int signal, siginfo_t *info, void *context) {
    told++;
    codes = info->si_code;
    fds = info->si_fd;
    (void)signal, (void)context;
}
static void step(const char *what) {
    printf("%s: told %d code %d fd %d\n", what, told, codes, fds);
    told = codes = fds = 0;
}
static void watched(void) {
    int dir, again, f;
    mkdir("d", 0755);
    mkdir("other", 0755);
    dir = open("d", O_RDONLY);
    T(fcntl(dir, F_NOTIFY, 0));
    T(fcntl(file("plain", ""), F_NOTIFY, 0));
    T(fcntl(file("plain", ""), F_NOTIFY, DN_ACCESS));
    T(fcntl(dir, F_SETSIG, SIGRTMIN));
    T(fcntl(dir, F_NOTIFY, DN_CREATE | DN_DELETE | DN_MULTISHOT));
    T(fcntl(dir, F_GETOWN) == getpid());
    f = file("d/a", "");
    step("create");
    write(f, "x", 1);
    step("write");
    T(fcntl(dir, F_NOTIFY, DN_MODIFY | DN_MULTISHOT));
    write(f, "x", 1);
    step("write");
    rename("d/a", "d/b");
    step("rename here");
    T(fcntl(dir, F_NOTIFY, DN_RENAME | DN_MULTISHOT));
    rename("d/b", "d/a");
    step("rename here");
    rename("d/a", "other/a");
    step("rename away");
    rename("other/a", "d/a");
    step("rename back");
    chmod("d/a", 0600);
    step("chmod");
    T(fcntl(dir, F_NOTIFY, DN_ATTRIB | DN_ACCESS | DN_MULTISHOT));
    chmod("d/a", 0644);
    step("chmod");
    chmod("d", 0700);
    step("chmod of it");
    pread(f, &again, 1, 0);
    step("read");
    mkdir("d/sub", 0755);
    step("mkdir");
    link("d/a", "d/l");
    step("link");
    unlink("d/l");
    step("unlink");
    rmdir("d/sub");
    step("rmdir");
    again = dup(dir);
    close(again);
    unlink("d/a");
    step("closed a copy");
    T(fcntl(dir, F_NOTIFY, DN_CREATE));
    file("d/1", "");
    step("once");
    file("d/2", "");
    step("no more");
    T(fcntl(dir, F_NOTIFY, DN_CREATE));
    T(fcntl(dir, F_NOTIFY, DN_MULTISHOT));
    file("d/3", "");
    step("none");
    T(fcntl(dir, F_NOTIFY, DN_CREATE | DN_MULTISHOT));
    CHILD(close(dir); file("d/4", ""));
    step("by a child");
    T(fcntl(dir, F_SETSIG, 0));
    signal(SIGIO, SIG_IGN);
    file("d/5", "");
    step("SIGIO");
    T(fcntl(open("d", O_PATH), F_NOTIFY, DN_CREATE));
}
static void owners(void) {
    int p[2], uids[2] = {7, 7}, s[2];
    pipe(p);
    T(fcntl(p[0], F_GETOWNER_UIDS, uids));
    printf("%d %d\n", uids[0], uids[1]);
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    CHILD(T(setresuid(1000, 1001, 1002)); T(fcntl(s[0], F_SETOWN, getppid())); T(fcntl(s[0], F_SETSIG, SIGRTMIN));
          T(fcntl(s[0], F_SETFL, O_ASYNC)));
    T(fcntl(s[0], F_GETOWNER_UIDS, uids));
    printf("%d %d\n", uids[0], uids[1]);
    write(s[1], "x", 1);
    step("of another user");
    T(fcntl(s[0], F_SETOWN, getpid()));
    write(s[1], "x", 1);
    step("of root");
    CHILD(T(setresuid(1000, 1000, 1000)); T(fcntl(s[0], F_SETOWN, -getppid())); T(fcntl(s[0], F_SETOWN, -getpgrp())));
    write(s[1], "x", 1);
    step("of another user's to a group");
}
int main(void) {
    struct sigaction action = {.sa_sigaction = heard, .sa_flags = SA_SIGINFO | SA_RESTART};
    fresh("dnotify");
    setpgid(0, 0);
    sigaction(SIGRTMIN, &action, 0);
    watched();
    owners();
    return 0;
}
