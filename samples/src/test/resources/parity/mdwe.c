/* Memory that is not both written and executed, prctl(PR_SET_MDWE). */
#include "parity.h"
#define SET 65
#define GET 66
static void *map(int prot) {
    return mmap(0, 4096, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static void try(void) {
    void *p;
    T(map(PROT_READ | PROT_WRITE | PROT_EXEC) != MAP_FAILED);
    T(map(PROT_WRITE | PROT_EXEC) != MAP_FAILED);
    T((p = map(PROT_READ | PROT_EXEC)) != MAP_FAILED);
    T(mprotect(p, 4096, PROT_READ | PROT_EXEC));
    T(mprotect(p, 4096, PROT_EXEC));
    T(mprotect(p, 4096, PROT_WRITE | PROT_EXEC));
    T(mprotect(p, 4096, PROT_READ));
    T(mprotect(p, 4096, PROT_READ | PROT_EXEC));
    p = map(PROT_READ | PROT_WRITE);
    T(mprotect(p, 4096, PROT_READ | PROT_EXEC));
    T(mprotect(p, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
    T(mmap(p, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == p);
    T(prctl(GET, 0, 0, 0, 0));
}
static void in_child(int first, int second) {
    fflush(stdout);
    int pid = fork();
    if (pid == 0) {
        T(prctl(SET, first, 0, 0, 0));
        T(prctl(SET, second, 0, 0, 0));
        T(prctl(GET, 0, 0, 0, 0));
        try();
        fflush(stdout);
        pid = fork();
        if (pid == 0) {
            T(prctl(GET, 0, 0, 0, 0));
            T(map(PROT_READ | PROT_WRITE | PROT_EXEC) != MAP_FAILED);
            fflush(stdout);
            execl("/proc/self/exe", "mdwe", "again", NULL);
        }
        waitpid(pid, 0, 0);
        _exit(0);
    }
    waitpid(pid, 0, 0);
}
int main(int argc, char **argv) {
    if (argc > 1) {
        T(prctl(GET, 0, 0, 0, 0));
        T(map(PROT_READ | PROT_WRITE | PROT_EXEC) != MAP_FAILED);
        return 0;
    }
    T(prctl(SET, 2, 0, 0, 0));
    T(prctl(SET, 4, 0, 0, 0));
    T(prctl(SET, 1, 1, 0, 0));
    T(prctl(SET, 1, 0, 0, 1));
    T(prctl(GET, 1, 0, 0, 0));
    T(prctl(GET, 0, 0, 0, 0));
    try();
    in_child(1, 1);
    in_child(1, 0);
    in_child(1, 3);
    in_child(3, 1);
    in_child(3, 3);
    return 0;
}
