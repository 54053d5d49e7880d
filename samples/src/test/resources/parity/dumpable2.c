/* PR_GET_DUMPABLE follows changes of ids, and what it opens and closes. */
#include "parity.h"
#include <sys/fsuid.h>
int main() {
    T(prctl(PR_GET_DUMPABLE));
    T(prctl(PR_SET_DUMPABLE, 0)); T(prctl(PR_GET_DUMPABLE)); T(prctl(PR_SET_DUMPABLE, 1)); T(prctl(PR_SET_DUMPABLE, 2)); T(prctl(PR_SET_DUMPABLE, 3)); T(prctl(PR_GET_DUMPABLE));
    CHILD(T(setuid(1000)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(setuid(0)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(setgid(1000)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(setreuid(-1, 1000)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(setreuid(1000, -1)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(setresuid(1000, 0, 0)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(setresuid(-1, -1, 1000)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(setfsuid(1000)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(setfsgid(1000)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(setegid(1000)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(setgroups(0, 0)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(setresgid(-1, -1, 5)); T(prctl(PR_GET_DUMPABLE)));
    CHILD(setuid(1000); struct stat s; stat("/proc/self/stat", &s); T(s.st_uid); T(prctl(PR_SET_DUMPABLE, 1)); stat("/proc/self/stat", &s); T(s.st_uid); T(prctl(PR_GET_DUMPABLE)));
    CHILD(T(seteuid(1000)); T(prctl(PR_SET_DUMPABLE, 1)); CHILD(T(prctl(PR_GET_DUMPABLE))));
}
