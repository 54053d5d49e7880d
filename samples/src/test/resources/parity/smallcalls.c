#include "parity.h"
/* Small things about message queues, keys, fanotify marks, advice on addresses that nobody has, and segments. */
int main(void) {
    struct sigevent event = {.sigev_notify = SIGEV_THREAD};
    int queue = syscall(SYS_mq_open, "smallcalls", O_CREAT | O_RDWR, 0600, 0);
    T(syscall(SYS_mq_open, "smallcalls", O_ACCMODE, 0, 0));
    T(syscall(SYS_mq_notify, queue, &event));
    mq_unlink("/smallcalls");
    int ring = syscall(SYS_keyctl, 1, 0), top = syscall(SYS_add_key, "keyring", "top", 0, 0, -3);
    for (int i = 0; i < 8 && top > 0; i++) {
        char name[20];
        sprintf(name, "ring%d", i);
        top = syscall(SYS_add_key, "keyring", name, 0, 0, top);
        printf("%s %s\n", name, top < 0 ? strerrorname_np(errno) : "made");
    }
    T(syscall(SYS_keyctl, 29, -3, "nosuch", "rules"));
    T(syscall(SYS_keyctl, 29, -3, "user", "rules"));
    int ends[2], group = syscall(SYS_fanotify_init, 0, 0);
    pipe(ends);
    T(syscall(SYS_fanotify_mark, group, 1, 2ul, AT_FDCWD, 0));
    T(syscall(SYS_fanotify_mark, group, 1, 2ul, ends[0], 0));
    T(syscall(SYS_fanotify_mark, group, 1 | 0x100, 2ul, ends[0], 0));
    char name[64], line[300];
    fresh("smallcalls");
    close(file("one", ""));
    close(file("two", ""));
    T(syscall(SYS_fanotify_mark, group, 1, 2ul, AT_FDCWD, "one"));
    T(syscall(SYS_fanotify_mark, group, 1, 4ul, AT_FDCWD, "two"));
    sprintf(name, "/proc/self/fdinfo/%d", group);
    FILE *info = fopen(name, "r");
    while (fgets(line, sizeof line, info)) {
        char *marks = strstr(line, "mflags");
        if (marks) {
            printf("%.*s\n", (int)(strstr(marks, "mask:") + 7 - marks), marks);
        } else if (strncmp(line, "fanotify", 8) == 0) {
            printf("%s", line);
        }
    }
    int advice[] = {0, 3, 4, 8, 9, 12, 14, 20, 21, 22, 99};
    for (int i = 0; i < sizeof advice / sizeof *advice; i++) {
        printf("%d:", advice[i]);
        T(madvise((void *)(1ul << 62), 4096, advice[i]));
    }
    T(madvise(0, 0, 25));
    T(madvise((void *)-4096, 8192, 4));
    void *shared = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    T(syscall(SYS_remap_file_pages, shared, 4096, 0, -1, 0));
    T(syscall(SYS_remap_file_pages, shared, 4096, 0, 1, 0));
    unsigned long nodes = 1;
    T(syscall(SYS_set_mempolicy, 5 | 0x2000, &nodes, 8));
    T(syscall(SYS_set_mempolicy, 3 | 0x2000, &nodes, 8));
    T(shmget(IPC_PRIVATE, 4096, SHM_HUGETLB | 3 << 26 | 0600));
    int segment = shmget(IPC_PRIVATE, 5 * 4096, 0600);
    struct shm_info before, after;
    shmctl(0, SHM_INFO, (void *)&before);
    char *bytes = shmat(segment, 0, 0);
    bytes[0] = bytes[2 * 4096] = 1;
    shmctl(0, SHM_INFO, (void *)&after);
    printf("%ld more resident\n", after.shm_rss - before.shm_rss);
    shmctl(segment, IPC_RMID, 0);
}
