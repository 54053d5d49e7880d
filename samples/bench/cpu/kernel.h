// What all kernels share: how often to repeat, a source of numbers, and the checksum's line.
#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The repeat count, argv[1]; 1 if there is none.
static inline long repeats(int argc, char **argv) {
    long n = argc > 1 ? atol(argv[1]) : 1;
    return n > 0 ? n : 1;
}

// A linear congruential generator with an output permutation; the same numbers on every machine.
static inline uint32_t next_number(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    uint64_t mixed = *state ^ *state >> 29;
    return (uint32_t)(mixed * 0x9e3779b97f4a7c15u >> 32);
}

static inline void *table(size_t bytes) {
    void *at = malloc(bytes);
    if (!at) {
        fputs("no memory\n", stderr);
        exit(1);
    }
    return at;
}

static inline int told(const char *name, uint64_t checksum) {
    printf("%s %016llx\n", name, (unsigned long long)checksum);
    return 0;
}

#endif
