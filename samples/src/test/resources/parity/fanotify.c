// fanotify_init(2) and fanotify_mark(2): what is refused, events by file and by handle, merging, ignore masks, permissions
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#ifndef FAN_REPORT_FD_ERROR
#define FAN_REPORT_FD_ERROR 0x2000
#endif

static int e(long result) { return result < 0 ? -errno : 0; }

static int init(unsigned flags, unsigned events) { return syscall(SYS_fanotify_init, flags, events); }

static int mark(int fd, unsigned flags, unsigned long mask, const char *path) {
    return e(syscall(SYS_fanotify_mark, fd, flags, mask, AT_FDCWD, path));
}

static void tryinit(unsigned flags, unsigned events) {
    int fd = init(flags, events);
    printf("%x,%x:%d ", flags, events, fd < 0 ? -errno : 0);
    close(fd);
}

static void inits(void) {
    unsigned flags[] = {0,     1,     3,     4,     8,     12,    0x10,   0x20,   0x40,   0x80,   0x100,  0x180,  0x200,  0x204,     0x208,
                        0x400, 0x600, 0x800, 0xa00, 0xc00, 0xe00, 0x1000, 0x1200, 0x1600, 0x1e00, 0x1c00, 0x2000, 0x4000, 0x80000000};
    for (int i = 0; i < sizeof flags / sizeof *flags; i++)
        tryinit(flags[i], 0);
    puts("");
    unsigned events[] = {
        1, 2, 3, O_CLOEXEC | O_LARGEFILE, O_APPEND | O_NONBLOCK, O_NOATIME, O_CREAT, O_DIRECTORY, O_TRUNC, O_SYNC, O_DSYNC, O_PATH, O_EXCL};
    for (int i = 0; i < sizeof events / sizeof *events; i++)
        tryinit(0, events[i]);
    puts("");
    if (fork() == 0) {
        setresuid(1000, 1000, 1000);
        tryinit(0, 0);
        tryinit(0x200, 0);
        tryinit(0x400, 0);
        tryinit(0x204, 0);
        tryinit(0x280, 0);
        tryinit(0x210, 0);
        tryinit(0x8200, 0);
        int fd = init(0x200, 0);
        printf("mark %d %d %d %d\n", mark(fd, 1, FAN_OPEN, "/tmp/fan"), mark(fd, 0x11, FAN_OPEN, "/tmp/fan"),
               mark(fd, 0x101, FAN_OPEN, "/tmp/fan"), mark(fd, 1, FAN_OPEN, "/tmp/fan/secret"));
        exit(0);
    }
    wait(0);
}

