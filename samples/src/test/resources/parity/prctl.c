#include "parity.h"
int main() {
    char n[17] = {0};
    T(prctl(PR_SET_NAME, "a very long name indeed"));
    T(prctl(PR_GET_NAME, n));
    puts(n);
    T(prctl(PR_SET_PDEATHSIG, 99));
    T(prctl(PR_SET_PDEATHSIG, 9));
    int v;
    T(prctl(PR_GET_PDEATHSIG, &v));
    T(v);
    T(prctl(PR_GET_DUMPABLE));
    T(prctl(PR_SET_DUMPABLE, 5));
    T(prctl(PR_SET_DUMPABLE, 0));
    T(prctl(PR_GET_DUMPABLE));
    T(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    T(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    T(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    T(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    T(prctl(PR_GET_TIMERSLACK));
    T(prctl(PR_SET_TIMERSLACK, 7));
    T(prctl(PR_GET_TIMERSLACK));
    T(prctl(PR_GET_SECCOMP));
    T(prctl(PR_GET_KEEPCAPS));
    T(prctl(PR_SET_KEEPCAPS, 7));
    T(prctl(PR_CAPBSET_READ, 0));
    T(prctl(PR_CAPBSET_READ, 99));
    T(prctl(PR_GET_SECUREBITS));
    T(prctl(9999));
    T(prctl(PR_SET_CHILD_SUBREAPER, 1));
    T(prctl(PR_GET_CHILD_SUBREAPER, &v));
    T(v);
    T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 0, 0, 0));
    T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 0, 0, 0));
}
