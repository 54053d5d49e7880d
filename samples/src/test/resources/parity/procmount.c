/* What is mounted on files of a process goes with it. */
#include "parity.h"
#include <sys/mount.h>

static int mounted(const char *what) {
    FILE *f = fopen("/proc/self/mountinfo", "r");
    char line[1000];
    int count = 0;
    while (fgets(line, sizeof line, f)) {
        count += strstr(line, what) != NULL;
    }
    fclose(f);
    return count;
}

int main(void) {
    int child = fork();
    if (child == 0) {
        pause();
    }
    char path[60];
    close(creat("/tmp/pm", 0600));
    sprintf(path, "/proc/%d/comm", child);
    T(mount("/tmp/pm", path, 0, MS_BIND, 0));
    char place[40];
    sprintf(place, "/%d/comm ", child);
    printf("mounted %d\n", mounted(place));
    sprintf(path, "/proc/%d/task/%d/comm", child, child);
    T(mount("/tmp/pm", path, 0, MS_BIND, 0));
    sprintf(place, "task/%d/comm ", child);
    printf("mounted %d\n", mounted(place));
    kill(child, SIGKILL);
    wait(0);
    printf("mounted %d\n", mounted(place));
    sprintf(place, "/%d/comm ", child);
    printf("mounted %d\n", mounted(place));
    return 0;
}
