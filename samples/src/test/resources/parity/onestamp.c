/* What one call stamps has one time: a new file, directory or link, one whose times are set to now, a write, a truncation.
   tmpfs of Linux reads the time anew for the change when it sets times: rarely a tick lies between. */
#include "parity.h"
#include <sys/stat.h>
static int same(struct timespec a, struct timespec b) {
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}
/* Bit 1: accessed when modified, bit 2: modified when changed. */
static int stamps(const char *name) {
    struct stat s;
    if (lstat(name, &s)) return -1;
    return same(s.st_atim, s.st_mtim) | same(s.st_mtim, s.st_ctim) << 1;
}
int main() {
    fresh("onestamp");
    int set = 0, made = 3, directories = 3, links = 3, written = 2;
    for (int i = 0; i < 200; i++) {
        int fd = open("a", O_CREAT | O_RDWR, 0644);
        made &= stamps("a");
        futimens(fd, 0);
        set += stamps("a") == 3;
        write(fd, "x", 1);
        written &= stamps("a");
        ftruncate(fd, 100);
        written &= stamps("a");
        close(fd);
        mkdir("d", 0755);
        directories &= stamps("d");
        symlink("a", "l");
        links &= stamps("l");
        unlink("a");
        unlink("l");
        rmdir("d");
    }
    T(made);
    T(set > 100);
    T(written);
    T(directories);
    T(links);
    return 0;
}
