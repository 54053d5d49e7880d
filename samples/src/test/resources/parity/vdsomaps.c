#include "parity.h"
#include <sys/auxv.h>
#include <ucontext.h>

static void areas(void) {
    char line[300];
    unsigned long vvar_end = 0;
    FILE *f = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, f)) {
        unsigned long start, end;
        char rights[5];
        if (strstr(line, "[v") && sscanf(line, "%lx-%lx %4s", &start, &end, rights) == 3) {
            printf("%s %lu pages, follows %d, is it %d, %s", rights, (end - start) / 4096, start == vvar_end, start == getauxval(AT_SYSINFO_EHDR),
                   strchr(line, '['));
            vvar_end = end;
        }
    }
    fclose(f);
}

static unsigned long returns;
static void handler(int s, siginfo_t *i, void *c) {
    returns = (unsigned long)__builtin_return_address(0);
    printf("returns inside %d to %08x %08x\n", returns - getauxval(AT_SYSINFO_EHDR) < 8192, ((unsigned *)returns)[0], ((unsigned *)returns)[1]);
}

int main() {
    areas();
    struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &a, 0);
    raise(SIGUSR1);
    char *vdso = (char *)getauxval(AT_SYSINFO_EHDR);
    char *vvar = vdso - 8192;
    T(mprotect(vvar, 4096, PROT_READ | PROT_WRITE));
    T(mprotect(vvar, 4096, PROT_READ));
    CHILD(vvar[0] = 1);
    CHILD(vdso[0] = 1);
    T(mprotect(vdso, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
    vdso[0] = 1;
    CHILD(printf("%d\n", vdso[0]));
    vdso[0] = 0x7f;
    T(mprotect(vdso, 4096, PROT_READ | PROT_EXEC));
    areas();
    raise(SIGUSR1);
    T(munmap(vvar, 3 * 4096));
    areas();
    CHILD(raise(SIGUSR1));
}
