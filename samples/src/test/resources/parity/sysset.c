// What is written below /proc/sys: ranges, ways to say a number, what a value does
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char value[256];

static const char *get(const char *path) {
    char full[128];
    snprintf(full, sizeof full, "/proc/sys/%s", path);
    int fd = open(full, O_RDONLY);
    int n = fd < 0 ? -1 : read(fd, value, sizeof value - 1);
    close(fd);
    value[n < 0 ? 0 : n] = 0;
    if (n > 0 && value[n - 1] == '\n')
        value[n - 1] = 0;
    return n < 0 ? "none" : value;
}

static int set(const char *path, const char *text) {
    char full[128];
    snprintf(full, sizeof full, "/proc/sys/%s", path);
    int fd = open(full, O_WRONLY | O_TRUNC);
    if (fd < 0)
        return -errno;
    int n = write(fd, text, strlen(text));
    n = n < 0 ? -errno : n;
    close(fd);
    return n;
}

static void try(const char *path, const char *text) {
    int done = set(path, text);
    printf("%s <- '%s': %d, '%s'\n", path, text, done, get(path));
}

static void errors(void) {
    try("kernel/printk", "3 2\n");
    try("kernel/printk", "x");
    try("kernel/printk", "");
    try("kernel/printk", "7 4 1 7 9");
    try("kernel/msgmax", "0x1000");
    try("kernel/msgmax", "010");
    try("kernel/msgmax", "-1");
    try("kernel/msgmax", "12k");
    try("kernel/msgmax", "4294967296");
    try("kernel/msgmax", " 8192 \n");
    try("kernel/msgmni", "32769");
    try("kernel/msgmni", "32000");
    try("kernel/shmmax", "-5");
    try("vm/swappiness", "201");
    try("vm/swappiness", "60");
    try("vm/overcommit_memory", "3");
    try("vm/overcommit_memory", "1");
    try("vm/overcommit_memory", "0");
    try("fs/pipe-max-size", "70000");
    try("fs/pipe-max-size", "0");
    try("fs/pipe-max-size", "1");
    try("fs/pipe-max-size", "1048576");
    try("fs/mqueue/msg_max", "0");
    try("fs/mqueue/msg_max", "65537");
    try("fs/mqueue/msg_max", "10");
    printf("pid_max %d\n", set("kernel/pid_max", "300"));
    try("kernel/core_pattern", "/tmp/core.%p.%e\n");
    try("kernel/core_pattern", "core");
    try("kernel/ostype", "Minix");
    try("user/max_inotify_instances", "-3");
    int fd = open("/proc/sys/kernel/msgmax", O_RDWR);
    printf("behind: %zd", pwrite(fd, "77", 2, 1));
    printf(" %zd", write(fd, "81", 2));
    printf(" %zd %s\n", write(fd, "92", 2), get("kernel/msgmax"));
    close(fd);
    set("kernel/msgmax", "8192");
}

static void nobody(void) {
    if (fork() == 0) {
        setresgid(65534, 65534, 65534);
        setresuid(65534, 65534, 65534);
        printf("nobody: %d %d %d %d\n", set("kernel/msgmax", "1"), set("vm/swappiness", "1"), set("net/core/somaxconn", "1"),
               set("user/max_user_namespaces", "1"));
        exit(0);
    }
    wait(0);
}

static void systemv(void) {
    char message[9000] = {1};
    int queue = msgget(IPC_PRIVATE, 0600);
    set("kernel/msgmax", "100");
    printf("msgsnd %d", msgsnd(queue, message, 101, IPC_NOWAIT) ? errno : 0);
    printf(" %d", msgsnd(queue, message, 100, IPC_NOWAIT) ? errno : 0);
    set("kernel/msgmax", "8192");
    set("kernel/msgmnb", "150");
    int small = msgget(IPC_PRIVATE, 0600);
    struct msqid_ds ds;
    msgctl(small, IPC_STAT, &ds);
    struct msginfo info;
    msgctl(0, IPC_INFO, (void *)&info);
    printf(" msgmnb %d %lu %d", msgsnd(small, message, 151, IPC_NOWAIT) ? errno : 0, (long)ds.msg_qbytes, info.msgmnb);
    set("kernel/msgmnb", "16384");
    set("kernel/msgmni", "2");
    printf(" msgmni %d\n", msgget(IPC_PRIVATE, 0600) < 0 ? errno : 0);
    set("kernel/msgmni", "32000");
    msgctl(queue, IPC_RMID, 0);
    msgctl(small, IPC_RMID, 0);
    set("kernel/shmmax", "8192");
    printf("shmget %d", shmget(IPC_PRIVATE, 8193, 0600) < 0 ? errno : 0);
    set("kernel/shmmax", "18446744073692774399");
    set("kernel/shmmni", "0");
    printf(" %d", shmget(IPC_PRIVATE, 4096, 0600) < 0 ? errno : 0);
    set("kernel/shmmni", "4096");
    set("kernel/shmall", "1");
    printf(" %d", shmget(IPC_PRIVATE, 8192, 0600) < 0 ? errno : 0);
    set("kernel/shmall", "18446744073692774399");
    set("kernel/sem", "5 6 2 1");
    int sems = semget(IPC_PRIVATE, 5, 0600);
    struct sembuf three[3] = {{0}};
    printf(" semget %d %d semop %d\n", semget(IPC_PRIVATE, 6, 0600) < 0 ? errno : 0, semget(IPC_PRIVATE, 1, 0600) < 0 ? errno : 0,
           semop(sems, three, 3) ? errno : 0);
    semctl(sems, 0, IPC_RMID);
    set("kernel/sem", "32000 1024000000 500 32000");
    printf("next %d", set("kernel/msg_next_id", "32767"));
    queue = msgget(IPC_PRIVATE, 0600);
    printf(" %d %s\n", queue, get("kernel/msg_next_id"));
    msgctl(queue, IPC_RMID, 0);
}

