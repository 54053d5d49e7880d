/* Which signals leave a core behind, and what wait and the file system say of it. */
#include "parity.h"
#include <elf.h>
static void end(int s) {
    fflush(stdout);
    int st, p = fork();
    if (!p) {
        raise(s);
        _exit(77);
    }
    siginfo_t i = {0};
    waitid(P_PID, p, &i, WEXITED | WNOWAIT);
    waitpid(p, &st, 0);
    struct stat b;
    printf("%d: code %d exited %d signal %d core %d file %d\n", s, i.si_code, WIFEXITED(st), WTERMSIG(st), WCOREDUMP(st) != 0,
           unlink("core") == 0);
}
static void limit(long n) { setrlimit(RLIMIT_CORE, &(struct rlimit){n, n}); }
int main() {
    fresh("coredump");
    struct stat s;
    Elf64_Ehdr h = {0};
    int f, st;
    for (int i = 1; i < 32; i++)
        if (i != SIGSTOP && i != SIGTSTP && i != SIGTTIN && i != SIGTTOU) {
            fflush(stdout);
            int p = fork();
            if (!p) {
                limit(0);
                end(i);
                fflush(stdout);
                _exit(0);
            }
            waitpid(p, 0, 0);
        }
    limit(-1);
    end(SIGABRT);
    end(SIGSEGV);
    end(SIGTERM);
    end(SIGQUIT);
    end(SIGSYS);
    end(SIGXCPU);
    end(SIGRTMIN);
    end(SIGTRAP);
    end(SIGFPE);
    end(SIGBUS);
    end(SIGILL);
    end(SIGXFSZ);
    end(SIGKILL);
    end(SIGALRM);
    end(SIGPOLL);
    CHILD(*(volatile int *)8 = 1);
    T(stat("core", &s));
    T(s.st_mode & 07777);
    T(s.st_size > 8192);
    T(s.st_uid);
    f = open("core", O_RDONLY);
    T(read(f, &h, sizeof h) == sizeof h);
    T(memcmp(h.e_ident, ELFMAG, 4));
    T(h.e_type == ET_CORE);
    T(h.e_machine == EM_RISCV);
    T(h.e_phnum > 3);
    T(h.e_phentsize);
    Elf64_Phdr p[64];
    T(pread(f, p, h.e_phnum * 56, h.e_phoff) == h.e_phnum * 56);
    T(p[0].p_type == PT_NOTE);
    int loads = 0;
    for (int i = 1; i < h.e_phnum; i++) loads += p[i].p_type == PT_LOAD;
    T(loads == h.e_phnum - 1);
    char n[8192];
    T(pread(f, n, p[0].p_filesz, p[0].p_offset) == (ssize_t)p[0].p_filesz);
    int at = 0;
    while (at < (int)p[0].p_filesz) {
        Elf64_Nhdr *x = (void *)(n + at);
        printf("note %.5s %x %s\n", n + at + 12, x->n_type, x->n_type == NT_AUXV || x->n_type == NT_FILE || x->n_descsz > 0 ? "" : "empty");
        if (x->n_type == NT_PRSTATUS) { printf("status %d signal %d\n", x->n_descsz, *(short *)(n + at + 20 + 12)); }
        if (x->n_type == NT_PRPSINFO) printf("name %s\n", n + at + 20 + 40);
        at += 12 + ((x->n_namesz + 3) & ~3) + ((x->n_descsz + 3) & ~3);
    }
    close(f);
    unlink("core");
    CHILD(prctl(PR_SET_DUMPABLE, 0); abort());
    T(access("core", F_OK));
    CHILD(limit(100); abort());
    T(access("core", F_OK));
    unlink("core");
    CHILD(chdir("/proc"); abort());
    close(file("core", "old"));
    CHILD(abort());
    stat("core", &s);
    T(s.st_size > 8192);
    unlink("core");
    mkdir("core", 0700);
    CHILD(abort());
    rmdir("core");
    symlink("elsewhere", "core");
    CHILD(abort());
    T(access("elsewhere", F_OK));
    unlink("core");
    close(file("core", "two"));
    link("core", "hard");
    CHILD(abort());
    stat("hard", &s);
    T(s.st_size);
    unlink("core");
    unlink("hard");
    CHILD(chmod(".", 0777); setuid(1000); prctl(PR_SET_DUMPABLE, 1); abort());
    T(stat("core", &s));
    T(s.st_uid);
    unlink("core");
    CHILD(chmod(".", 0755); setuid(1000); prctl(PR_SET_DUMPABLE, 1); abort());
    T(stat("core", &s));
    CHILD(signal(SIGABRT, SIG_IGN); abort());
    unlink("core");
    CHILD(struct rlimit l = {0, -1}; setrlimit(RLIMIT_CORE, &l); abort());
    T(access("core", F_OK));
}
