/* prctl: names, death signals, subreapers, timer slack, memory maps, refusals. */
#include "parity.h"
int main() {
    char n[20] = {0};
    int v;
    T(prctl(PR_SET_NAME, "a name that is much too long"));
    T(prctl(PR_GET_NAME, n));
    puts(n);
    T(prctl(PR_SET_NAME, ""));
    prctl(PR_GET_NAME, n);
    T(strlen(n));
    T(prctl(PR_SET_NAME, 8));
    T(prctl(PR_GET_NAME, 8));
    T(prctl(PR_SET_PDEATHSIG, SIGUSR1));
    T(prctl(PR_GET_PDEATHSIG, &v));
    T(v);
    T(prctl(PR_SET_PDEATHSIG, 99));
    T(prctl(PR_SET_PDEATHSIG, 0));
    CHILD(T(prctl(PR_GET_PDEATHSIG, &v)); T(v));
    T(prctl(PR_GET_TIMERSLACK));
    T(prctl(PR_SET_TIMERSLACK, 1000));
    T(prctl(PR_GET_TIMERSLACK));
    T(prctl(PR_SET_TIMERSLACK, 0));
    T(prctl(PR_GET_TIMERSLACK));
    T(prctl(9999));
    T(prctl(PR_GET_ENDIAN, &v));
    T(prctl(PR_GET_TSC, &v));
    T(prctl(PR_GET_UNALIGN, &v));
    T(prctl(PR_GET_FPEMU, &v));
    T(prctl(PR_GET_TIMING));
    T(prctl(PR_SET_TIMING, 1));
    T(prctl(PR_SET_TIMING, 0));
    T(prctl(PR_MCE_KILL_GET, 0, 0, 0, 0));
    T(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0));
    T(prctl(PR_GET_THP_DISABLE, 1, 0, 0, 0));
    T(prctl(PR_SET_SECCOMP, 0));
    T(prctl(PR_GET_SECCOMP));
    T(prctl(PR_TASK_PERF_EVENTS_DISABLE));
    T(prctl(PR_GET_CHILD_SUBREAPER, &v));
    T(v);
    T(prctl(PR_SET_CHILD_SUBREAPER, 1));
    T(prctl(PR_GET_CHILD_SUBREAPER, &v));
    T(v);
    int p[2];
    pipe(p);
    if (!fork()) {
        pid_t g = fork();
        if (!g) {
            usleep(3000);
            pid_t pp = getppid();
            write(p[1], &pp, sizeof pp);
            _exit(5);
        }
        _exit(0);
    }
    int s;
    wait(&s);
    pid_t pp;
    read(p[0], &pp, sizeof pp);
    T(pp == getpid());
    T(wait(&s) > 0);
    T(WEXITSTATUS(s));
    CHILD(T(prctl(PR_GET_CHILD_SUBREAPER, &v)); T(v));
    prctl(PR_SET_CHILD_SUBREAPER, 0);
    pid_t m = fork();
    if (!m) {
        pid_t g = fork();
        if (!g) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            write(p[1], "r", 1);
            usleep(200000);
            write(p[1], "survived", 8);
            _exit(0);
        }
        char x;
        read(p[0], &x, 1);
        _exit(0);
    }
    wait(&s);
    usleep(5000);
    close(p[1]);
    char b[10];
    T(read(p[0], b, 10));
    T(getppid() > 0);
    T(syscall(SYS_personality, 0xffffffff));
    T(syscall(SYS_personality, 0x0040000));
    T(syscall(SYS_personality, 0));
    T(syscall(SYS_set_tid_address, &v) == getpid());
    T(syscall(SYS_gettid) == getpid());
    T(syscall(SYS_getppid) == getppid());
    T(syscall(SYS_kcmp, getpid(), getpid(), 99, 0, 1));
    T(syscall(SYS_kcmp, getpid(), getpid(), 0, 0, 99) == -1);
    T(syscall(SYS_membarrier, 0, 0, 0) > 0);
    T(syscall(SYS_membarrier, 3, 0, 0));
    unsigned char r[8];
    T(syscall(SYS_getrandom, r, 8, 0));
    T(syscall(SYS_getrandom, r, 8, 99));
    T(syscall(SYS_getrandom, 8, 8, 0));
    T(syscall(SYS_getrandom, r, 0, 1));
    T(syscall(9999));
    T(syscall(-1L));
    T(syscall(SYS_sysinfo, 8));
    T(syscall(SYS_swapon, "x", 0) < 0);
    T(syscall(SYS_sync));
    T(syscall(SYS_syncfs, 99));
    T(syscall(SYS_fsync, 99));
    T(syscall(SYS_fdatasync, p[0]));
}
