/* landlock: rulesets, rights to files, moves between directories, truncation, ports, scopes, tracing. */
#include "parity.h"
#include <sys/mount.h>
#include <sys/ptrace.h>

struct attributes {
    uint64_t files, ports, scopes;
};
struct beneath {
    uint64_t rights;
    int32_t fd;
} __attribute__((packed));
struct port {
    uint64_t rights, port;
};
enum {
    EXECUTE = 1,
    WRITE = 2,
    READ = 4,
    READ_DIR = 8,
    RMDIR = 16,
    REMOVE = 32,
    CHR = 64,
    MKDIR = 128,
    MKREG = 256,
    SOCK = 512,
    FIFO = 1024,
    SYM = 4096,
    REFER = 8192,
    TRUNC = 16384,
    IOCTL = 32768
};

static int create(uint64_t files, uint64_t ports, uint64_t scopes) {
    struct attributes a = {files, ports, scopes};
    return syscall(444, &a, sizeof a, 0);
}

static int rule(int set, const char *path, uint64_t rights) {
    int fd = open(path, O_PATH | O_CLOEXEC);
    struct beneath b = {rights, fd};
    int result = syscall(445, set, 1, &b, 0);
    int saved = errno;
    close(fd);
    errno = saved;
    return result;
}

static int restricted(int set) { return syscall(446, set, 0); }

static void begin(const char *name) {
    printf("-- %s\n", name);
    fflush(stdout);
}

#define CHILD(name)                                                                                                                        \
    begin(name);                                                                                                                           \
    if (fork() == 0)
#define END exit(0)