static void marks(void) {
    int fd = init(FAN_NONBLOCK, 0), content = init(FAN_CLASS_CONTENT, 0), fid = init(FAN_REPORT_FID, 0),
        name = init(FAN_REPORT_DFID_NAME, 0), target = init(0x1e00, 0);
    const char *dir = "/tmp/fan", *file = "/tmp/fan/file";
    printf("cmd %d %d %d %d", mark(fd, 0, FAN_OPEN, dir), mark(fd, 3, FAN_OPEN, dir), mark(fd, 0x81, FAN_OPEN, dir),
           mark(fd, 0x800, FAN_OPEN, dir));
    printf(" mask %d %d %d %d", mark(fd, 1, 0, dir), mark(fd, 1, 1UL << 32 | 1, dir), mark(fd, 1, 0x4000, dir), mark(fd, 1, 0x2000, dir));
    printf(" type %d %d", mark(fd, 0x111, FAN_OPEN, dir), mark(fd, 0x461, FAN_OPEN, dir));
    printf(" fd %d %d", mark(-1, 1, FAN_OPEN, dir), mark(0, 1, FAN_OPEN, dir));
    printf(" path %d %d %d %d\n", mark(fd, 1, FAN_OPEN, "/tmp/fan/none"), mark(fd, 9, FAN_OPEN, file), mark(fd, 1, FAN_OPEN, (char *)1),
           mark(fd, 1, FAN_OPEN, "/tmp/fan/file/x"));
    printf("perm %d %d %d", mark(fd, 1, FAN_OPEN_PERM, dir), mark(content, 1, FAN_OPEN_PERM, "/proc/self/status"),
           mark(content, 1, FAN_OPEN_PERM, file));
    printf(" inode events %d %d %d", mark(fd, 1, FAN_CREATE, dir), mark(fid, 1, FAN_CREATE, dir), mark(fid, 0x11, FAN_CREATE, dir));
    printf(" rename %d %d %d", mark(fid, 1, FAN_RENAME, dir), mark(name, 1, FAN_RENAME, dir), mark(name, 1, FAN_RENAME, file));
    printf(" strict %d %d %d %d %d\n", mark(target, 1, FAN_DELETE, file), mark(target, 1, FAN_OPEN | FAN_ONDIR, file),
           mark(target, 1, FAN_OPEN | FAN_EVENT_ON_CHILD, file), mark(name, 1, FAN_DELETE, file), mark(target, 0x101, FAN_DELETE, file));
    printf("ignore %d %d %d %d %d", mark(fd, 0x401, FAN_OPEN, dir), mark(fd, 0x411, FAN_OPEN, dir), mark(fd, 0x501, FAN_OPEN, dir),
           mark(fd, 0x441, FAN_OPEN, dir), mark(fd, 0x21, FAN_OPEN, dir));
    printf(" %d %d %d", mark(fd, 0x401, FAN_OPEN | FAN_ONDIR, file), mark(fd, 0x441, FAN_OPEN, file), mark(fd, 0x401, FAN_OPEN, file));
    printf(" evict %d %d %d %d", mark(fd, 0x211, FAN_OPEN, dir), mark(fd, 0x201, FAN_OPEN, "/tmp/fan/sub"),
           mark(fd, 1, FAN_OPEN, "/tmp/fan/sub"), mark(fd, 0x201, FAN_OPEN, "/tmp/fan/sub"));
    printf(" remove %d %d %d", mark(fd, 2, FAN_CLOSE, "/tmp/fan/other"), mark(fd, 2, FAN_OPEN, "/tmp/fan/sub"),
           mark(fd, 2, FAN_OPEN, "/tmp/fan/sub"));
    printf(" flush %d %d %d\n", mark(fd, FAN_MARK_FLUSH, 0, dir), mark(fd, FAN_MARK_FLUSH | 4, 0, dir),
           mark(fd, FAN_MARK_FLUSH | FAN_MARK_MOUNT, 0, 0));
    int ends[2];
    pipe(ends);
    printf("pipe %d %d", e(syscall(SYS_fanotify_mark, fd, 1, FAN_OPEN, ends[0], 0)),
           e(syscall(SYS_fanotify_mark, fd, 0x11, FAN_OPEN, ends[0], 0)));
    char buffer[4];
    printf(" read %d write %d %d\n", e(read(fd, buffer, 4)), e(write(fd, buffer, 4)), e(lseek(fd, 0, 0)));
    close(fd), close(content), close(fid), close(name), close(target);
}

static struct {
    char name[16];
    unsigned char handle[64];
    fsid_t fsid;
} known[16];
static int knowns;

static void know(const char *label, const char *path) {
    struct file_handle *h = (void *)known[knowns].handle;
    struct statfs s;
    int id;
    h->handle_bytes = 50;
    name_to_handle_at(AT_FDCWD, path, h, &id, 0);
    statfs(path, &s);
    memcpy(&known[knowns].fsid, &s.f_fsid, 8);
    strcpy(known[knowns++].name, label);
}

static const char *whose(fsid_t *fsid, struct file_handle *h) {
    for (int i = knowns - 1; i >= 0; i--) {
        struct file_handle *k = (void *)known[i].handle;
        if (k->handle_bytes == h->handle_bytes && k->handle_type == h->handle_type && !memcmp(k->f_handle, h->f_handle, h->handle_bytes) &&
            !memcmp(fsid, &known[i].fsid, 8))
            return known[i].name;
    }
    return "?";
}

static void show(int fd, const char *what) {
    static char buffer[16384] __attribute__((aligned(8)));
    int got = read(fd, buffer, sizeof buffer);
    printf("%s: %s", what, got < 0 ? strerror(errno) : "");
    struct fanotify_event_metadata *m = (void *)buffer;
    for (; got > 0 && FAN_EVENT_OK(m, got); m = FAN_EVENT_NEXT(m, got)) {
        printf(" [%llx", m->mask);
        if (m->pid != getpid())
            printf(" pid %s", m->pid ? "other" : "0");
        if (m->fd >= 0) {
            char link[64], to[128];
            sprintf(link, "/proc/self/fd/%d", m->fd);
            int n = readlink(link, to, sizeof to - 1);
            to[n < 0 ? 0 : n] = 0;
            printf(" %s", strrchr(to, '/') ? strrchr(to, '/') : to);
            close(m->fd);
        } else if (m->fd != -1) {
            printf(" fd %d", m->fd);
        }
        char *at = (char *)m + m->metadata_len;
        while (at < (char *)m + m->event_len) {
            struct fanotify_event_info_header *h = (void *)at;
            if (h->info_type == 4) {
                int p = *(int *)(at + 4);
                printf(" pidfd %s", p >= 0 ? "yes" : p == -1 ? "none" : "error");
                close(p);
            } else {
                struct fanotify_event_info_fid *f = (void *)at;
                struct file_handle *fh = (void *)f->handle;
                printf(" %d:%s", h->info_type, whose((void *)&f->fsid, fh));
                if (h->info_type == 2 || h->info_type == 10 || h->info_type == 12)
                    printf("/%s", fh->f_handle + fh->handle_bytes);
            }
            if (h->len == 0)
                break;
            at += h->len;
        }
        printf("]");
    }
    puts("");
}

