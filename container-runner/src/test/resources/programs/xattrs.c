#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

static void say(const char *what, long result) {
    printf("%s %ld %s\n", what, result, result < 0 ? strerror(errno) : "");
}

int main(void) {
    char value[64] = {0};
    char path[] = "xattrs.tmp";
    int fd = open(path, O_CREAT | O_RDWR, 0644);
    say("set", setxattr(path, "user.a", "first", 5, 0));
    say("create again", setxattr(path, "user.a", "x", 1, XATTR_CREATE));
    say("replace none", setxattr(path, "user.b", "x", 1, XATTR_REPLACE));
    say("fset", fsetxattr(fd, "user.b", "", 0, 0));
    say("size", getxattr(path, "user.a", 0, 0));
    say("small", getxattr(path, "user.a", value, 2));
    say("get", fgetxattr(fd, "user.a", value, sizeof value));
    printf("%s\n", value);
    say("none", getxattr(path, "user.c", value, sizeof value));
    say("list", listxattr(path, 0, 0) >= 14);
    say("remove", removexattr(path, "user.a"));
    say("gone", fremovexattr(fd, "user.a"));
    say("no namespace", setxattr(path, "a", "x", 1, 0));
    return unlink(path);
}
