/* A program that runs cannot be written; a file open for writing cannot be run. */
#include "parity.h"
int main(int argc, char **argv) {
    if (argc > 1) return atoi(argv[1]);
    fresh("txtbusy");
    char buffer[4096];
    int in = open("/proc/self/exe", O_RDONLY), out = open("prog", O_WRONLY | O_CREAT, 0755), n;
    while ((n = read(in, buffer, sizeof buffer)) > 0) write(out, buffer, n);
    CHILD(errno = 0; execl("prog", "prog", "3", (char *) 0); printf("exec %s\n", strerrorname_np(errno)));
    close(out);
    CHILD(execl("prog", "prog", "3", (char *) 0); printf("exec %s\n", strerrorname_np(errno)));
    int both = open("prog", O_RDWR);
    CHILD(execl("prog", "prog", "3", (char *) 0); printf("exec %s\n", strerrorname_np(errno)));
    close(both);
    T(open("/proc/self/exe", O_WRONLY));
    T(open("/proc/self/exe", O_RDWR));
    T(open("/proc/self/exe", O_RDONLY) >= 0);
    T(open("/proc/self/exe", O_RDONLY | O_TRUNC));
    T(truncate("/proc/self/exe", 0));
    T(access("/proc/self/exe", W_OK));
    int script = open("script", O_WRONLY | O_CREAT, 0755);
    write(script, "#!/bin/sh\nexit 5\n", 17);
    CHILD(execl("script", "script", (char *) 0); printf("exec %s\n", strerrorname_np(errno)));
    close(script);
    CHILD(execl("script", "script", (char *) 0); printf("exec %s\n", strerrorname_np(errno)));
    char *m = mmap(0, 4096, PROT_READ, MAP_PRIVATE, open("prog", O_RDONLY), 0);
    T(m != MAP_FAILED);
    T(open("prog", O_RDWR) > 0);
    int memory = memfd_create("p", MFD_CLOEXEC);
    in = open("prog", O_RDONLY);
    while ((n = read(in, buffer, sizeof buffer)) > 0) write(memory, buffer, n);
    CHILD(fexecve(memory, (char *[]) {"p", "4", 0}, (char *[]) {0}); printf("exec %s\n", strerrorname_np(errno)));
    CHILD(char path[40]; sprintf(path, "/proc/self/fd/%d", memory); int ro = open(path, O_RDONLY | O_CLOEXEC); close(memory);
          fexecve(ro, (char *[]) {"p", "4", 0}, (char *[]) {0}); printf("exec %s\n", strerrorname_np(errno)));
    /* the copy runs now: it can be unlinked and replaced, not written */
    int go[2]; pipe(go);
    pid_t child = fork();
    if (!child) { dup2(go[0], 0); close(go[1]); execl("/bin/cat", "cat", (char *) 0); _exit(9); }
    close(go[1]);
    int status; waitpid(child, &status, 0); T(status);
    T(unlink("prog"));
}
