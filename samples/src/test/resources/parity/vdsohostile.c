/* Hostile handling of [vdso] and [vvar]: nothing of it hurts but who does it. */
#include "parity.h"
#include <sys/ptrace.h>

static char *area(const char *name, size_t *size) {
    FILE *f = fopen("/proc/self/maps", "r");
    char line[300];
    unsigned long from = 0, to = 0;
    while (fgets(line, sizeof line, f)) {
        if (strstr(line, name)) {
            sscanf(line, "%lx-%lx", &from, &to);
            break;
        }
    }
    fclose(f);
    *size = to - from;
    return (char *)from;
}

static void ended(int child) {
    int status;
    waitpid(child, &status, 0);
    printf("status %x\n", status);
    fflush(stdout);
}

int main(void) {
    size_t size, vsize;
    char *vdso = area("[vdso]", &size), *vvar = area("[vvar]", &vsize);
    struct timespec ts;
    T(mprotect(vvar, 4096, PROT_READ | PROT_WRITE));
    fflush(stdout);
    int child = fork();
    if (child == 0) {
        vvar[0] = 1;
        printf("written\n");
        exit(0);
    }
    ended(child);
    child = fork();
    if (child == 0) {
        T(mprotect(vdso, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
        char before = vdso[100];
        vdso[100] = before + 1;
        T(vdso[100] == before + 1);
        vdso[100] = before;
        T(clock_gettime(CLOCK_MONOTONIC, &ts));
        exit(0);
    }
    ended(child);
    child = fork();
    if (child == 0) {
        T(munmap(vvar, vsize));
        T(munmap(vdso, 4096));
        T(getpid() > 0);
        exit(0);
    }
    ended(child);
    child = fork();
    if (child == 0) {
        char *to = mmap(0, 1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        T(mremap(vdso, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to) == to);
        T(getpid() > 0);
        exit(0);
    }
    ended(child);
    char b[8] = "hostile";
    struct iovec l = {b, 8}, r = {vdso, 8}, s = {vvar, 8};
    T(process_vm_writev(getpid(), &l, 1, &r, 1, 0));
    T(process_vm_writev(getpid(), &l, 1, &s, 1, 0));
    T(process_vm_readv(getpid(), &l, 1, &s, 1, 0));
    int mem = open("/proc/self/mem", O_RDWR);
    T(pwrite(mem, b, 8, (long)vvar));
    T(pread(mem, b, 8, (long)vvar));
    child = fork();
    if (child == 0) {
        int own = open("/proc/self/mem", O_RDWR);
        T(pread(own, b, 8, (long)vdso));
        T(pwrite(own, b, 8, (long)vdso));
        exit(0);
    }
    ended(child);
    child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        exit(0);
    }
    waitpid(child, 0, 0);
    long word = ptrace(PTRACE_PEEKTEXT, child, vdso, 0);
    T(ptrace(PTRACE_POKETEXT, child, vdso, word));
    T(ptrace(PTRACE_POKETEXT, child, vvar, word));
    errno = 0;
    T(ptrace(PTRACE_PEEKTEXT, child, vvar, 0));
    T(ptrace(PTRACE_CONT, child, 0, 0));
    ended(child);
    T(madvise(vdso, 4096, MADV_DONTNEED));
    T(madvise(vvar, 4096, MADV_DONTNEED));
    T(madvise(vvar, 4096, MADV_REMOVE));
    T(mlock(vvar, 4096));
    T(mlock(vdso, 4096));
    T(msync(vdso, 4096, MS_SYNC));
    T(clock_gettime(CLOCK_MONOTONIC, &ts));
    return 0;
}
