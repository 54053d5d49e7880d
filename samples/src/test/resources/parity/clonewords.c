/* clone and clone3 where the words that they write cannot be written, and where the memory of a descriptor's number cannot. */
#include "parity.h"
#include <linux/sched.h>
static void three(unsigned long flags, void *parent, void *child, void *pidfd) {
    struct clone_args a = {
        .flags = flags, .exit_signal = SIGCHLD, .parent_tid = (long)parent, .child_tid = (long)child, .pidfd = (long)pidfd};
    fflush(stdout);
    long r = syscall(SYS_clone3, &a, sizeof a);
    if (r == 0) {
        _exit(5);
    }
    int status = 0, e = errno;
    printf("%lx: %s", flags, r > 0 ? "made" : strerrorname_np(e));
    if (r > 0) {
        waitpid(r, &status, 0);
    }
    printf(" %x\n", status);
}
static void one(unsigned long flags, void *parent, void *child) {
    fflush(stdout);
    long r = syscall(SYS_clone, flags | SIGCHLD, 0, parent, 0, child);
    if (r == 0) {
        _exit(6);
    }
    int status = 0, e = errno;
    printf("%lx: %s", flags, r > 0 ? "made" : strerrorname_np(e));
    if (r > 0) {
        waitpid(r, &status, 0);
    }
    printf(" %x\n", status);
}
int main() {
    void *bad[] = {0, (void *)8, (void *)-4096L, mmap(0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)};
    int word;
    for (int i = 0; i < 4; i++) {
        three(CLONE_PARENT_SETTID, bad[i], 0, 0);
        three(CLONE_CHILD_SETTID, 0, bad[i], 0);
        three(CLONE_CHILD_CLEARTID, 0, bad[i], 0);
        three(CLONE_PIDFD, 0, 0, bad[i]);
        three(CLONE_PARENT_SETTID | CLONE_PIDFD, &word, 0, bad[i]);
        three(CLONE_PARENT_SETTID | CLONE_PIDFD, bad[i], 0, &word);
        one(CLONE_PARENT_SETTID, bad[i], 0);
        one(CLONE_CHILD_SETTID, 0, bad[i]);
        one(CLONE_CHILD_CLEARTID, 0, bad[i]);
        one(CLONE_PIDFD, bad[i], 0);
    }
    T(dup(0));
    T(waitpid(-1, 0, WNOHANG));
}
