/* What comes first where several things are wrong, and ids and rights that stay: semaphores, queues, kill, openat2, access, setresuid. */
#include "parity.h"
#include <linux/securebits.h>
#include <sys/fsuid.h>

struct how {
    unsigned long flags, mode, resolve;
};

static void opened(const char *path, unsigned long flags, unsigned long mode, unsigned long resolve) {
    struct how how = {flags, mode, resolve};
    int bad = syscall(SYS_openat2, -1, path, &how, sizeof how);
    printf("%s %lx %lo %lx: %s", path, flags, mode, resolve, bad < 0 ? strerrorname_np(errno) : "ok");
    int fd = syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
    printf(" %s", fd < 0 ? strerrorname_np(errno) : "ok");
    close(fd);
    fd = openat(AT_FDCWD, path, (int)flags, (int)mode);
    printf(" %s\n", fd < 0 ? strerrorname_np(errno) : "ok");
    close(fd);
}

static void ids(const char *what) {
    uid_t r, e, s;
    gid_t g, h, i;
    getresuid(&r, &e, &s), getresgid(&g, &h, &i);
    printf("%s: %d %d %d %d, %d %d %d %d\n", what, r, e, s, setfsuid(-1), g, h, i, setfsgid(-1));
}

int main(void) {
    fresh("orders8");
    int set = semget(IPC_PRIVATE, 2, 0600);
    struct sembuf ops[] = {{0, -1, IPC_NOWAIT}, {5, 1, IPC_NOWAIT}};
    T(semop(set, ops, 2));
    T(semctl(-1, 0, SETVAL, 99999));
    T(semctl(set, 0, SETVAL, 99999));
    T(semctl(set, 9, SETVAL, 1));
    semctl(set, 0, IPC_RMID);
    int memory = shmget(77, 4096, IPC_CREAT | 0600);
    T(shmget(77, -1, 0) == memory);
    T(shmget(77, 0, 0) == memory);
    shmctl(memory, IPC_RMID, 0);
    int queue = msgget(IPC_PRIVATE, 0600);
    struct msqid_ds is;
    msgctl(queue, IPC_STAT, &is);
    is.msg_qbytes = -1;
    T(msgctl(queue, IPC_SET, &is));
    T(msgctl(queue, IPC_STAT, &is));
    T(is.msg_qbytes);
    struct {
        long type;
        char text[8];
    } message = {1, "queued"};
    T(msgsnd(queue, &message, 6, IPC_NOWAIT));
    msgctl(queue, IPC_RMID, 0);
    T(kill(999999, 65));
    T(kill(getpid(), 65));
    T(kill(-999999, 65));
    T(kill(INT_MIN, 65));
    T(syscall(SYS_tkill, 999999, 65));
    T(syscall(SYS_tgkill, getpid(), 999999, 65));
    mkdir("d", 0755);
    close(file("f", "x"));
    symlink("d", "l");
    const char *paths[] = {"d", "f", "l", "nope", "f/x"};
    for (int i = 0; i < 5; i++) {
        opened(paths[i], O_TMPFILE, 0600, 0);
        opened(paths[i], O_TMPFILE | O_RDWR | O_NOFOLLOW, 0600, 0);
        opened(paths[i], O_TMPFILE | O_PATH, 0, 0);
        opened(paths[i], O_DIRECTORY, 0600, 0);
        if (i != 1)
            opened(paths[i], O_DIRECTORY, 0, 0x20);
        opened(paths[i], O_DIRECTORY | O_CREAT, 0600, 0x20);
        opened(paths[i], O_DIRECTORY, 0, 4);
    }
    CHILD(ids("at first");
        setgroups(0, 0);
        T(setresgid(5, 6, 7)), T(setresuid(1, 0, 3)), T(setfsuid(9)), T(setfsgid(8));
        ids("apart");
        T(setresuid(-1, -1, -1)), T(setresgid(-1, -1, -1));
        ids("the same");
        T(setresuid(1, -1, 3)), T(setresgid(5, -1, -1));
        ids("still");
        T(setresuid(-1, 0, -1)), T(setresgid(-1, 6, -1));
        ids("back"));
    close(file("secret", "x"));
    chmod("secret", 0);
    CHILD(prctl(PR_SET_KEEPCAPS, 1);
        T(access("secret", R_OK));
        T(prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP));
        T(setresuid(1, 1, 1));
        T(access("secret", R_OK));
        T(prctl(PR_SET_SECUREBITS, 0));
        T(access("secret", R_OK));
        T(faccessat(AT_FDCWD, "secret", R_OK, AT_EACCESS)));
    CHILD(setresuid(-2, -2, -2); char line[100]; FILE *f = fopen("/proc/self/status", "r");
        while (fgets(line, sizeof line, f)) if (!strncmp(line, "Uid", 3)) fputs(line, stdout));
}
