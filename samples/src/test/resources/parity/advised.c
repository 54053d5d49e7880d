/* What madvise(2) says of areas divides them and is shown, what it keeps from core files, and locks and protections up to where nothing is mapped. */
#include "parity.h"
#define PAGE 4096

static char *base;

static void areas(const char *what) {
    char line[300];
    int inside = 0;
    printf("%s:\n", what);
    FILE *f = fopen("/proc/self/smaps", "r");
    while (fgets(line, sizeof line, f)) {
        unsigned long from, to;
        char rights[5];
        if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) == 3) {
            inside = from >= (unsigned long)base && to <= (unsigned long)base + 16 * PAGE;
            if (inside)
                printf("  %ld-%ld %s", (from - (unsigned long)base) / PAGE, (to - (unsigned long)base) / PAGE, rights);
        } else if (inside && !strncmp(line, "VmFlags:", 8)) {
            for (char *word = strtok(line + 8, " \n"); word; word = strtok(0, " \n")) {
                if (strstr("sr rr dc wf dd hg nh mg lo", word))
                    printf(" %s", word);
            }
            puts("");
        }
    }
    fclose(f);
}

static void advise(int from, int pages, int advice, const char *name) {
    printf("%d+%d ", from, pages);
    T(madvise(base + from * PAGE, pages * PAGE, advice));
    areas(name);
}

int main(void) {
    base = mmap(0, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(base, PAGE);
    munmap(base + 15 * PAGE, PAGE);
    advise(2, 3, MADV_RANDOM, "random");
    advise(3, 4, MADV_SEQUENTIAL, "sequential");
    advise(1, 14, MADV_NORMAL, "normal");
    advise(2, 2, MADV_DONTDUMP, "not dumped");
    advise(3, 2, MADV_NOHUGEPAGE, "no huge pages");
    advise(4, 2, MADV_HUGEPAGE, "huge pages");
    advise(5, 2, MADV_MERGEABLE, "mergeable");
    advise(1, 14, MADV_UNMERGEABLE, "not mergeable");
    advise(1, 14, MADV_DODUMP, "dumped");
    advise(14, 2, MADV_DONTDUMP, "over the end");
    advise(0, 2, MADV_DONTDUMP, "from before the start");
    CHILD(areas("child"));
    T(munmap(base + 8 * PAGE, PAGE));
    T(mlock(base + 6 * PAGE, 4 * PAGE));
    areas("locked up to a gap");
    T(mlock(base + 8 * PAGE, 2 * PAGE));
    areas("nothing locked");
    T(munlock(base + 7 * PAGE, 4 * PAGE));
    areas("unlocked up to a gap");
    T(mmap(base + 8 * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0) == base + 8 * PAGE);
    areas("for a stack");
    T(mprotect(base + PAGE, PAGE, PROT_READ | 8));
    T(mprotect(base + PAGE, PAGE, 16));
    T(mprotect(base, 2 * PAGE, PROT_READ | PROT_GROWSDOWN));
    T(mprotect(base, PAGE, PROT_READ | PROT_GROWSDOWN));
    T(mprotect(base + 2, PAGE, PROT_READ | PROT_GROWSDOWN));
    areas("protected");
}
