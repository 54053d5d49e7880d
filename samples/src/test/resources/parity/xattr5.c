#include "parity.h"
/* Room without an end for attributes, and names of no namespace on files of others. */
int main(void) {
    static char room[65536];
    fresh("xattr5");
    close(file("f", ""));
    mkfifo("p", 0600);
    T(setxattr("f", "trusted.a", "value", 5, 0));
    T(getxattr("f", "trusted.a", room, -1));
    T(listxattr("f", room, -1));
    T(getxattr("f", "trusted.a", room, 4));
    if (fork() == 0) {
        setuid(99);
        const char *names[] = {"foo.a", "a", "user", "system.x", "user.a", "trusted.a"};
        for (int i = 0; i < 6; i++) {
            puts(names[i]);
            T(setxattr("p", names[i], "v", 1, 0));
            T(getxattr("p", names[i], room, 9));
            T(removexattr("p", names[i]));
            T(setxattr("f", names[i], "v", 1, 0));
            T(getxattr("f", names[i], room, 9));
        }
        exit(0);
    }
    wait(0);
}
