#include "parity.h"
#include <sys/mount.h>
/* What calls that make and remove names say of paths with a slash behind them and of those that end with dots, and in which order. */
static int creates(const char *p) { return open(p, O_CREAT | O_WRONLY, 0600); }
static int excludes(const char *p) { return open(p, O_CREAT | O_EXCL | O_WRONLY, 0600); }
static int opens(const char *p) { return open(p, O_RDONLY | O_NONBLOCK); }
static int writes(const char *p) { return open(p, O_WRONLY | O_NONBLOCK); }
static int nameless(const char *p) { return open(p, O_TMPFILE | O_RDWR, 0600); }
static int makes_directory(const char *p) { return mkdir(p, 0755); }
static int makes_fifo(const char *p) { return mknod(p, S_IFIFO | 0600, 0); }
static int links(const char *p) { return link("f", p); }
static int makes_link(const char *p) { return symlink("x", p); }
static int takes_name(const char *p) { return rename("g", p); }
static int takes_directory(const char *p) { return rename("h", p); }
static int takes_missing(const char *p) { return rename("missing", p); }
static int gives_name(const char *p) { return rename(p, "given"); }
static int spares(const char *p) { return syscall(SYS_renameat2, AT_FDCWD, "g", AT_FDCWD, p, 1); }
static int exchanges(const char *p) { return syscall(SYS_renameat2, AT_FDCWD, "g", AT_FDCWD, p, 2); }
static int whitens(const char *p) { return syscall(SYS_renameat2, AT_FDCWD, "g", AT_FDCWD, p, 4); }
static int removes_directory(const char *p) { return rmdir(p); }
static int quotas(const char *p) { return syscall(SYS_quotactl, 0, p, 0, 0); }
static int swaps(const char *p) { return syscall(SYS_swapon, p, 0); }

static int binds(const char *p) {
    struct sockaddr_un name = {AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    strcpy(name.sun_path, p);
    return bind(fd, (void *)&name, sizeof name) ? -1 : fd;
}

static struct {
    const char *name;
    int (*call)(const char *);
} calls[] = {{"creates", creates}, {"excludes", excludes}, {"opens", opens}, {"writes", writes}, {"nameless", nameless}, {"mkdir", makes_directory},
    {"mknod", makes_fifo}, {"link", links}, {"symlink", makes_link}, {"rename to", takes_name}, {"rename directory to", takes_directory},
    {"rename missing to", takes_missing}, {"rename", gives_name}, {"rename spares", spares}, {"exchanges", exchanges}, {"whitens", whitens},
    {"rmdir", removes_directory}, {"unlink", unlink}, {"binds", binds}, {"quotactl", quotas}, {"swapon", swaps}};

static const char *paths[] = {"f/", "d/", "d/.", "d/..", "..", "ld", "ld/", "lf/", "dangling/", "loop/", "none/", "none/x", "f/x", "s", "b", "/proc/none"};

/* Each call is made in a tmpfs of its own. */
static void set_up(void) {
    mount("x", "/dev/shm/slashes", "tmpfs", 0, "mode=755");
    chdir("/dev/shm/slashes");
    mkdir("d", 0755);
    mkdir("h", 0755);
    close(file("f", ""));
    close(file("g", ""));
    close(file("d/f", ""));
    symlink("f", "lf");
    symlink("d", "ld");
    symlink("nowhere", "dangling");
    symlink("loop", "loop");
    close(binds("s"));
    mknod("b", S_IFBLK | 0600, 99 << 8 | 1);
}

static void try(int call, const char *path, int user) {
    set_up();
    fflush(stdout);
    if (fork() == 0) {
        if (user) {
            setuid(99);
        }
        printf(" %s", calls[call].call(path) < 0 ? strerrorname_np(errno) : "done");
        exit(0);
    }
    wait(0);
    chdir("/");
    umount("/dev/shm/slashes");
}

int main(void) {
    mkdir("/dev/shm/slashes", 0755);
    for (int user = 0; user < 2; user++) {
        for (int i = 0; i < sizeof calls / sizeof *calls; i++) {
            printf("%s %s:", user ? "user" : "root", calls[i].name);
            for (int j = 0; j < sizeof paths / sizeof *paths; j++) {
                try(i, paths[j], user);
            }
            printf("\n");
        }
    }
    rmdir("/dev/shm/slashes");
}
