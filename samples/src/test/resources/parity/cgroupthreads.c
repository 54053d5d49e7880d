/* Threaded control groups: what may be one, what then is a domain, and where threads may go. */
#include "parity.h"
#include <sys/mount.h>
#include <linux/sched.h>

static int put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY), r = fd < 0 ? -1 : write(fd, text, strlen(text)), e = errno;
    close(fd), errno = e;
    return r < 0 ? -1 : 0;
}
static int number(const char *path, int n) {
    char text[20];
    sprintf(text, "%d", n);
    return put(path, text);
}
static void show(const char *path) {
    char text[4096];
    int fd = open(path, O_RDONLY), n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    printf("%s: %.*s%s", path, n > 0 ? n : 0, text, n < 0 ? strerrorname_np(errno) : "");
    if (n <= 0)
        printf("\n");
    close(fd), fflush(stdout);
}
static int lines(const char *path) {
    char text[4096];
    int fd = open(path, O_RDONLY), n = fd < 0 ? -1 : read(fd, text, sizeof text - 1), count = 0;
    close(fd);
    if (n < 0)
        return -1;
    for (int i = 0; i < n; i++) count += text[i] == '\n';
    return count;
}
static void types(void) {
    for (char *each[] = {"t/cgroup.type", "t/a/cgroup.type", "t/a/x/cgroup.type", "t/b/cgroup.type", NULL}, **at = each; *at; at++) show(*at);
}
static volatile int tid, stop;
static void *runs(void *arg) {
    tid = gettid();
    while (!stop)
        usleep(1000);
    return NULL;
}
static void where(int thread) {
    char path[60], text[200];
    sprintf(path, "/proc/self/task/%d/cgroup", thread);
    int fd = open(path, O_RDONLY), n = read(fd, text, 199);
    text[n > 0 ? n : 0] = 0;
    close(fd);
    printf("in %s", strstr(text, "/t") ? strstr(text, "/t") : "elsewhere\n");
}
int main() {
    mkdir("/sys/fs/cgroup", 0755);
    mount("none", "/sys/fs/cgroup", "cgroup2", 0, "");
    T(chdir("/sys/fs/cgroup"));
    T(put("cgroup.subtree_control", "+cpu +memory +pids"));
    T(mkdir("t", 0755)), T(mkdir("t/a", 0755)), T(mkdir("t/a/x", 0755)), T(mkdir("t/b", 0755));
    printf("-- kinds\n");
    types();
    T(put("t/a/cgroup.type", "domain")), T(put("t/a/cgroup.type", "domain threaded")), T(put("t/a/cgroup.type", ""));
    T(put("t/a/cgroup.type", " threaded \n"));
    types();
    T(put("t/b/cgroup.type", "threaded")), types();
    T(put("t/a/x/cgroup.type", "threaded")), T(put("t/a/x/cgroup.type", "threaded")), types();
    show("t/cgroup.controllers"), show("t/a/cgroup.controllers");
    printf("-- what is passed on\n");
    T(put("t/cgroup.subtree_control", "+memory")), T(put("t/cgroup.subtree_control", "+cpu +pids")), types(), show("t/a/cgroup.controllers");
    T(put("t/a/cgroup.subtree_control", "+memory")), T(put("t/a/cgroup.subtree_control", "+pids"));
    T(access("t/a/memory.max", F_OK)), T(access("t/a/pids.max", F_OK)), T(access("t/a/cgroup.procs", F_OK)), T(access("t/memory.max", F_OK));
    printf("-- processes\n");
    show("t/a/cgroup.procs"), T(put("t/a/cgroup.kill", "1")), T(put("t/a/cgroup.kill", "2"));
    pthread_t thread;
    pthread_create(&thread, NULL, runs, NULL);
    while (!tid) usleep(1000);
    T(number("t/a/cgroup.threads", tid));
    T(number("t/cgroup.threads", tid));
    T(number("t/cgroup.procs", 0));
    T(lines("t/cgroup.procs")), T(lines("t/cgroup.threads")), show("t/pids.current");
    T(number("t/a/cgroup.threads", tid)), where(tid), where(gettid());
    T(lines("t/cgroup.procs")), T(lines("t/cgroup.threads")), T(lines("t/a/cgroup.threads")), T(lines("t/a/cgroup.procs"));
    show("t/pids.current"), show("t/a/pids.current"), show("t/a/cgroup.events"), show("t/a/x/cgroup.events");
    T(number("t/a/x/cgroup.threads", tid)), where(tid), show("t/a/pids.current"), show("t/a/x/pids.current"), show("t/a/x/cgroup.events");
    T(rmdir("t/a/x")), T(number("t/b/cgroup.threads", 0)), where(gettid()), where(tid), show("t/cgroup.events"), show("t/b/cgroup.events");
    T(lines("t/cgroup.procs")), T(lines("t/cgroup.threads"));
    T(number("t/a/cgroup.threads", 999999)), T(put("t/a/cgroup.threads", "x")), T(put("t/a/cgroup.threads", "-1"));
    T(number("cgroup.threads", tid));
    printf("-- limits, children\n");
    T(put("t/b/pids.max", "1"));

    T(fork());
    T(put("t/b/pids.max", "max"));
    CHILD(where(getpid()); T(lines("t/b/cgroup.threads")); T(lines("t/cgroup.procs")));
    T(number("t/a/cgroup.procs", 0)), where(tid), where(gettid()), T(lines("t/a/cgroup.threads")), T(lines("t/a/x/cgroup.threads"));
    show("t/a/pids.current"), show("t/a/x/cgroup.events");
    T(number("t/a/x/cgroup.threads", tid));
    stop = 1, pthread_join(thread, NULL);
    usleep(10000);
    T(lines("t/a/x/cgroup.threads")), show("t/a/x/cgroup.events"), show("t/a/pids.current");
    printf("-- domains again\n");
    T(rmdir("t/a/x"));
    T(number("cgroup.procs", 0));
    T(rmdir("t/a")), T(rmdir("t/b"));
    show("t/cgroup.type");
    printf("-- domains with processes\n");
    T(mkdir("t/a", 0755)), T(mkdir("t/b", 0755)), T(put("t/cgroup.subtree_control", "-cpu -pids"));
    T(number("t/cgroup.procs", 0)), T(put("t/cgroup.subtree_control", "+memory")), T(put("t/cgroup.subtree_control", "+pids"));
    show("t/cgroup.type"), show("t/a/cgroup.type"), T(number("t/a/cgroup.procs", 0)), T(put("t/a/cgroup.subtree_control", "+pids"));
    T(put("t/cgroup.subtree_control", "-pids")), show("t/cgroup.type"), T(number("t/a/cgroup.procs", 0)), show("t/a/cgroup.type");
    T(put("t/cgroup.subtree_control", "+pids")), T(put("t/cgroup.subtree_control", "+memory"));
    T(put("t/b/cgroup.type", "threaded")), T(put("t/a/cgroup.type", "threaded"));
    T(number("t/cgroup.procs", 0));
    T(number("cgroup.procs", 0)), T(put("t/cgroup.subtree_control", "-memory")), T(put("t/b/cgroup.type", "threaded")), T(number("t/b/cgroup.procs", 0));
    show("t/b/cgroup.type"), show("t/cgroup.type"), show("t/a/cgroup.type");
    T(number("cgroup.procs", 0));
    T(rmdir("t/a")), T(rmdir("t/b")), T(rmdir("t"));
    printf("-- under the root\n");
    T(mkdir("t", 0755)), T(access("t/memory.max", F_OK)), T(put("t/cgroup.type", "threaded")), T(access("t/memory.max", F_OK)), show("t/cgroup.controllers"), show("t/cgroup.type");
    T(number("t/cgroup.threads", 0)), where(gettid()), T(number("cgroup.threads", 0));
    T(put("cgroup.subtree_control", "-memory")), T(put("cgroup.subtree_control", "+memory")), show("t/cgroup.controllers");
    T(rmdir("t"));
    T(put("cgroup.subtree_control", "-cpu -memory -pids"));
}
