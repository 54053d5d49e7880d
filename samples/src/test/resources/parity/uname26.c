/* personality(2): UNAME26 has uname tell of a release 2.6, PER_LINUX32 of another machine; exec and fork keep both. */
#include "parity.h"
#include <sys/personality.h>
#include <sys/utsname.h>
#include <sys/wait.h>
static void tell(const char *when) {
    struct utsname u;
    uname(&u);
    int a = 0, b = 0, c = -1, n = 0;
    sscanf(u.release, "%d.%d.%d%n", &a, &b, &c, &n);
    /* The number of the stable release differs. */
    printf("%s: %d.%d.%d %s, %s\n", when, a, b, a == 2 ? c : 0, strchr("-+", u.release[n]) ? "and more" : "only", u.machine);
    fflush(stdout);
}
int main(int argc, char **argv) {
    if (argc > 1) {
        tell("exec");
        T(personality(0xffffffff));
        return 0;
    }
    tell("usual");
    T(personality(UNAME26));
    tell("UNAME26");
    T(personality(PER_LINUX32));
    tell("PER_LINUX32");
    T(personality(PER_LINUX32 | UNAME26 | ADDR_NO_RANDOMIZE));
    tell("both");
    if (!fork()) {
        tell("child");
        execl("/proc/self/exe", "uname26", "again", (char *)0);
    }
    wait(0);
    FILE *f = fopen("/proc/sys/kernel/osrelease", "r");
    char release[100];
    fgets(release, sizeof release, f);
    printf("osrelease begins with %.2s\n", release);
    return 0;
}
