/* Keys and keyrings: what is made, found, read, linked, refused; possession, rights, fork and exec. */
#include "parity.h"
#include <linux/keyctl.h>

static long control(int op, long a, long b, long c, long d) { return syscall(SYS_keyctl, op, a, b, c, d); }
static long add(const char *type, const char *name, const void *data, size_t length, long ring) {
    return syscall(SYS_add_key, type, name, data, length, ring);
}
static long request(const char *type, const char *name, const char *info, long ring) {
    return syscall(SYS_request_key, type, name, info, ring);
}

/* Numbers of keys differ: only whether there is one */
#define K(call)                                                                                                                            \
    ({                                                                                                                                     \
        errno = 0;                                                                                                                         \
        long result_ = (call);                                                                                                             \
        printf("%s: %s %s\n", #call, result_ > 0 ? "key" : result_ == 0 ? "0" : "-1", result_ < 0 ? strerrorname_np(errno) : "");          \
        fflush(stdout);                                                                                                                    \
        result_;                                                                                                                           \
    })

static void describe(const char *what, long key) {
    char b[300] = "";
    errno = 0;
    long n = control(KEYCTL_DESCRIBE, key, (long)b, sizeof b, 0);
    printf("%s: %ld %s %s\n", what, n, b, n < 0 ? strerrorname_np(errno) : "");
}

static void contents(const char *what, long key) {
    char b[300] = "";
    errno = 0;
    long n = control(KEYCTL_READ, key, (long)b, sizeof b, 0);
    printf("%s: %ld %s %s\n", what, n, n < 40 ? b : "", n < 0 ? strerrorname_np(errno) : "");
}

static int links(long ring) {
    int b[100];
    long n = control(KEYCTL_READ, ring, (long)b, sizeof b, 0);
    return n < 0 ? -1 : n / 4;
}

int main(int argc, char **argv) {
    if (argc > 1) {
        long session = atol(argv[1]);
        printf("session %d thread %d process %d\n", control(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0, 0, 0) == session,
               (int)control(KEYCTL_GET_KEYRING_ID, KEY_SPEC_THREAD_KEYRING, 0, 0, 0),
               (int)control(KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 0, 0, 0));
        return 0;
    }
    describe("session at first", KEY_SPEC_SESSION_KEYRING);
    describe("user", KEY_SPEC_USER_KEYRING);
    describe("user session", KEY_SPEC_USER_SESSION_KEYRING);
    describe("thread", KEY_SPEC_THREAD_KEYRING);
    T(control(KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 0, 0, 0));
    T(control(KEYCTL_GET_KEYRING_ID, KEY_SPEC_GROUP_KEYRING, 0, 0, 0));
    T(control(KEYCTL_GET_KEYRING_ID, KEY_SPEC_REQKEY_AUTH_KEY, 0, 0, 0));
    T(control(KEYCTL_GET_KEYRING_ID, -9, 0, 0, 0));
    T(control(KEYCTL_GET_KEYRING_ID, 0, 0, 0, 0));
    T(control(KEYCTL_GET_KEYRING_ID, 2, 0, 0, 0));
    long session = K(control(KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0, 0));
    describe("session", session);
    describe("session", KEY_SPEC_SESSION_KEYRING);
    printf("links %d\n", links(session));
    long a = K(add("user", "a", "first", 5, KEY_SPEC_SESSION_KEYRING));
    describe("a", a);
    contents("a", a);
    long again = K(add("user", "a", "second one", 10, KEY_SPEC_SESSION_KEYRING));
    printf("same %d\n", a == again);
    contents("a", a);
    T(control(KEYCTL_READ, a, 0, 0, 0));
    char small[4] = "xyz";
    T(control(KEYCTL_READ, a, (long)small, 3, 0));
    printf("%s\n", small);
    long logon = K(add("logon", "pre:name", "secret", 6, KEY_SPEC_SESSION_KEYRING));
    describe("logon", logon);
    contents("logon", logon);
    T(add("logon", "name", "secret", 6, KEY_SPEC_SESSION_KEYRING));
    T(add("logon", ":name", "secret", 6, KEY_SPEC_SESSION_KEYRING));
    T(add("user", "", "x", 1, KEY_SPEC_SESSION_KEYRING));
    T(add("user", 0, "x", 1, KEY_SPEC_SESSION_KEYRING));
    T(add("user", "n", "", 0, KEY_SPEC_SESSION_KEYRING));
    T(add("user", "n", 0, 0, KEY_SPEC_SESSION_KEYRING));
    T(add("user", "n", 0, 4, KEY_SPEC_SESSION_KEYRING));
    T(add("user", "n", "x", 1 << 20, KEY_SPEC_SESSION_KEYRING));
    static char big[40000];
    T(add("user", "n", big, 32768, KEY_SPEC_SESSION_KEYRING));
    T(add("nonesuch", "n", "x", 1, KEY_SPEC_SESSION_KEYRING));
    T(add("", "n", "x", 1, KEY_SPEC_SESSION_KEYRING));
    T(add(".system", "n", "x", 1, KEY_SPEC_SESSION_KEYRING));
    T(add("keyring", ".n", 0, 0, KEY_SPEC_SESSION_KEYRING));
    T(add("keyring", "n", "x", 1, KEY_SPEC_SESSION_KEYRING));
    T(add("abcdefghijklmnopqrstuvwxyzabcdefgh", "n", "x", 1, KEY_SPEC_SESSION_KEYRING));
    T(add((char *)8, "n", "x", 1, KEY_SPEC_SESSION_KEYRING));
    T(add("user", "n", "x", 1, a));
    T(add("user", "n", "x", 1, 12345));
    T(add("user", "n", "x", 1, 0));

    long ring = K(add("keyring", "ring", 0, 0, KEY_SPEC_SESSION_KEYRING));
    describe("ring", ring);
    long inner = K(add("user", "inner", "deep", 4, ring));
    printf("found %d\n", K(request("user", "inner", 0, 0)) == inner);
    printf("found %d\n", K(control(KEYCTL_SEARCH, session, (long)"user", (long)"inner", 0)) == inner);
    T(control(KEYCTL_SEARCH, session, (long)"user", (long)"none", 0));
    T(control(KEYCTL_SEARCH, session, (long)"nonesuch", (long)"none", 0));
    T(control(KEYCTL_SEARCH, inner, (long)"user", (long)"none", 0));
    T(request("user", "none", 0, 0));
    T(request("nonesuch", "none", 0, 0));
    printf("links %d %d\n", links(session), links(ring));
    T(control(KEYCTL_LINK, a, ring, 0, 0));
    T(control(KEYCTL_LINK, a, ring, 0, 0));
    printf("links %d %d\n", links(session), links(ring));
    T(control(KEYCTL_LINK, ring, ring, 0, 0));
    T(control(KEYCTL_LINK, session, ring, 0, 0));
    T(control(KEYCTL_LINK, a, inner, 0, 0));
    T(control(KEYCTL_UNLINK, a, session, 0, 0));
    T(control(KEYCTL_UNLINK, a, session, 0, 0));
    contents("still there", a);
    T(control(KEYCTL_MOVE, a, ring, session, 0));
    T(control(KEYCTL_MOVE, a, ring, session, 0));
    T(control(KEYCTL_MOVE, a, session, ring, 4));
    T(control(KEYCTL_MOVE, a, session, session, 0));
    K(add("user", "a", "other", 5, ring));
    T(control(KEYCTL_MOVE, a, session, ring, KEYCTL_MOVE_EXCL));
    T(control(KEYCTL_UPDATE, a, (long)"updated", 7, 0));
    contents("a", a);
    T(control(KEYCTL_UPDATE, ring, (long)"updated", 7, 0));
    T(control(KEYCTL_UPDATE, a, (long)big, 5000, 0));
    T(control(KEYCTL_UPDATE, a, (long)big, 0, 0));
    T(control(KEYCTL_CLEAR, ring, 0, 0, 0));
    T(control(KEYCTL_CLEAR, a, 0, 0, 0));

    T(control(KEYCTL_SETPERM, a, 0xffffffff, 0, 0));
    T(control(KEYCTL_SETPERM, a, 0x3f3f0000, 0, 0));
    describe("a", a);
    T(control(KEYCTL_CHOWN, a, -1, -1, 0));
    T(control(KEYCTL_CHOWN, a, -1, 77, 0));
    describe("a", a);
    T(control(KEYCTL_CHOWN, a, 55, -1, 0));
    describe("a", a);
    T(control(KEYCTL_CHOWN, a, 0, 0, 0));
    char label[20] = "?";
    T(control(KEYCTL_GET_SECURITY, a, (long)label, sizeof label, 0));
    printf("label %s\n", label);

    /* Time and death */
    long brief = K(add("user", "brief", "x", 1, session));
    T(control(KEYCTL_SET_TIMEOUT, brief, 1, 0, 0));
    contents("in time", brief);
    sleep(2);
    contents("late", brief);
    T(request("user", "brief", 0, 0));
    T(control(KEYCTL_SEARCH, session, (long)"user", (long)"brief", 0));
    T(control(KEYCTL_SET_TIMEOUT, brief, 0, 0, 0));
    K(add("user", "brief", "y", 1, session));
    T(control(KEYCTL_REVOKE, a, 0, 0, 0));
    contents("revoked", a);
    describe("revoked", a);
    T(request("user", "a", 0, 0));
    T(control(KEYCTL_SEARCH, session, (long)"user", (long)"a", 0));
    T(control(KEYCTL_REVOKE, a, 0, 0, 0));
    K(add("user", "a", "reborn", 6, session));
    long invalid = K(add("user", "invalid", "x", 1, session));
    T(control(KEYCTL_INVALIDATE, invalid, 0, 0, 0));
    usleep(100000); // until it has been collected
    T(request("user", "invalid", 0, 0));
    T(control(KEYCTL_RESTRICT_KEYRING, ring, 0, 0, 0));
    T(control(KEYCTL_RESTRICT_KEYRING, ring, 0, 0, 0));
    T(control(KEYCTL_RESTRICT_KEYRING, brief, 0, 0, 0));
    T(add("user", "refused", "x", 1, ring));
    T(control(KEYCTL_LINK, brief, ring, 0, 0));

    /* What nobody makes */
    T(request("user", "made", "info", 0));
    T(control(KEYCTL_INSTANTIATE, brief, (long)"x", 1, 0));
    T(control(KEYCTL_NEGATE, brief, 10, 0, 0));
    T(control(KEYCTL_REJECT, brief, 10, 0, 0));
    T(control(KEYCTL_REJECT, brief, 10, EPERM, 0));
    T(control(KEYCTL_ASSUME_AUTHORITY, 0, 0, 0, 0));
    T(control(KEYCTL_ASSUME_AUTHORITY, brief, 0, 0, 0));
    T(control(KEYCTL_ASSUME_AUTHORITY, -1, 0, 0, 0));
    T(control(KEYCTL_SET_REQKEY_KEYRING, -1, 0, 0, 0));
    T(control(KEYCTL_SET_REQKEY_KEYRING, KEY_REQKEY_DEFL_USER_KEYRING, 0, 0, 0));
    T(control(KEYCTL_SET_REQKEY_KEYRING, KEY_REQKEY_DEFL_GROUP_KEYRING, 0, 0, 0));
    T(control(KEYCTL_SET_REQKEY_KEYRING, 99, 0, 0, 0));
    T(control(KEYCTL_SET_REQKEY_KEYRING, 0, 0, 0, 0));
    T(control(999, 0, 0, 0, 0));

    /* Sessions by name; a keyring of a thread and of a process */
    long named = K(control(KEYCTL_JOIN_SESSION_KEYRING, (long)"named", 0, 0, 0));
    describe("named", named);
    T(control(KEYCTL_JOIN_SESSION_KEYRING, (long)".named", 0, 0, 0));
    printf("another %d\n", control(KEYCTL_JOIN_SESSION_KEYRING, (long)"named", 0, 0, 0) != named);
    named = control(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0, 0, 0);
    K(add("user", "mine", "thread", 6, KEY_SPEC_THREAD_KEYRING));
    K(add("user", "mine", "process", 7, KEY_SPEC_PROCESS_KEYRING));
    K(add("user", "mine", "session", 7, KEY_SPEC_SESSION_KEYRING));
    contents("thread's", request("user", "mine", 0, 0));
    describe("thread", KEY_SPEC_THREAD_KEYRING);
    describe("process", KEY_SPEC_PROCESS_KEYRING);
    if (fork() == 0) {
        describe("child's thread", KEY_SPEC_THREAD_KEYRING);
        describe("child's process", KEY_SPEC_PROCESS_KEYRING);
        contents("child's", request("user", "mine", 0, 0));
        printf("same session %d\n", control(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0, 0, 0) == named);
        char number[20];
        sprintf(number, "%ld", named);
        fflush(stdout);
        execl(argv[0], argv[0], number, NULL);
        exit(1);
    }
    wait(0);
    /* Another user */
    long readable = K(add("user", "readable", "r", 1, KEY_SPEC_USER_KEYRING));
    T(control(KEYCTL_SETPERM, readable, 0x3f3f0003, 0, 0));
    long closed = K(add("user", "closed", "c", 1, KEY_SPEC_USER_KEYRING));
    fflush(stdout);
    if (fork() == 0) {
        T(setresuid(1234, 1234, 1234));
        contents("other user", readable);
        describe("other user", readable);
        contents("other user", closed);
        describe("other user", closed);
        T(control(KEYCTL_REVOKE, readable, 0, 0, 0));
        T(control(KEYCTL_SETPERM, readable, 0x3f3f3f3f, 0, 0));
        T(control(KEYCTL_CHOWN, readable, 1234, -1, 0));
        describe("its user keyring", KEY_SPEC_USER_KEYRING);
        describe("its session", KEY_SPEC_SESSION_KEYRING);
        T(control(KEYCTL_GET_PERSISTENT, 0, KEY_SPEC_PROCESS_KEYRING, 0, 0));
        long p = K(control(KEYCTL_GET_PERSISTENT, -1, KEY_SPEC_PROCESS_KEYRING, 0, 0));
        describe("persistent", p);
        long s = control(KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0, 0);
        int made = 0;
        char name[20];
        for (int i = 0; i < 300; i++) {
            sprintf(name, "k%d", i);
            if (add("user", name, "x", 1, s) < 0) {
                printf("full: %s\n", strerrorname_np(errno));
                break;
            }
            made++;
        }
        printf("made %d\n", made);
        T(control(KEYCTL_CLEAR, s, 0, 0, 0));
        T(add("user", "large", big, 20001, s));
        exit(0);
    }
    wait(0);
    char caps[4] = {9, 9, 9, 9};
    T(control(KEYCTL_CAPABILITIES, (long)caps, 4, 0, 0));
    printf("%d %d\n", caps[2], caps[3]);
    long p = K(control(KEYCTL_GET_PERSISTENT, -1, KEY_SPEC_PROCESS_KEYRING, 0, 0));
    describe("persistent", p);
    fflush(stdout);
    if (fork() == 0) {
        control(KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0, 0);
        K(add("user", "passed", "on", 2, KEY_SPEC_SESSION_KEYRING));
        T(control(KEYCTL_SESSION_TO_PARENT, 0, 0, 0, 0));
        exit(0);
    }
    wait(0);
    contents("passed", request("user", "passed", 0, 0));
    return 0;
}