int main(int argc, char **argv) {
    struct attributes a = {0};
    struct beneath b = {0};
    struct port p = {0};
    T(syscall(444, 0, 0, 1));
    T(syscall(444, 0, 0, 2));
    T(syscall(444, &a, sizeof a, 1));
    T(syscall(444, 0, sizeof a, 0));
    T(syscall(444, &a, sizeof a, 0));
    T(syscall(444, &a, 7, 0));
    T(syscall(444, &a, 5000, 0));
    char larger[40] = {1};
    larger[39] = 1;
    T(syscall(444, larger, 40, 0));
    larger[39] = 0;
    T(close(syscall(444, larger, 40, 0)));
    a.files = 1 << 16;
    T(syscall(444, &a, sizeof a, 0));
    a.files = 0;
    a.scopes = 4;
    T(syscall(444, &a, sizeof a, 0));
    a.files = READ | WRITE | MKREG | REMOVE;
    a.scopes = 0;
    T(close(syscall(444, &a, 8, 0)));
    int set = create(READ | WRITE | READ_DIR, 3, 0);
    T(fcntl(set, F_GETFD));
    T(syscall(445, set, 1, &b, 1));
    T(syscall(445, 99, 1, &b, 0));
    T(syscall(445, 1, 1, &b, 0));
    T(syscall(445, set, 3, &b, 0));
    T(syscall(445, set, 1, 0, 0));
    T(syscall(445, set, 1, &b, 0));
    b.rights = EXECUTE;
    T(syscall(445, set, 1, &b, 0));
    b.rights = READ;
    b.fd = 99;
    T(syscall(445, set, 1, &b, 0));
    b.fd = set;
    T(syscall(445, set, 1, &b, 0));
    int pipes[2];
    pipe(pipes);
    b.fd = pipes[0];
    T(syscall(445, set, 1, &b, 0));
    T(syscall(445, set, 2, &p, 0));
    p.rights = 4;
    T(syscall(445, set, 2, &p, 0));
    p.rights = 1;
    p.port = 65536;
    T(syscall(445, set, 2, &p, 0));
    T(syscall(446, set, 1));
    T(syscall(446, 99, 0));
    T(syscall(446, 1, 0));
    T(read(set, &p, 1));

    mkdir("/tmp/ll", 0755);
    chdir("/tmp/ll");
    mkdir("in", 0755);
    mkdir("in/sub", 0755);
    mkdir("out", 0755);
    mkdir("ro", 0755);
    close(creat("in/file", 0644));
    close(creat("out/file", 0644));
    close(creat("ro/file", 0644));
    T(rule(set, "ro/file", READ | READ_DIR));
    T(rule(set, "ro/file", READ));

    CHILD("reading and writing") {
        int rules = create(READ | WRITE | READ_DIR | EXECUTE, 0, 0);
        T(rule(rules, "in", READ | WRITE | READ_DIR));
        T(rule(rules, "ro", READ | READ_DIR));
        int before = open("out/file", O_RDWR);
        T(restricted(rules));
        T(open("in/file", O_RDWR) < 0);
        T(open("in/sub", O_RDONLY) < 0);
        T(open("in/new", O_CREAT | O_WRONLY, 0600) < 0);
        T(open("ro/file", O_RDONLY) < 0);
        T(open("ro/file", O_WRONLY));
        T(open("ro/file", O_RDWR));
        T(open("ro/new", O_CREAT | O_WRONLY, 0600));
        T(access("ro/new", F_OK));
        T(open("ro", O_RDONLY) < 0);
        T(open("out/file", O_RDONLY));
        T(open("out", O_RDONLY | O_DIRECTORY));
        T(open("out/file", O_PATH) < 0);
        T(open("/", O_RDONLY));
        T(open("/dev/null", O_RDWR));
        T(write(before, "x", 1));
        struct stat st;
        T(stat("out/file", &st));
        T(chmod("out/file", 0600));
        T(rename("out/file", "out/renamed"));
        T(rename("out/renamed", "out/file"));
        T(link("out/file", "in/linked"));
        T(rename("out/file", "in/moved"));
        T(unlink("out/none"));
        T(mkdir("out/dir", 0700));
        T(rmdir("out/dir"));
        T(truncate("out/file", 3));
        execl("/bin/true", "true", NULL);
        printf("exec: %s\n", strerrorname_np(errno));
        T(mount("none", "/mnt", "tmpfs", 0, 0));
        T(umount("/proc"));
        char path[40];
        sprintf(path, "/proc/self/fd/%d", pipes[1]);
        T(open(path, O_WRONLY) < 0);
        int memory = memfd_create("m", 0);
        sprintf(path, "/proc/self/fd/%d", memory);
        T(open(path, O_RDWR) < 0);
        END;
    }
    wait(0);
    CHILD("names") {
        int rules = create(MKDIR | MKREG | SYM | FIFO | SOCK | CHR | REMOVE | RMDIR, 0, 0);
        T(rule(rules, "in", MKDIR | MKREG | REMOVE));
        T(restricted(rules));
        T(mkdir("in/d", 0700));
        T(mkdir("out/d", 0700));
        T(rmdir("in/d"));
        T(rmdir("out/none"));
        T(symlink("x", "in/link"));
        T(mkfifo("in/fifo", 0600));
        T(mknod("in/reg", S_IFREG | 0600, 0));
        T(mknod("in/chr", S_IFCHR | 0600, 0x103));
        T(mknod("out/reg", S_IFREG | 0600, 0));
        T(unlink("in/reg"));
        T(unlink("out/file"));
        T(unlink("in"));
        T(open("out/new", O_CREAT | O_WRONLY, 0600));
        T(open("out/file", O_CREAT | O_WRONLY, 0600) < 0);
        struct sockaddr_un un = {AF_UNIX, "in/sock"};
        T(bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&un, sizeof un));
        T(rename("in/file", "in/other"));
        T(rename("in/other", "in/file"));
        T(rename("out/file", "out/other"));
        T(rename("in/sub", "in/subb"));
        T(link("in/file", "in/hard"));
        T(unlink("in/hard"));
        T(rename("in/file", "in/sub/file"));
        T(link("in/file", "in/sub/file"));
        T(rename("in/file", "out/moved"));
        END;
    }
    wait(0);
    CHILD("moves") {
        int rules = create(READ | MKREG | REMOVE | REFER | RMDIR | MKDIR | WRITE, 0, 0);
        T(rule(rules, "in", REFER | MKREG | REMOVE | RMDIR | MKDIR | READ));
        T(rule(rules, "out", REFER | MKREG | REMOVE | RMDIR | MKDIR | READ | WRITE));
        T(restricted(rules));
        T(rename("in/file", "in/sub/file"));
        T(rename("in/sub/file", "in/file"));
        T(rename("in/file", "out/from"));
        T(rename("out/file", "in/from"));
        T(link("out/file", "in/from"));
        T(rename("out/file", "ro/from"));
        T(rename("ro/file", "in/from"));
        T(rename("in/sub", "out/sub"));
        T(rename("out/sub", "in/sub"));
        T(syscall(SYS_renameat2, AT_FDCWD, "in/file", AT_FDCWD, "out/file", 2));
        T(rename("in/sub", "out/sub2"));
        T(link("in/file", "out/hard"));
        END;
    }
    wait(0);
    CHILD("two layers") {
        int rules = create(READ | WRITE, 0, 0);
        rule(rules, ".", READ | WRITE);
        T(restricted(rules));
        int second = create(WRITE, 0, 0);
        rule(second, "in", WRITE);
        T(restricted(second));
        T(open("in/file", O_RDWR) < 0);
        T(open("out/file", O_RDONLY) < 0);
        T(open("out/file", O_WRONLY));
        T(open("/etc/passwd", O_RDONLY));
        int empty = create(0, 1, 0), count = 0;
        while (restricted(empty) == 0) {
            count++;
        }
        printf("%d more, then %s\n", count, strerrorname_np(errno));
        END;
    }
    wait(0);
    CHILD("truncation and devices") {
        int rules = create(TRUNC | IOCTL, 0, 0);
        rule(rules, "in", TRUNC);
        int before = open("out/file", O_RDWR);
        T(restricted(rules));
        T(truncate("in/file", 5));
        T(truncate("out/file", 5));
        T(open("in/file", O_RDWR | O_TRUNC) < 0);
        T(open("out/file", O_RDWR | O_TRUNC));
        int fd = open("out/file", O_RDWR);
        T(ftruncate(fd, 9));
        T(ftruncate(before, 9));
        int created = open("out/made", O_CREAT | O_TRUNC | O_RDWR, 0600);
        T(created < 0);
        T(ftruncate(created, 5));
        int device = open("/dev/null", O_RDWR), number, zero = 0;
        T(ioctl(device, FIONREAD, &number));
        T(ioctl(device, FIONBIO, &zero));
        T(ioctl(device, 0x5401, &number));
        T(ioctl(device, FIOCLEX, 0));
        T(ioctl(pipes[0], FIONREAD, &number));
        END;
    }
    wait(0);
    CHILD("ports") {
        int rules = create(0, 3, 0);
        struct port allowed = {1, 5001};
        T(syscall(445, rules, 2, &allowed, 0));
        allowed = (struct port){3, 5002};
        T(syscall(445, rules, 2, &allowed, 0));
        T(restricted(rules));
        for (int port = 5001; port < 5004; port++) {
            struct sockaddr_in at = {AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}};
            int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
            setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, 4);
            printf("%d: ", port);
            T(bind(fd, (struct sockaddr *)&at, sizeof at));
            listen(fd, 1);
            T(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&at, sizeof at));
            T(bind(socket(AF_INET, SOCK_DGRAM, 0), (struct sockaddr *)&at, sizeof at));
            struct sockaddr_in6 six = {AF_INET6, htons(port + 100), 0, IN6ADDR_LOOPBACK_INIT};
            T(bind(socket(AF_INET6, SOCK_STREAM, 0), (struct sockaddr *)&six, sizeof six));
        }
        struct sockaddr_in none = {AF_UNSPEC};
        T(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&none, sizeof none));
        T(bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&none, sizeof none));
        struct sockaddr_un un = {AF_UNIX, "/tmp/ll/sock"};
        T(bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&un, sizeof un));
        END;
    }
    wait(0);

    struct sockaddr_un name = {AF_UNIX, "\0landlocked"};
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    bind(server, (struct sockaddr *)&name, 13);
    listen(server, 5);
    struct sockaddr_un other = {AF_UNIX, "\0datagrams"};
    int datagrams = socket(AF_UNIX, SOCK_DGRAM, 0);
    bind(datagrams, (struct sockaddr *)&other, 12);
    CHILD("scopes") {
        int connected = socket(AF_UNIX, SOCK_DGRAM, 0);
        connect(connected, (struct sockaddr *)&other, 12);
        T(restricted(create(0, 0, 3)));
        T(connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&name, 13));
        T(sendto(socket(AF_UNIX, SOCK_DGRAM, 0), "x", 1, 0, (struct sockaddr *)&other, 12));
        T(send(connected, "x", 1, 0));
        struct sockaddr_un mine = {AF_UNIX, "\0ownname"};
        int own = socket(AF_UNIX, SOCK_STREAM, 0);
        bind(own, (struct sockaddr *)&mine, 10);
        listen(own, 5);
        T(connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&mine, 10));
        T(kill(getppid(), 0));
        T(kill(getppid(), SIGCONT));
        T(kill(getpid(), 0));
        T(ptrace(PTRACE_ATTACH, getppid(), 0, 0));
        int child = fork();
        if (child == 0) {
            T(connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&mine, 10));
            T(kill(getppid(), 0));
            T(restricted(create(0, 0, 2)));
            T(kill(getppid(), 0));
            T(connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&mine, 10));
            END;
        }
        wait(0);
        END;
    }
    wait(0);
    CHILD("tracing") {
        int ready[2];
        pipe(ready);
        int child = fork();
        if (child == 0) {
            restricted(create(READ, 0, 0));
            write(ready[1], "x", 1);
            pause();
        }
        char c;
        read(ready[0], &c, 1);
        T(ptrace(PTRACE_SEIZE, child, 0, 0));
        T(restricted(create(READ, 0, 0)));
        int inner = fork();
        if (inner == 0) {
            restricted(create(READ, 0, 0));
            write(ready[1], "x", 1);
            pause();
        }
        read(ready[0], &c, 1);
        T(ptrace(PTRACE_SEIZE, inner, 0, 0));
        char b[8];
        struct iovec l = {b, 8}, r = {argv, 8};
        T(process_vm_readv(child, &l, 1, &r, 1, 0));
        T(process_vm_readv(inner, &l, 1, &r, 1, 0));
        kill(child, SIGKILL);
        kill(inner, SIGKILL);
        END;
    }
    wait(0);
    CHILD("without rights") {
        setresuid(1000, 1000, 1000);
        int rules = create(READ, 0, 0);
        T(restricted(rules));
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        T(restricted(rules));
        END;
    }
    wait(0);
    return 0;
}
