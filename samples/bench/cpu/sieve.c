// Sieve of Eratosthenes over bytes: strided stores and a counting scan.
#include "kernel.h"

enum { LIMIT = 1000000 };

int main(int argc, char **argv) {
    unsigned char *composite = table(LIMIT);
    uint64_t sum = 0;
    for (long n = repeats(argc, argv); n > 0; n--) {
        memset(composite, 0, LIMIT);
        for (int i = 2; i * i < LIMIT; i++)
            if (!composite[i])
                for (int j = i * i; j < LIMIT; j += i)
                    composite[j] = 1;
        int primes = 0;
        int last = 0;
        for (int i = 2; i < LIMIT; i++)
            if (!composite[i]) {
                primes++;
                last = i;
            }
        sum = sum * 31 + primes + (uint64_t)last + n;
    }
    return told("sieve", sum);
}
