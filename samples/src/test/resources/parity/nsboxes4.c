/* Namespaces made without privilege: what a new one begins with, what stays outside, how it is entered and told apart. */
#include "parity.h"
#include <linux/nsfs.h>
#include <sys/mount.h>
static void put(const char *f, const char *t) {
    int d = open(f, O_WRONLY);
    printf("%s %s: %s\n", f, t, write(d, t, strlen(t)) < 0 ? strerrorname_np(errno) : "ok");
    fflush(stdout);
    close(d);
}
static long ns(const char *n, int pid) {
    char p[99];
    struct stat s;
    sprintf(p, "/proc/%d/ns/%s", pid, n);
    return stat(p, &s) ? -1 : s.st_ino;
}
static void cat(const char *f) {
    char b[500];
    int d = open(f, O_RDONLY), n = read(d, b, 499);
    b[n > 0 ? n : 0] = 0;
    printf("%s: %s\n", f, b);
    fflush(stdout);
    close(d);
}
int main() {
    fresh("nsboxes4");
    chmod("/dev/shm/nsboxes4", 0777);
    setgroups(0, 0);
    setresgid(1000, 1000, 1000);
    setresuid(1000, 1000, 1000);
    prctl(PR_SET_DUMPABLE, 1);
    int st, p, pp[2];
    char b[200];
    close(file("mine", "x"));
    CHILD(long before = ns("user", getpid()); T(unshare(CLONE_NEWUSER)); T(ns("user", getpid()) != before);
          printf("%d %d\n", getuid(), getgid()); cat("/proc/self/uid_map"); T(open("mine", O_RDWR) >= 0); struct stat s; stat("mine", &s);
          T(s.st_uid); put("/proc/self/gid_map", "0 1000 1"); put("/proc/self/setgroups", "deny"); put("/proc/self/setgroups", "allow");
          put("/proc/self/gid_map", "0 1000 2"); put("/proc/self/gid_map", "0 0 1"); put("/proc/self/gid_map", "0 1000 1");
          put("/proc/self/gid_map", "0 1000 1"); put("/proc/self/uid_map", "0 1000 1\n1 1001 1"); put("/proc/self/uid_map", "x");
          put("/proc/self/uid_map", "0 1000 0"); put("/proc/self/uid_map", "5 1000 1"); printf("%d %d\n", getuid(), getgid());
          cat("/proc/self/uid_map"); T(setgroups(0, 0)); stat("mine", &s); T(s.st_uid); stat("/", &s); T(s.st_uid); T(chown("mine", 5, 5));
          T(chown("mine", 6, 0)); T(setuid(6)); T(setuid(5)); T(sethostname("x", 1)); T(mount("t", "/dev/shm", "tmpfs", 0, 0));
          T(chroot(".")); T(mknod("dev", S_IFCHR, 0x103)); T(nice(-1)); T(setpriority(0, 0, -5)); T(unshare(CLONE_NEWUTS));
          T(sethostname("box", 3)); gethostname(b, 99); puts(b); T(unshare(CLONE_NEWUSER)); printf("%d\n", getuid());
          T(sethostname("y", 1)); T(prctl(PR_CAPBSET_READ, 0)));
    gethostname(b, 99);
    T(strcmp(b, "box") != 0);
    CHILD(T(unshare(CLONE_NEWUTS)); T(unshare(CLONE_NEWUSER | CLONE_NEWPID)); put("/proc/self/uid_map", "0 1000 1"); p = fork(); if (!p) {
        printf("%d %d %d %d\n", getpid(), getppid(), getpgrp(), getsid(0));
        T(kill(1, SIGTERM));
        T(kill(-1, 0));
        signal(SIGTERM, SIG_DFL);
        T(kill(getpid(), SIGTERM));
        int q = fork();
        if (!q) {
            setsid();
            if (!fork()) {
                usleep(1000);
                printf("orphan %d\n", getppid());
                fflush(stdout);
                _exit(0);
            }
            _exit(3);
        }
        T(q);
        T(waitpid(q, &st, 0));
        T(WEXITSTATUS(st));
        T(wait(&st));
        if (!fork()) {
            T(unshare(CLONE_THREAD));
            pause();
        }
        fflush(stdout);
        _exit(8);
    } T(waitpid(p, &st, 0) == p);
          T(WEXITSTATUS(st)); T(fork()); T(errno));
    CHILD(T(unshare(CLONE_NEWUSER | CLONE_NEWNS)); put("/proc/self/uid_map", "0 1000 1"); T(mount(0, "/", 0, MS_REC | MS_PRIVATE, 0));
          T(mount("t", "/dev/shm/nsboxes4", "tmpfs", 0, "size=64k")); T(access("/dev/shm/nsboxes4/mine", F_OK)); T(umount("/dev/shm"));
          T(mount("none", "/dev/shm/nsboxes4", "ext4", 0, 0)); T(umount("/dev/shm/nsboxes4")); T(access("/dev/shm/nsboxes4/mine", F_OK)));
    T(access("/dev/shm/nsboxes4/in", F_OK));
    int k = shmget(55, 4096, IPC_CREAT | 0666);
    T(k >= 0);
    CHILD(T(unshare(CLONE_NEWUSER | CLONE_NEWIPC)); T(shmget(55, 0, 0)); T(shmctl(k, IPC_STAT, (void *)b)); T(msgget(IPC_PRIVATE, 0600));
          T(semget(56, 1, IPC_CREAT | 0600)); cat("/proc/sysvipc/shm"););
    T(shmget(55, 0, 0) == k);
    T(semget(56, 0, 0));
    T(mq_open("/box", O_RDONLY));
    shmctl(k, IPC_RMID, 0);
    CHILD(T(unshare(CLONE_NEWUSER | CLONE_NEWNET)); int s = socket(AF_INET, SOCK_STREAM, 0);
          struct sockaddr_in a = {AF_INET, htons(99), {htonl(INADDR_LOOPBACK)}}; T(bind(s, (void *)&a, sizeof a)); char c[5000];
          int d = open("/proc/net/dev", O_RDONLY), n = read(d, c, 4999); c[n] = 0; T(strstr(c, "lo:") != 0); T(strstr(c, "eth0:") != 0));
    CHILD(T(unshare(CLONE_NEWUSER | CLONE_NEWTIME)); put("/proc/self/uid_map", "0 1000 1");
          put("/proc/self/timens_offsets", "monotonic 1000000 0"); put("/proc/self/timens_offsets", "realtime 1 0");
          put("/proc/self/timens_offsets", "monotonic -99999999 0"); put("/proc/self/timens_offsets", "x"); struct timespec t;
          clock_gettime(CLOCK_MONOTONIC, &t); T(t.tv_sec > 900000);
          CHILD(clock_gettime(CLOCK_MONOTONIC, &t); T(t.tv_sec > 900000); put("/proc/self/timens_offsets", "monotonic 5 0")));
    pipe(pp);
    p = fork();
    if (!p) {
        unshare(CLONE_NEWUSER | CLONE_NEWUTS | CLONE_NEWIPC);
        int d = open("/proc/self/uid_map", O_WRONLY);
        write(d, "0 1000 1", 8);
        sethostname("inner", 5);
        write(pp[1], "x", 1);
        pause();
    }
    read(pp[0], b, 1);
    sprintf(b, "/proc/%d/ns/user", p);
    int u = open(b, O_RDONLY);
    sprintf(b, "/proc/%d/ns/uts", p);
    int h = open(b, O_RDONLY);
    T(u >= 0);
    T(ioctl(u, NS_GET_NSTYPE) == CLONE_NEWUSER);
    T(ioctl(h, NS_GET_NSTYPE) == CLONE_NEWUTS);
    int o = ioctl(h, NS_GET_USERNS);
    T(o >= 0);
    struct stat s1, s2;
    fstat(o, &s1);
    fstat(u, &s2);
    T(s1.st_ino == s2.st_ino);
    T(ioctl(h, NS_GET_PARENT));
    T(ioctl(u, NS_GET_PARENT) >= -1);
    uid_t id;
    T(ioctl(u, NS_GET_OWNER_UID, &id));
    T(id);
    T(ioctl(h, NS_GET_OWNER_UID, &id));
    T(ioctl(h, 0xb7ff));
    CHILD(T(setns(h, CLONE_NEWUTS)); T(setns(u, CLONE_NEWUTS)); T(setns(u, CLONE_NEWUSER)); T(setns(h, 0)); gethostname(b, 99); puts(b);
          T(getuid()); T(setns(u, CLONE_NEWUSER)); int pf = syscall(SYS_pidfd_open, p, 0); T(setns(pf, CLONE_NEWIPC | CLONE_NEWUTS));
          T(setns(pf, 0)); T(setns(pf, CLONE_NEWUSER)); T(ns("ipc", getpid()) == ns("ipc", p)));
    T(setns(99, 0));
    T(setns(0, 0));
    kill(p, 9);
    wait(0);
    CHILD(T(setns(u, 0)); T(setns(h, 0)); gethostname(b, 99); puts(b));
    CHILD(T(unshare(CLONE_VM)); T(unshare(CLONE_SIGHAND)); T(unshare(CLONE_THREAD)); T(unshare(CLONE_NEWUSER | CLONE_FS));
          T(unshare(CLONE_SYSVSEM)); T(unshare(CLONE_PARENT)); T(unshare(0x1000000)); T(unshare(CLONE_NEWCGROUP)));
}
