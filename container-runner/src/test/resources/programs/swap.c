/* Fills memory of so many MiB, private or shared, finds all of it again, and so does a child that changes half of it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096
#define WORD(at) (*(volatile unsigned long *) (p + (at)))
#define MARK(at) ((at) * 2654435761ul + 1)

static int wrong(char *p, size_t size, int changed) {
    int count = 0;
    for (size_t at = 0; at < size; at += PAGE) {
        count += WORD(at) != (changed && at % (2 * PAGE) == 0 ? 7 : MARK(at));
    }
    return count;
}

int main(int argc, char **argv) {
    size_t size = (size_t) atoi(argv[1]) << 20;
    int shared = argc > 2;
    char *p = mmap(0, size, PROT_READ | PROT_WRITE, (shared ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS, -1, 0);
    for (size_t at = 0; at < size; at += PAGE) {
        WORD(at) = MARK(at);
    }
    int found = wrong(p, size, 0);
    pid_t child = fork();
    if (child == 0) {
        int mine = wrong(p, size, 0);
        for (size_t at = 0; at < size; at += 2 * PAGE) {
            WORD(at) = 7;
        }
        _exit(mine + wrong(p, size, 1) != 0);
    }
    int status;
    waitpid(child, &status, 0);
    printf("wrong %d, of the child %d\n", found + wrong(p, size, shared), status);
    return 0;
}
