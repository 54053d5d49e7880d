/* Message queues as files: mount -t mqueue, what their text says, names made and taken away there; ramfs and devtmpfs. */
#include "parity.h"
#include <sys/mount.h>

static void show(const char *path) {
    struct stat s;
    struct statfs fs;
    if (stat(path, &s) || statfs(path, &fs)) {
        printf("%s: %s\n", path, strerrorname_np(errno));
        return;
    }
    printf("%s: %o %d:%d links %ld size %ld magic %lx, %ld blocks\n", path, s.st_mode, s.st_uid, s.st_gid, (long)s.st_nlink,
           (long)s.st_size, (long)fs.f_type, (long)fs.f_blocks);
}

static void text(const char *path) {
    char line[200];
    int fd = open(path, O_RDONLY), n = read(fd, line, sizeof line - 1);
    line[n < 0 ? 0 : n] = 0;
    printf("%s: %d %s", path, n, n < 0 ? strerrorname_np(errno) : line);
    puts("");
    close(fd);
}

static void names(const char *path) {
    struct dirent **found;
    int n = scandir(path, &found, 0, alphasort);
    for (int i = 0; i < n; i++) {
        printf("%s(%d) ", found[i]->d_name, found[i]->d_type);
    }
    puts("");
}

static void queues(void) {
    struct mq_attr attr = {0, 4, 100, 0};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    T(mount("any", "q", "mqueue", 0, ""));
    show("q");
    mqd_t q = mq_open("/parity-a", O_CREAT | O_RDWR, 0640, &attr);
    names("q");
    show("q");
    show("q/parity-a");
    text("q/parity-a");
    mq_send(q, "hello", 5, 1);
    mq_send(q, "hi", 2, 2);
    text("q/parity-a");
    mq_receive(q, (char[100]){0}, 100, 0);
    text("q/parity-a");
    mq_receive(q, (char[100]){0}, 100, 0);
    signal(SIGUSR1, SIG_IGN);
    T(mq_notify(q, &event));
    char line[200] = {0}, want[100];
    int fd = open("q/parity-a", O_RDONLY);
    read(fd, line, 199);
    snprintf(want, sizeof want, "NOTIFY_PID:%-6d\n", getpid());
    printf("%.40s, pid %d\n", line, strstr(line, want) != 0);
    close(fd);
    T(mq_notify(q, 0));
    event.sigev_notify = SIGEV_NONE;
    T(mq_notify(q, &event));
    fd = open("q/parity-a", O_RDONLY);
    read(fd, line, 199);
    printf("%.40s\n", line);
    close(fd);
    fd = open("q/made", O_CREAT | O_EXCL | O_RDWR, 0666);
    struct mq_attr got;
    T(mq_getattr(fd, &got));
    printf("%ld %ld\n", got.mq_maxmsg, got.mq_msgsize);
    T(mq_send(fd, "x", 1, 0));
    T(write(fd, "x", 1));
    T(lseek(fd, 4, SEEK_SET));
    T(read(fd, line, 5));
    printf("%.5s\n", line);
    T(events(fd, POLLIN | POLLOUT));
    close(fd);
    mqd_t other = mq_open("/made", O_RDONLY);
    T(other >= 0);
    names("q");
    T(rename("q/made", "q/new"));
    T(link("q/made", "q/new"));
    T(mkdir("q/dir", 0700));
    T(symlink("a", "q/link"));
    T(mknod("q/fifo", S_IFIFO | 0600, 0));
    T(mknod("q/file", S_IFREG | 0600, 0));
    T(truncate("q/made", 5));
    T(chmod("q/made", 0600));
    T(chown("q/made", 5, 6));
    show("q/made");
    T(setxattr("q/made", "user.a", "b", 1, 0));
    close(T(open("q/made", O_RDONLY | O_TRUNC)));
    T(unlink("q/file"));
    T(unlink("q/made"));
    T(mq_unlink("/made"));
    struct stat s;
    fstat(other, &s);
    printf("links %d\n", (int)s.st_nlink);
    close(other);
    close(q);
    CHILD(setresuid(7, 7, 7); T(unlink("q/parity-a")); T(open("q/parity-a", O_RDONLY)); T(open("q/b", O_CREAT | O_RDWR, 0600)));
    names("q");
    mkdir("r", 0755);
    T(mount("more", "r", "mqueue", MS_RDONLY, ""));
    names("r");
    T(unlink("r/parity-a"));
    T(mq_unlink("/parity-a"));
    T(umount("r"));
    CHILD(unshare(CLONE_NEWIPC); names("q"); mq_open("/inner", O_CREAT | O_RDWR, 0600, 0); names("q"); mount("x", "r", "mqueue", 0, "");
          names("r"); umount("r"));
    T(mount("any", "r", "mqueue", 0, "size=5"));
    umount("r");
    T(umount("q"));
    T(mq_unlink("/b"));
    CHILD(own_users(); unshare(CLONE_NEWNS); T(mount("x", "r", "mqueue", 0, "")); unshare(CLONE_NEWIPC);
          T(mount("x", "r", "mqueue", 0, "")); show("r"));
}

static void others(void) {
    T(mount("x", "r", "ramfs", 0, "mode=700,size=1"));
    show("r");
    close(file("r/f", "text"));
    show("r/f");
    T(umount("r"));
    T(mount("x", "r", "devtmpfs", 0, "mode=700"));
    struct stat s;
    const char *devices[] = {"null", "zero", "full", "random", "urandom", "tty", "console", "ptmx"};
    for (int i = 0; i < 8; i++) {
        char path[40];
        sprintf(path, "r/%s", devices[i]);
        stat(path, &s);
        printf("%s %lx %o\n", path, (long)s.st_rdev, s.st_mode & ~0022);
    }
    int fd = open("r/null", O_WRONLY);
    T(write(fd, "x", 1));
    close(fd);
    T(mknod("r/parity", S_IFREG | 0600, 0));
    T(umount("r"));
    T(mount("x", "r", "devtmpfs", 0, ""));
    T(unlink("r/parity"));
    T(umount("r"));
    CHILD(own_users(); unshare(CLONE_NEWNS); T(mount("x", "r", "devtmpfs", 0, "")); T(mount("x", "r", "ramfs", 0, "")));
}

int main(void) {
    umask(022);
    fresh("mqmount");
    mkdir("q", 0755);
    queues();
    others();
}