static void touch(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT, 0644);
    char c;
    write(fd, "x", 1);
    lseek(fd, 0, 0);
    read(fd, &c, 1);
    close(fd);
}

static void byfile(void) {
    int fd = init(FAN_NONBLOCK, O_RDONLY);
    unsigned long all = FAN_ACCESS | FAN_MODIFY | FAN_CLOSE | FAN_OPEN;
    mark(fd, FAN_MARK_ADD, all, "/tmp/fan/file");
    touch("/tmp/fan/file");
    show(fd, "merged");
    int f = open("/tmp/fan/file", O_RDONLY);
    show(fd, "open");
    close(f);
    show(fd, "close");
    if (fork() == 0) {
        close(open("/tmp/fan/file", O_RDONLY));
        exit(0);
    }
    wait(0);
    close(open("/tmp/fan/file", O_RDONLY));
    show(fd, "two processes");
    mark(fd, FAN_MARK_FLUSH, 0, 0);
    mark(fd, FAN_MARK_ADD, all | FAN_EVENT_ON_CHILD, "/tmp/fan");
    touch("/tmp/fan/file");
    close(open("/tmp/fan/sub", O_RDONLY | O_DIRECTORY));
    close(open("/tmp/fan", O_RDONLY | O_DIRECTORY));
    touch("/tmp/fan/sub/deep");
    show(fd, "children");
    mark(fd, FAN_MARK_ADD, FAN_ONDIR, "/tmp/fan");
    close(open("/tmp/fan/sub", O_RDONLY | O_DIRECTORY));
    close(open("/tmp/fan", O_RDONLY | O_DIRECTORY));
    show(fd, "directories");
    mark(fd, FAN_MARK_FLUSH, 0, 0);
    mark(fd, FAN_MARK_ADD | FAN_MARK_MOUNT, all, "/tmp/fan");
    touch("/tmp/fan/sub/deep");
    touch("/tmp/bound/file");
    truncate("/tmp/fan/file", 0);
    chmod("/tmp/fan/file", 0644);
    show(fd, "mount");
    mark(fd, FAN_MARK_FLUSH | FAN_MARK_MOUNT, 0, 0);
    mark(fd, FAN_MARK_ADD | FAN_MARK_FILESYSTEM, all, "/tmp/fan");
    touch("/tmp/bound/file");
    show(fd, "filesystem");
    mark(fd, FAN_MARK_ADD | FAN_MARK_IGNORED_MASK | FAN_MARK_IGNORED_SURV_MODIFY, FAN_OPEN, "/tmp/fan/file");
    touch("/tmp/fan/file");
    show(fd, "ignored");
    mark(fd, FAN_MARK_REMOVE | FAN_MARK_IGNORED_MASK, FAN_OPEN, "/tmp/fan/file");
    int out = init(FAN_NONBLOCK, O_RDONLY);
    mark(out, FAN_MARK_ADD, FAN_OPEN | FAN_CLOSE, "/tmp/fan/other");
    mark(out, FAN_MARK_ADD | FAN_MARK_IGNORED_MASK, FAN_CLOSE_WRITE, "/tmp/fan/other");
    close(open("/tmp/fan/other", O_WRONLY));
    touch("/tmp/fan/other");
    touch("/tmp/fan/other");
    show(out, "ignored until modified");
    close(out);
    mark(fd, FAN_MARK_FLUSH | FAN_MARK_FILESYSTEM, 0, 0);
    mark(fd, FAN_MARK_ADD, FAN_OPEN_EXEC | FAN_OPEN, "/tmp/fan/busybox");
    show(fd, "nothing");
    if (fork() == 0) {
        execl("/tmp/fan/busybox", "true", (char *)0);
        exit(1);
    }
    wait(0);
    show(fd, "exec");
    struct pollfd p = {fd, POLLIN | POLLOUT};
    printf("poll %d\n", poll(&p, 1, 0));
    close(fd);
    fd = init(FAN_NONBLOCK | FAN_REPORT_TID | FAN_UNLIMITED_QUEUE, O_RDWR);
    mark(fd, FAN_MARK_ADD, FAN_OPEN, "/tmp/fan/file");
    close(open("/tmp/fan/file", O_RDONLY));
    show(fd, "tid");
    close(fd);
    fd = init(FAN_NONBLOCK | FAN_REPORT_PIDFD, O_RDONLY);
    mark(fd, FAN_MARK_ADD, FAN_OPEN, "/tmp/fan/file");
    close(open("/tmp/fan/file", O_RDONLY));
    if (fork() == 0) {
        close(open("/tmp/fan/file", O_RDONLY));
        exit(0);
    }
    wait(0);
    show(fd, "pidfd");
    close(fd);
}