static void others(void) {
    int ends[2];
    pipe(ends);
    set("fs/nr_open", "2048");
    struct rlimit files = {2048, 4096};
    printf("nofile %d", setrlimit(RLIMIT_NOFILE, &files) ? errno : 0);
    set("fs/nr_open", "1048576");
    set("fs/pipe-max-size", "131072");
    printf(" pipe %d", fcntl(ends[0], F_SETPIPE_SZ, 262144) > 0);
    if (fork() == 0) {
        setresuid(1000, 1000, 1000);
        printf(" %d %d\n", fcntl(ends[0], F_SETPIPE_SZ, 524288) < 0 ? errno : 0, fcntl(ends[0], F_SETPIPE_SZ, 131072));
        exit(0);
    }
    wait(0);
    set("fs/pipe-max-size", "1048576");
    set("fs/inotify/max_user_instances", "1");
    int first = inotify_init();
    printf("inotify %d %s", inotify_init() < 0 ? errno : 0, get("user/max_inotify_instances"));
    set("fs/inotify/max_user_instances", "128");
    set("fs/inotify/max_user_watches", "1");
    printf(" %d", inotify_add_watch(first, "/tmp", IN_OPEN) > 0);
    printf(" %d\n", inotify_add_watch(first, "/", IN_OPEN) < 0 ? errno : 0);
    close(first);
    set("fs/inotify/max_user_watches", "8192");
    set("user/max_uts_namespaces", "0");
    printf("uts %d\n", unshare(CLONE_NEWUTS) ? errno : 0);
    set("user/max_uts_namespaces", "1000");
    long context = 0;
    set("fs/aio-max-nr", "10");
    printf("aio %d", syscall(SYS_io_setup, 11, &context) ? errno : 0);
    printf(" %d", syscall(SYS_io_setup, 10, &context) ? errno : 0);
    printf(" %s", get("fs/aio-nr"));
    syscall(SYS_io_destroy, context);
    printf(" %s\n", get("fs/aio-nr"));
    set("fs/aio-max-nr", "65536");
    struct mq_attr attr = {.mq_maxmsg = 4, .mq_msgsize = 8};
    set("fs/mqueue/msg_default", "3");
    mqd_t queue = mq_open("/sysset", O_CREAT | O_RDWR, 0600, NULL);
    mq_getattr(queue, &attr);
    printf("mq %ld %ld\n", attr.mq_maxmsg, attr.mq_msgsize);
    mq_unlink("/sysset");
    set("fs/mqueue/msg_default", "10");
    struct timespec turn;
    struct sched_param param = {1};
    set("kernel/sched_rr_timeslice_ms", "40");
    if (fork() == 0) {
        sched_setscheduler(0, SCHED_RR, &param);
        sched_rr_get_interval(0, &turn);
        printf("rr %ld.%09ld\n", (long)turn.tv_sec, turn.tv_nsec);
        exit(0);
    }
    wait(0);
    set("kernel/sched_rr_timeslice_ms", "100");
}

static void spaces(void) {
    set("kernel/msgmax", "5000");
    set("net/ipv4/ip_default_ttl", "70");
    if (fork() == 0) {
        unshare(CLONE_NEWIPC | CLONE_NEWNET);
        printf("own: %s", get("kernel/msgmax"));
        printf(" %s", get("net/ipv4/ip_default_ttl"));
        set("kernel/msgmax", "77");
        printf(" %s\n", get("kernel/msgmax"));
        exit(0);
    }
    wait(0);
    printf("first: %s\n", get("kernel/msgmax"));
    set("kernel/msgmax", "8192");
    set("net/ipv4/ip_default_ttl", "64");
}

static void sticky(void) {
    mkdir("/tmp/sticky", 0777);
    chmod("/tmp/sticky", 01777);
    close(open("/tmp/sticky/file", O_CREAT | O_WRONLY, 0666));
    chmod("/tmp/sticky/file", 0666);
    chown("/tmp/sticky/file", 1000, 1000);
    symlink("/tmp/sticky/file", "/tmp/sticky/link");
    lchown("/tmp/sticky/link", 1000, 1000);
    mkfifo("/tmp/sticky/fifo", 0666);
    chmod("/tmp/sticky/fifo", 0666);
    chown("/tmp/sticky/fifo", 1000, 1000);
    for (int level = 0; level < 3; level++) {
        char text[] = {'0' + level, 0};
        set("fs/protected_regular", text);
        set("fs/protected_fifos", text);
        set("fs/protected_symlinks", level ? "1" : "0");
        set("fs/protected_hardlinks", level ? "1" : "0");
        if (fork() == 0) {
            setresgid(2000, 2000, 2000);
            setresuid(2000, 2000, 2000);
            int a = open("/tmp/sticky/file", O_CREAT | O_WRONLY, 0666) < 0 ? errno : 0;
            int b = open("/tmp/sticky/fifo", O_CREAT | O_RDWR, 0666) < 0 ? errno : 0;
            int c = open("/tmp/sticky/link", O_RDONLY) < 0 ? errno : 0;
            int d = open("/tmp/sticky/file", O_WRONLY) < 0 ? errno : 0;
            int e = link("/bin/busybox", "/tmp/sticky/hard") ? errno : 0;
            printf("level %d: %d %d %d %d %d\n", level, a, b, c, d, e);
            exit(0);
        }
        wait(0);
        unlink("/tmp/sticky/hard");
    }
    set("fs/protected_regular", "0");
    set("fs/protected_fifos", "0");
}

int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    errors();
    nobody();
    systemv();
    others();
    spaces();
    sticky();
    return 0;
}
