/* Every option of prctl by number, with nothing, with rubbish. */
#include "parity.h"
int main() {
    for (int o = 0; o < 80; o++) {
        if (o == 22 || o == 35 || o == 26 || o == 65 || o == 66 || o == 72 || o == 74 || o == 73 || o == 71 || (o > 48 && o < 65) ||
            o == 69 || o == 70)
            continue;
        char b[64] = "";
        fflush(stdout);
        if (!fork()) {
            errno = 0;
            int r0 = prctl(o, 0, 0, 0, 0), e0 = errno;
            errno = 0;
            int r1 = prctl(o, b, 0, 0, 0);
            int e1 = errno;
            errno = 0;
            int r2 = prctl(o, 8, 8, 8, 8), e2 = errno;
            printf("%d: %d %s, %s, %s\n", o, o == 40 ? r0 < 0 : r0, r0 < 0 ? strerrorname_np(e0) : "",
                   r1 < 0    ? strerrorname_np(e1)
                   : o == 40 ? ""
                             : "ok",
                   r2 < 0 ? strerrorname_np(e2) : "ok");
            fflush(stdout);
            _exit(0);
        }
        wait(0);
    }
    T(prctl(PR_SET_NAME, "a-name-that-is-too-long"));
    char n[17] = "";
    T(prctl(PR_GET_NAME, n));
    puts(n);
    T(prctl(PR_SET_PDEATHSIG, 64));
    T(prctl(PR_SET_PDEATHSIG, 65));
    int s;
    T(prctl(PR_GET_PDEATHSIG, &s));
    T(s);
    T(prctl(PR_SET_TIMERSLACK, 1000));
    T(prctl(PR_GET_TIMERSLACK));
    T(prctl(PR_SET_TIMERSLACK, 0));
    T(prctl(PR_GET_TIMERSLACK));
    T(prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0));
    T(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0));
    T(prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0));
    T(prctl(PR_SET_VMA, 0, 8, 4096, "x"));
    char *m = mmap(0, 8192, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    T(prctl(PR_SET_VMA, 0, m, 4096, "name"));
    T(prctl(PR_SET_VMA, 0, m + 1, 4096, "name"));
    T(prctl(PR_SET_VMA, 0, m, 4096, "na[me"));
    T(prctl(PR_SET_VMA, 1, m, 4096, "name"));
    T(prctl(PR_SET_VMA, 0, m, 4096, 0));
    T(prctl(PR_SET_SECUREBITS, 1 << 20));
    T(prctl(PR_CAPBSET_READ, 63));
    T(prctl(PR_CAPBSET_READ, 0));
    T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 0, 0, 0));
    T(prctl(PR_CAP_AMBIENT, 9, 0, 0, 0));
    T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 99, 0, 0));
    T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 1, 0, 0));
    T(syscall(SYS_personality, 0xffffffff));
    T(syscall(SYS_personality, 0x0040000));
    T(syscall(SYS_personality, 0xffffffff));
    T(syscall(SYS_personality, 0));
}
