/* System V objects in /proc/sysvipc, locks in /proc/locks, and files of /proc that say one thing. */
#define _GNU_SOURCE
#include "parity.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *path, int from, int columns) {
    FILE *file = fopen(path, "r");
    char line[1024];
    if (!file) {
        printf("%s: none\n", path);
        return;
    }
    printf("%s\n", path);
    while (fgets(line, sizeof line, file)) {
        int column = 0;
        for (char *word = strtok(line, " \t\n"); word && column < columns; word = strtok(NULL, " \t\n")) {
            if (column++ >= from)
                printf(" %s", word);
        }
        printf("\n");
    }
    fclose(file);
}

static void locks(const char *what, const char *path, pid_t pid) {
    FILE *file = fopen("/proc/locks", "r");
    char line[256], kind[16], sort[16], mode[16], place[64], end[32], start[32];
    struct stat st;
    stat(path, &st);
    printf("%s\n", what);
    while (file && fgets(line, sizeof line, file)) {
        int number, owner;
        unsigned long inode = 0;
        if (sscanf(line, "%d: %15s %15s %15s %d %63s %31s %31s", &number, kind, sort, mode, &owner, place, start, end) == 8) {
            sscanf(strrchr(place, ':') + 1, "%lu", &inode);
            if (inode == st.st_ino)
                printf(" %s %s %s %s %s %s\n", kind, sort, mode, owner == pid ? "own" : owner == -1 ? "none" : "other", start, end);
        }
    }
    if (file)
        fclose(file);
}

int main() {
    int shm = shmget(0x1234, 5000, IPC_CREAT | 0640), sem = semget(0x1235, 3, IPC_CREAT | 0600), msg = msgget(0x1236, IPC_CREAT | 0644);
    struct { long type; char text[16]; } message = {1, "fifteen bytes.."};
    msgsnd(msg, &message, 15, 0);
    void *at = shmat(shm, NULL, 0);
    show("/proc/sysvipc/shm", 2, 4);
    show("/proc/sysvipc/shm", 6, 11);
    show("/proc/sysvipc/sem", 2, 8);
    show("/proc/sysvipc/msg", 2, 5);
    show("/proc/sysvipc/msg", 7, 11);
    shmdt(at);
    shmctl(shm, IPC_RMID, NULL);
    semctl(sem, 0, IPC_RMID);
    msgctl(msg, IPC_RMID, NULL);
    show("/proc/sysvipc/shm", 0, 99);

    const char *path = "/tmp/proc_objects";
    int fd = open(path, O_RDWR | O_CREAT, 0644);
    pid_t own = getpid();
    flock(fd, LOCK_EX);
    locks("flock", path, own);
    flock(fd, LOCK_UN);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10, .l_len = 20};
    fcntl(fd, F_SETLK, &lock);
    locks("posix", path, own);
    lock.l_type = F_UNLCK;
    lock.l_len = 0;
    fcntl(fd, F_SETLK, &lock);
    lock.l_type = F_RDLCK;
    fcntl(fd, F_OFD_SETLK, &lock);
    locks("open file", path, own);
    close(fd);
    locks("closed", path, own);
    unlink(path);

    const char *same[] = {"/proc/cgroups", "/proc/execdomains", "/proc/self/cpuset", "/proc/self/oom_adj", "/proc/self/projid_map", "/proc/self/wchan",
        "/proc/sys/fs/lease-break-time", "/proc/sys/fs/mount-max", "/proc/sys/kernel/arch",
        "/proc/sys/kernel/pty/max", "/proc/sys/kernel/random/poolsize", "/proc/sys/kernel/seccomp/actions_avail",
        "/proc/sys/kernel/sched_rt_runtime_us", "/proc/sys/net/ipv4/ip_default_ttl", "/proc/sys/net/ipv4/tcp_keepalive_intvl",
        "/proc/sys/net/ipv4/tcp_keepalive_probes", "/proc/sys/net/ipv4/tcp_retries2", "/proc/sys/vm/dirty_ratio",
        "/proc/sys/vm/page-cluster", "/proc/sys/vm/vfs_cache_pressure"};
    for (unsigned i = 1; i < sizeof same / sizeof *same; i++)
        show(same[i], 0, 99);
    show(same[0], 0, 1);
    return 0;
}
