/* Corners of calls from sched to write: idle tasks that want back, what is no address, doomed segments, the last stops of traced threads.
 */
#include "parity.h"
#include <sys/ptrace.h>

static void scheduling(void) {
    struct sched_param sp = {0};
    cpu_set_t set;
    for (int i = 0; i < 9; i++) {
        printf("%d %d, ", sched_get_priority_min(i), sched_get_priority_max(i));
    }
    puts("");
    T(syscall(SYS_sched_getaffinity, 0, sizeof set, &set));
    T(syscall(SYS_sched_getaffinity, 0, 8, &set));
    T(syscall(SYS_sched_getaffinity, 0, 7, &set));
    CHILD(setuid(9); T(sched_setscheduler(0, SCHED_BATCH, &sp)); T(sched_setscheduler(0, SCHED_OTHER, &sp));
          T(sched_setscheduler(0, SCHED_IDLE, &sp)); T(sched_setscheduler(0, SCHED_IDLE, &sp)); T(sched_setscheduler(0, SCHED_OTHER, &sp));
          T(sched_setscheduler(0, SCHED_BATCH, &sp)));
    CHILD(struct rlimit nice = {20, 20}; setrlimit(RLIMIT_NICE, &nice); setuid(9); T(sched_setscheduler(0, SCHED_IDLE, &sp));
          T(sched_setscheduler(0, SCHED_OTHER, &sp)));
}

static void addresses(void) {
    int fd = file("f", "abcdef");
    struct iovec v[2] = {{"ab", 2}, {(void *)-1, 5}};
    T(write(fd, (void *)-1, 0));
    T(read(fd, (void *)-1, 0));
    T(pwrite(fd, (void *)-1, 0, 0));
    T(pread(fd, (void *)-1, 0, 0));
    T(read(fd, (void *)8, 0));
    T(writev(fd, v, 2));
    v[1].iov_len = 0;
    T(writev(fd, v, 2));
    v[1].iov_base = (void *)8;
    v[1].iov_len = 3;
    T(writev(fd, v, 2));
    loff_t at = LONG_MAX;
    int other = open("g", O_RDWR | O_CREAT, 0600);
    T(copy_file_range(fd, 0, other, &at, 100, 0));
    signal(SIGXFSZ, SIG_IGN);
    CHILD(struct rlimit size = {100, 100}; setrlimit(RLIMIT_FSIZE, &size); at = 100; T(copy_file_range(fd, 0, other, &at, 3, 0)); at = 98;
          lseek(fd, 0, SEEK_SET); T(copy_file_range(fd, 0, other, &at, 3, 0)));
    CHILD(setuid(9); T(timerfd_create(CLOCK_REALTIME_ALARM, 0)); T(timerfd_create(CLOCK_BOOTTIME_ALARM, 0));
          T(timerfd_create(CLOCK_BOOTTIME, 0) >= 0));
}

static void segments(void) {
    int id = shmget(0x5a5a, 5000, IPC_CREAT | 0640), queue = msgget(IPC_PRIVATE, 0600);
    struct shmid_ds d;
    shmat(id, 0, 0);
    T(shmctl(id, IPC_RMID, 0));
    T(shmctl(id, IPC_STAT, &d));
    printf("%o %d\n", d.shm_perm.mode, d.shm_perm.__key);
    T(syscall(SYS_shmctl, id, IPC_SET, -1));
    T(syscall(SYS_msgctl, queue, IPC_SET, -1));
    msgctl(queue, IPC_RMID, 0);
}

static void *sleeps(void *unused) {
    pause();
    return unused;
}

static void *ends(void *unused) {
    usleep(20000);
    exit(7);
    return unused;
}

/* A process of three threads ends as a whole: each stops once more, and says how it will end. */
static void traced(void *(*last)(void *)) {
    int status, events = 0, ended = 0, wrong = 0, p;
    fflush(stdout);
    int child = fork();
    if (!child) {
        pthread_t one, two;
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        pthread_create(&one, 0, sleeps, 0);
        pthread_create(&two, 0, last, 0);
        if (last != sleeps) {
            pause();
        }
        usleep(20000);
        exit(9);
    }
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXIT | PTRACE_O_TRACECLONE);
    ptrace(PTRACE_CONT, child, 0, 0);
    while ((p = waitpid(-1, &status, __WALL)) > 0) {
        if (WIFSTOPPED(status)) {
            unsigned long message = 0;
            if (status >> 16 == PTRACE_EVENT_EXIT) {
                ptrace(PTRACE_GETEVENTMSG, p, 0, &message);
                wrong += message != (last == sleeps ? 9 : 7) << 8;
                events++;
            }
            ptrace(PTRACE_CONT, p, 0, 0);
        } else {
            ended++;
            if (p == child) {
                printf("leader %x\n", status);
            }
        }
    }
    printf("%d events, %d wrong, %d ended\n", events, wrong, ended);
}

int main(void) {
    fresh("lastcalls");
    scheduling();
    addresses();
    segments();
    traced(sleeps);
    traced(ends);
}
