/* Securebits: what they keep root and changes of user ids from doing, and their locks. */
#include "parity.h"
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/fsuid.h>

static void caps(const char *when) {
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    syscall(SYS_capget, &head, data);
    printf("%s: effective %d permitted %d inheritable %d ambient %d bits %x keep %d\n", when, (data[0].effective & 1 << CAP_SETUID) != 0,
           (data[0].permitted & 1 << CAP_SETUID) != 0, (data[0].inheritable & 1 << CAP_SETUID) != 0,
           prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_SETUID, 0, 0), prctl(PR_GET_SECUREBITS), prctl(PR_GET_KEEPCAPS));
    fflush(stdout);
}

static int inherit(void) {
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    syscall(SYS_capget, &head, data);
    data[0].inheritable |= 1 << CAP_SETUID;
    return syscall(SYS_capset, &head, data);
}

static void again(void) {
    fflush(stdout);
    execl("/proc/self/exe", "again", NULL);
    perror("exec");
}

int main(int argc, char **argv) {
    if (!strcmp(argv[0], "again")) {
        caps("after exec");
        return 0;
    }
    puts("locks");
    CHILD(T(prctl(PR_SET_SECUREBITS, 0x100)); T(prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS_LOCKED)); T(prctl(PR_SET_KEEPCAPS, 1));
          T(prctl(PR_SET_KEEPCAPS, 0)); T(prctl(PR_SET_KEEPCAPS, 2)); T(prctl(PR_SET_SECUREBITS, 0));
          T(prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS_LOCKED | SECBIT_KEEP_CAPS));
          T(prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS_LOCKED | SECBIT_NOROOT | SECBIT_NOROOT_LOCKED));
          T(prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS_LOCKED | SECBIT_NOROOT_LOCKED)); caps("locked"));
    puts("keep capabilities");
    CHILD(T(prctl(PR_SET_KEEPCAPS, 1)); caps("kept"); T(inherit()); T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SETUID, 0, 0));
          T(setresuid(1000, 1000, 1000)); caps("user"); again());
    CHILD(T(prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS)); T(prctl(PR_GET_KEEPCAPS)); T(setresuid(1000, 0, 1000)); caps("half");
          T(setresuid(1000, 1000, 1000)); caps("user"));
    CHILD(T(prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS | SECBIT_KEEP_CAPS_LOCKED)); again());
    puts("no root");
    CHILD(T(prctl(PR_SET_SECUREBITS, SECBIT_NOROOT)); caps("before"); again());
    CHILD(T(prctl(PR_SET_SECUREBITS, SECBIT_NOROOT)); T(inherit()); T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SETUID, 0, 0));
          again());
    CHILD(T(prctl(PR_SET_SECUREBITS, SECBIT_NOROOT)); T(inherit()); T(setresuid(1000, 0, 0)); again());
    puts("no fix-up");
    CHILD(T(prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)); T(setresuid(1000, 1000, 1000)); caps("user"); T(setresuid(0, 0, 0));
          caps("root"); T(setfsuid(1000)); caps("files"); T(setresuid(1000, 1000, 1000)); again());
    puts("no ambient");
    CHILD(T(inherit()); T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SETUID, 0, 0));
          T(prctl(PR_SET_SECUREBITS, SECBIT_NO_CAP_AMBIENT_RAISE)); T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SETUID, 0, 0));
          T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, CAP_SETUID, 0, 0));
          T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SETUID, 0, 0)); T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)));
    puts("without CAP_SETPCAP");
    CHILD(T(setresuid(1000, 1000, 1000)); T(prctl(PR_SET_SECUREBITS, 0)); T(prctl(PR_SET_KEEPCAPS, 1)); caps("user"));
    return 0;
}