static void byhandle(unsigned reports, unsigned type, const char *what) {
    printf("-- %x %x %s\n", reports, type, what);
    int fd = init(FAN_NONBLOCK | reports, 0);
    unsigned long names = FAN_CREATE | FAN_DELETE | FAN_MOVE | FAN_ONDIR, self = FAN_DELETE_SELF | FAN_MOVE_SELF | FAN_ATTRIB,
                  use = FAN_OPEN | FAN_CLOSE | FAN_MODIFY;
    if (reports & FAN_REPORT_NAME)
        names |= FAN_RENAME;
    knowns = 0;
    know("root", "/tmp/fan");
    printf("%d", mark(fd, FAN_MARK_ADD | type, type ? names | self | use : names | self | use | FAN_EVENT_ON_CHILD, "/tmp/fan"));
    printf("%d\n", mark(fd, FAN_MARK_ADD, names | self | use | FAN_EVENT_ON_CHILD, "/tmp/fan/sub"));
    know("sub", "/tmp/fan/sub");
    int f = creat("/tmp/fan/sub/a", 0644);
    know("a", "/tmp/fan/sub/a");
    write(f, "1", 1);
    show(fd, "created");
    rename("/tmp/fan/sub/a", "/tmp/fan/sub/b");
    close(f);
    show(fd, "renamed");
    link("/tmp/fan/sub/b", "/tmp/fan/c");
    chmod("/tmp/fan/c", 0600);
    show(fd, "linked");
    unlink("/tmp/fan/sub/b");
    unlink("/tmp/fan/c");
    show(fd, "unlinked");
    mkdir("/tmp/fan/d", 0755);
    know("d", "/tmp/fan/d");
    close(open("/tmp/fan/d", O_RDONLY | O_DIRECTORY));
    rename("/tmp/fan/d", "/tmp/fan/sub/d2");
    rmdir("/tmp/fan/sub/d2");
    show(fd, "directories");
    symlink("x", "/tmp/fan/s");
    unlink("/tmp/fan/s");
    close(open("/tmp/fan/sub", O_RDONLY | O_DIRECTORY));
    show(fd, "others");
    close(fd);
}

static int answering(int fd, int answers, unsigned response) {
    int pid = fork();
    if (pid == 0) {
        struct fanotify_event_metadata m;
        for (int i = 0; i < answers; i++) {
            if (read(fd, &m, sizeof m) != sizeof m)
                break;
            struct fanotify_response r = {m.fd, response};
            printf("<%llx>", m.mask);
            if (m.mask & (FAN_OPEN_PERM | FAN_ACCESS_PERM | FAN_OPEN_EXEC_PERM) && write(fd, &r, sizeof r) != sizeof r)
                printf("write %d", errno);
            close(m.fd);
        }
        exit(0);
    }
    return pid;
}

