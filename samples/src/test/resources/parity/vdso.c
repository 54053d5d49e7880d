#include "parity.h"
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

static const char *base;
static ElfW(Dyn) *dynamic;

static const void *tag(long which) {
    for (ElfW(Dyn) *d = dynamic; d->d_tag; d++) {
        if (d->d_tag == which) {
            return base + d->d_un.d_ptr;
        }
    }
    return 0;
}

/* As a C library finds it: by name and version. */
static void *find(const char *name) {
    const ElfW(Sym) *symbols = tag(DT_SYMTAB);
    const char *strings = tag(DT_STRTAB);
    const ElfW(Half) *versions = tag(DT_VERSYM);
    const uint32_t *hash = tag(DT_HASH);
    for (unsigned i = 1; i < hash[1]; i++) {
        if (!strcmp(strings + symbols[i].st_name, name)) {
            const char *at = tag(DT_VERDEF);
            for (const ElfW(Verdef) *v = (void *)at;; v = (void *)(at += v->vd_next)) {
                if (v->vd_ndx == (versions[i] & 0x7fff)) {
                    const ElfW(Verdaux) *aux = (void *)((char *)v + v->vd_aux);
                    printf("%s@%s type %d bind %d hash %x\n", name, strings + aux->vda_name, symbols[i].st_info & 15, symbols[i].st_info >> 4, v->vd_hash);
                    return (void *)(base + symbols[i].st_value);
                }
                if (!v->vd_next) {
                    break;
                }
            }
        }
    }
    printf("%s: none\n", name);
    return 0;
}

static long long nanos(struct timespec *t) { return t->tv_sec * 1000000000LL + t->tv_nsec; }

int main() {
    base = (void *)getauxval(AT_SYSINFO_EHDR);
    printf("aligned %d magic %d type %d machine %d\n", !((long)base & 4095), !memcmp(base, ELFMAG, 4), ((ElfW(Ehdr) *)base)->e_type,
           ((ElfW(Ehdr) *)base)->e_machine);
    const ElfW(Ehdr) *header = (void *)base;
    const ElfW(Phdr) *segments = (void *)(base + header->e_phoff);
    for (int i = 0; i < header->e_phnum; i++) {
        if (segments[i].p_type == PT_DYNAMIC) {
            dynamic = (void *)(base + segments[i].p_vaddr);
        }
        if (segments[i].p_type == PT_LOAD) {
            printf("load at %lx flags %d\n", segments[i].p_vaddr, segments[i].p_flags);
        }
    }
    int (*gettime)(int, struct timespec *) = find("__vdso_clock_gettime");
    int (*getres)(int, struct timespec *) = find("__vdso_clock_getres");
    int (*today)(struct timeval *, struct timezone *) = find("__vdso_gettimeofday");
    long (*cpu)(unsigned *, unsigned *, void *) = find("__vdso_getcpu");
    long (*flush)(void *, void *, long) = find("__vdso_flush_icache");
    find("__vdso_rt_sigreturn");
    long (*probe)(long *, unsigned long, unsigned long, void *, unsigned) = find("__vdso_riscv_hwprobe");
    for (int clock = -1; clock < 14; clock++) {
        struct timespec before = {0}, now = {-1, -1}, after = {0}, step = {0};
        long known = syscall(SYS_clock_gettime, clock, &before);
        int result = gettime(clock, &now);
        syscall(SYS_clock_gettime, clock, &after);
        int cpus = clock == 2 || clock == 3;
        printf("%d: %d %d in order %d", clock, known == 0, result, known ? now.tv_sec == -1 : nanos(&before) <= nanos(&now) && nanos(&now) <= nanos(&after));
        result = getres(clock, &step);
        printf(" step %d %ld %d\n", result, cpus ? 0 : step.tv_nsec, clock > 11 ? 0 : getres(clock, 0));
    }
    struct timeval tv = {0};
    struct timezone tz = {7, 7};
    struct timespec before, after;
    syscall(SYS_clock_gettime, 0, &before);
    printf("%d", today(&tv, &tz));
    syscall(SYS_clock_gettime, 0, &after);
    long long micros = tv.tv_sec * 1000000LL + tv.tv_usec;
    printf(" %d tz %d %d %d %d\n", nanos(&before) / 1000 <= micros && micros <= nanos(&after) / 1000, tz.tz_minuteswest, tz.tz_dsttime, today(0, 0), today(0, &tz));
    unsigned at = 77, node = 77;
    printf("cpu %ld %d node %u\n", cpu(&at, &node, 0), at < 64, node);
    printf("flush %ld\n", flush((void *)main, (void *)main, 0));
    long told[2 * 14], asked[2 * 14];
    for (int i = 0; i < 14; i++) {
        told[2 * i] = asked[2 * i] = i < 12 ? i - 1 : i == 12 ? 1000000 : -1L << 63;
        told[2 * i + 1] = asked[2 * i + 1] = 77;
    }
    int differ = 0;
    printf("probe %ld %ld\n", probe(told, 12, 0, 0, 0), syscall(258, asked, 12, 0, 0, 0));
    for (int i = 0; i < 24; i++) {
        differ += told[i] != asked[i];
    }
    printf("differ %d, none %ld, flags %ld, unknown %ld %ld %ld %ld\n", differ, probe(0, 0, 0, 0, 0), probe(told, 1, 0, 0, 2), told[0], told[1],
           probe(told + 24, 2, 0, 0, 0), told[26] + told[27]);
    CHILD(probe((long *)8, 1, 0, 0, 0));
    /* Never backwards, whichever way it is asked. */
    static const int clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_MONOTONIC_RAW, CLOCK_TAI};
    for (int c = 0; c < 5; c++) {
        long long last = 0;
        int back = 0;
        for (int i = 0; i < 3000; i++) {
            struct timespec t;
            i % 3 == 2 ? syscall(SYS_clock_gettime, clocks[c], &t) : gettime(clocks[c], &t);
            back += nanos(&t) < last;
            last = nanos(&t);
        }
        printf("clock %d backwards %d\n", clocks[c], back);
    }
    CHILD(gettime(CLOCK_MONOTONIC, 0));
    CHILD(today((void *)8, 0));
    CHILD(printf("%d %s\n", gettime(99, 0), "unknown"));
}
