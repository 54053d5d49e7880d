/* How far down keyrings are searched, keys there are possessed, and circles are seen. */
#include "parity.h"
#include <linux/keyctl.h>
static long control(int op, long a, long b, long c) { return syscall(SYS_keyctl, op, a, b, c, 0); }
static long add(const char *type, const char *name, int length, long ring) { return syscall(SYS_add_key, type, name, length ? "x" : 0, length, ring); }
static const char *outcome(long result) { return result < 0 ? strerrorname_np(errno) : "found"; }
int main(void) {
    char name[20], b[100];
    long session = control(KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0), ring[12] = {session}, key[12];
    for (int i = 1; i < 12; i++) {
        sprintf(name, "ring%d", i);
        ring[i] = add("keyring", name, 0, KEY_SPEC_SESSION_KEYRING);
        control(KEYCTL_SETPERM, ring[i], 0x3f3f0000, 0);
        sprintf(name, "key%d", i);
        key[i] = add("user", name, 1, ring[i]);
        control(KEYCTL_SETPERM, key[i], 0x3f000000, 0);
    }
    for (int i = 2; i < 12; i++) {
        printf("%d below: %s\n", i, outcome(control(KEYCTL_LINK, ring[i], ring[i - 1], 0)));
        control(KEYCTL_UNLINK, ring[i], session, 0);
    }
    for (int i = 1; i < 12; i++) {
        sprintf(name, "key%d", i);
        printf("%d: by search %s", i, outcome(control(KEYCTL_SEARCH, session, (long)"user", (long)name)));
        printf(", from the first %s", outcome(control(KEYCTL_SEARCH, ring[1], (long)"user", (long)name)));
        printf(", by request %s", outcome(syscall(SYS_request_key, "user", name, 0, 0)));
        printf(", read %s", outcome(control(KEYCTL_READ, key[i], (long)b, sizeof b)));
        printf(", ring read %s\n", outcome(control(KEYCTL_READ, ring[i], (long)b, sizeof b)));
    }
    for (int i = 1; i < 12; i++) printf("the first in %d: %s\n", i, outcome(control(KEYCTL_LINK, ring[1], ring[i], 0)));
    for (int i = 2; i < 10; i++) {
        printf("the last in %d: %s\n", i, outcome(control(KEYCTL_LINK, ring[11], ring[i], 0)));
        control(KEYCTL_UNLINK, ring[11], ring[i], 0);
    }
    return 0;
}