static void permissions(void) {
    char c;
    int fd = init(FAN_CLASS_CONTENT, O_RDONLY);
    mark(fd, FAN_MARK_ADD, FAN_OPEN_PERM | FAN_ACCESS_PERM | FAN_OPEN | FAN_CLOSE, "/tmp/fan/file");
    int pid = answering(fd, 4, FAN_ALLOW);
    int f = open("/tmp/fan/file", O_RDONLY);
    int r = e(read(f, &c, 1));
    close(f);
    waitpid(pid, 0, 0);
    printf(" allowed %d %d\n", f > 0, r);
    pid = answering(fd, 1, FAN_DENY);
    f = e(open("/tmp/fan/file", O_RDWR | O_CREAT, 0600));
    waitpid(pid, 0, 0);
    printf(" denied %d\n", f);
    struct fanotify_response bad = {77, FAN_ALLOW};
    printf("answers %d", e(write(fd, &bad, sizeof bad)));
    bad.response = 3;
    printf(" %d", e(write(fd, &bad, sizeof bad)));
    bad = (struct fanotify_response){-1, FAN_DENY};
    printf(" %d", e(write(fd, &bad, sizeof bad)));
    bad = (struct fanotify_response){5, FAN_ALLOW | FAN_AUDIT};
    printf(" %d\n", e(write(fd, &bad, sizeof bad)));
    pid = fork();
    if (pid == 0) {
        close(fd);
        exit(open("/tmp/fan/file", O_RDONLY) > 0 ? 0 : errno);
    }
    struct pollfd p = {fd, POLLIN};
    poll(&p, 1, -1);
    close(fd);
    int status;
    waitpid(pid, &status, 0);
    printf("closed: %x\n", status);
    fd = init(FAN_CLASS_PRE_CONTENT, O_RDONLY);
    mark(fd, FAN_MARK_ADD, FAN_OPEN_EXEC_PERM, "/tmp/fan/busybox");
    pid = answering(fd, 1, FAN_DENY);
    f = e(execl("/tmp/fan/busybox", "true", (char *)0));
    waitpid(pid, 0, 0);
    printf(" exec denied %d\n", f);
    pid = fork();
    if (pid == 0)
        exit(execl("/tmp/fan/busybox", "true", (char *)0));
    poll(&p, 0, 50);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    printf("killed while it waits: %x\n", status);
    close(fd);
}

static void set(const char *path, const char *text) {
    int fd = open(path, O_WRONLY);
    write(fd, text, strlen(text));
    close(fd);
}

static void limits(void) {
    set("/proc/sys/fs/fanotify/max_queued_events", "2");
    int fd = init(FAN_NONBLOCK, 0);
    mark(fd, FAN_MARK_ADD, FAN_OPEN | FAN_EVENT_ON_CHILD, "/tmp/fan");
    char path[32];
    for (int i = 0; i < 4; i++) {
        sprintf(path, "/tmp/fan/n%d", i);
        close(open(path, O_CREAT | O_RDONLY, 0600));
    }
    show(fd, "overflow");
    set("/proc/sys/fs/fanotify/max_queued_events", "16384");
    close(fd);
    set("/proc/sys/fs/fanotify/max_user_groups", "1");
    fd = init(0, 0);
    printf("groups %d", e(init(0, 0)));
    set("/proc/sys/fs/fanotify/max_user_groups", "128");
    set("/proc/sys/fs/fanotify/max_user_marks", "1");
    printf(" marks %d", mark(fd, 1, FAN_OPEN, "/tmp/fan/n0"));
    printf(" %d\n", mark(fd, 1, FAN_OPEN, "/tmp/fan/n1"));
    set("/proc/sys/fs/fanotify/max_user_marks", "8192");
    close(fd);
}

static void copy(const char *from, const char *to) {
    static char part[65536];
    int in = open(from, O_RDONLY), out = creat(to, 0755), n;
    while ((n = read(in, part, sizeof part)) > 0)
        write(out, part, n);
    close(in), close(out);
}

int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    mkdir("/tmp/fan", 0755), mkdir("/tmp/bound", 0755);
    mount("fan", "/tmp/fan", "tmpfs", 0, 0);
    mount("/tmp/fan", "/tmp/bound", 0, MS_BIND, 0);
    mkdir("/tmp/fan/sub", 0755);
    close(creat("/tmp/fan/file", 0644)), close(creat("/tmp/fan/other", 0644)), close(creat("/tmp/fan/secret", 0));
    copy("/bin/busybox", "/tmp/fan/busybox");
    inits();
    marks();
    byfile();
    unsigned modes[] = {FAN_REPORT_FID,
                        FAN_REPORT_DIR_FID,
                        FAN_REPORT_DIR_FID | FAN_REPORT_FID,
                        FAN_REPORT_DFID_NAME,
                        FAN_REPORT_DFID_NAME | FAN_REPORT_FID,
                        0x1e00};
    for (int i = 0; i < 6; i++) {
        byhandle(modes[i], 0, "inode");
        byhandle(modes[i], FAN_MARK_FILESYSTEM, "filesystem");
    }
    permissions();
    limits();
    umount("/tmp/bound"), umount("/tmp/fan");
    return 0;
}
