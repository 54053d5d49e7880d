#include "parity.h"
int main() {
    int f = open("/tmp/x2", O_CREAT | O_RDWR | O_TRUNC, 0600);
    char b[200];
    T(setxattr("/tmp/x2", "user.a", "value", 5, 0));
    T(setxattr("/tmp/x2", "user.a", "v", 1, XATTR_CREATE));
    T(fsetxattr(f, "user.b", "", 0, XATTR_REPLACE));
    T(fsetxattr(f, "user.b", "", 0, 0));
    T(getxattr("/tmp/x2", "user.a", b, 200));
    T(getxattr("/tmp/x2", "user.a", b, 2));
    T(getxattr("/tmp/x2", "user.a", 0, 0));
    T(getxattr("/tmp/x2", "user.none", b, 9));
    T(flistxattr(f, b, 200));
    T(listxattr("/tmp/x2", b, 1));
    T(removexattr("/tmp/x2", "user.a"));
    T(removexattr("/tmp/x2", "user.a"));
    T(setxattr("/tmp/x2", "user.", "x", 1, 0));
    T(setxattr("/tmp/x2", "", "x", 1, 0));
    symlink("x2", "/tmp/xl");
    T(lsetxattr("/tmp/xl", "user.c", "x", 1, 0));
    T(getxattr("/tmp/none", "user.a", b, 1));
    unlink("/tmp/xl");
}
