#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
static void say(const char *what, long result) { printf("%s %ld %s\n", what, result, result < 0 ? strerror(errno) : ""); }
int main(void) {
    char name[] = "dirXXXXXX", text[64] = {0};
    struct stat st;
    say("chdir", chdir(mkdtemp(name)));
    say("open", open("none", O_RDONLY));
    int file = open("a", O_RDWR | O_CREAT | O_EXCL, 0640);
    say("excl", open("a", O_CREAT | O_EXCL | O_WRONLY, 0600));
    struct iovec parts[2] = {{"hello ", 6}, {"world", 5}};
    say("writev", writev(file, parts, 2));
    say("lseek", lseek(file, -5, SEEK_END));
    say("read", read(file, text, 60));
    puts(text);
    say("mkdir", mkdir("d", 0755));
    say("again", mkdir("d", 0755));
    say("link", link("a", "d/b"));
    say("symlink", symlink("../a", "d/s"));
    fstat(file, &st);
    printf("%o %ld %ld\n", st.st_mode, (long)st.st_nlink, (long)st.st_size);
    say("rmdir", rmdir("d"));
    say("loop", symlink("loop", "loop"));
    say("follow", open("loop", O_RDONLY));
    say("notdir", open("a/x", O_RDONLY));
    say("rename", rename("d/b", "c"));
    say("into", rename("d", "d/e"));
    say("isdir", open("d", O_WRONLY));
    say("long", open("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", O_RDONLY));
    say("truncate", ftruncate(file, 3));
    say("append", open("a", O_WRONLY | O_APPEND));
    say("dup", dup2(file, 20));
    say("cloexec", fcntl(20, F_SETFD, FD_CLOEXEC));
    say("getfd", fcntl(20, F_GETFD));
    struct dirent **names;
    int count = scandir("d", &names, 0, alphasort);
    for (int i = 0; i < count; i++)
        printf("%s %d\n", names[i]->d_name, names[i]->d_type);
    say("readlink", readlink("d/s", text, 60));
    int pipes[2];
    pipe2(pipes, O_NONBLOCK);
    say("empty", read(pipes[0], text, 1));
    struct pollfd waits[2] = {{pipes[0], POLLIN}, {pipes[1], POLLOUT}};
    printf("poll %d %d %d\n", poll(waits, 2, 0), waits[0].revents, waits[1].revents);
    close(pipes[1]);
    printf("poll %d %d\n", poll(waits, 1, 0), waits[0].revents);
    say("eof", read(pipes[0], text, 1));
    say("badf", close(99));
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    say("lock", fcntl(file, F_SETLK, &lock));
    say("access", access("a", X_OK));
    unlink("d/s"), rmdir("d"), unlink("a"), unlink("c"), unlink("loop");
    char path[4096];
    printf("%d\n", getcwd(path, sizeof path) != 0);
    rmdir(path);
    say("gone", getcwd(path, sizeof path) ? 0 : -1);
    return 0;
}
