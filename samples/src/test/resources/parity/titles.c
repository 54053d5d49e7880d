/* What /proc/self/cmdline and environ say when a program writes over its arguments, or says that they are elsewhere: setproctitle(3), PR_SET_MM of prctl(2). */
#include "parity.h"
#include <linux/prctl.h>

static void show(const char *when) {
    static const char *names[] = {"/proc/self/cmdline", "/proc/self/environ"};
    char bytes[5000];
    printf("%s:", when);
    for (int i = 0; i < 2; i++) {
        int fd = open(names[i], O_RDONLY), count = read(fd, bytes, sizeof bytes);
        close(fd);
        printf(" %d[", count);
        for (int at = 0; at < count && at < 60; at++) {
            putchar(bytes[at] ? bytes[at] : '|');
        }
        printf("]");
    }
    puts("");
    fflush(stdout);
}

static int put(struct prctl_mm_map *map) {
    return prctl(PR_SET_MM, PR_SET_MM_MAP, map, sizeof *map, 0);
}

int main(int count, char **arguments) {
    if (count == 1) {
        char *own[] = {"title", "one", "two", 0}, *environment[] = {"A=1", "BB=22", 0};
        execve("/proc/self/exe", own, environment);
    }
    show("start");
    memcpy(arguments[0], "TITLE", 5), show("same length");
    memset(arguments[0], 'x', 13), show("over the end");
    memset(arguments[0], 'y', 16), show("into the environment");
    arguments[0][10] = 0, show("short");
    char *place = mmap(0, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), line[2000], *at;
    strcpy(place, "a new title");
    T(prctl(PR_SET_MM, PR_SET_MM_ARG_START, place, 0, 0));
    T(prctl(PR_SET_MM, PR_SET_MM_ARG_END, place + 12, 0, 0));
    T(prctl(PR_SET_MM, PR_SET_MM_ARG_START, place, 0, 0));
    show("set");
    int fd = open("/proc/self/stat", O_RDONLY), length = read(fd, line, sizeof line - 1);
    unsigned long fields[60], vector[70] = {6, 4096};
    line[length] = 0;
    at = strrchr(line, ')') + 4;
    for (int i = 4; i < 53; i++) {
        fields[i] = strtoul(at, &at, 10);
    }
    printf("%d %d %d\n", fields[26] < fields[27], fields[48] < fields[49], fields[50] < fields[51]);
    struct prctl_mm_map map = {fields[26], fields[27], fields[45], fields[46], fields[47], (long)sbrk(0), fields[28], (long)place, (long)place + 12, fields[50], fields[51], 0, 0, -1};
    T(put(&map));
    show("all");
    map.auxv = (void *)vector;
    for (int pairs = 30; pairs < 36; pairs++) {
        map.auxv_size = pairs * 16;
        printf("%d: %s\n", pairs, put(&map) ? strerrorname_np(errno) : "ok");
    }
    fd = open("/proc/self/auxv", O_RDONLY);
    length = read(fd, line, sizeof line);
    printf("%d: %ld %ld %ld\n", length, ((long *)line)[0], ((long *)line)[1], ((long *)line)[2]);
    map.auxv = 0;
    T(put(&map));
    map.auxv_size = 0;
    map.env_start = (long)place + 12, map.env_end = (long)place + 20;
    strcpy(place + 12, "ENV=new");
    T(put(&map)), show("environment");
    map.arg_start = map.arg_end = 0x10000;
    T(put(&map)), show("nothing");
    map.arg_end--;
    T(put(&map));
    map.arg_end++, map.brk = map.start_brk - 1;
    T(put(&map));
    map.brk = map.start_brk, map.exe_fd = 0;
    T(put(&map));
    map.exe_fd = 99;
    T(put(&map));
    map.exe_fd = -1, map.start_code = 10;
    T(put(&map));
    T(prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof map - 1, 0));
    T(prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof map, 1));
    T(prctl(PR_SET_MM, PR_SET_MM_MAP, 0, sizeof map, 0));
    T(prctl(PR_SET_MM, PR_SET_MM_MAP_SIZE, &length, 0, 0));
    printf("%d\n", length);
    for (int option = 0; option < 18; option++) {
        printf("%d:", option);
        long places[] = {0x1000, (long)main & ~0xfffL, -1};
        for (int i = 0; i < 3; i++) {
            printf(" %s", prctl(PR_SET_MM, option, places[i], 0, 0) ? strerrorname_np(errno) : "ok");
        }
        puts("");
    }
    char *heap = sbrk(0);
    T(prctl(PR_SET_MM, PR_SET_MM_BRK, heap + 8192, 0, 0));
    T((char *)sbrk(0) - heap);
    T(brk(heap + 16384));
    CHILD(setuid(1000); T(prctl(PR_SET_MM, PR_SET_MM_ARG_START, place, 0, 0)); map.start_code = fields[26]; T(put(&map)); map.exe_fd = 0; T(put(&map)));
}
