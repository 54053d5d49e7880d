// /proc/PID/loginuid and sessionid: who logged in, set once freely, inherited, and changed with CAP_AUDIT_CONTROL only.
#include "parity.h"
#include <sys/wait.h>

static unsigned get(const char *file) {
    char text[32] = "";
    int fd = open(file, O_RDONLY);
    read(fd, text, 31);
    close(fd);
    return strtoul(text, 0, 10);
}

static void set(const char *text) {
    errno = 0;
    int fd = open("/proc/self/loginuid", O_WRONLY);
    long n = write(fd, text, strlen(text));
    printf("set %s: %ld errno %d, loginuid %u, session %s\n", text, n, n < 0 ? errno : 0, get("/proc/self/loginuid"),
           get("/proc/self/sessionid") == -1u ? "none" : "some");
    close(fd);
}

int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    printf("%u %u\n", get("/proc/self/loginuid"), get("/proc/self/sessionid"));
    set("x");
    set("-2");
    set("1000");
    unsigned first = get("/proc/self/sessionid");
    if (!fork()) {
        printf("child %u, same session %d\n", get("/proc/self/loginuid"), get("/proc/self/sessionid") == first);
        char other[64];
        sprintf(other, "/proc/%d/loginuid", getppid());
        int fd = open(other, O_WRONLY);
        long n = write(fd, "5", 1);
        printf("another's %ld %d\n", n, errno);
        set("7");
        printf("another session %d\n", get("/proc/self/sessionid") == first + 1);
        setuid(1000);
        set("8");
        printf("%u\n", get("/proc/self/loginuid"));
        _exit(0);
    }
    wait(0);
    printf("%u\n", get("/proc/self/loginuid"));
    set("4294967295");
    set("0");
    return 0;
}
