// Product of two matrices of doubles in blocks of rows: loads, multiplications and additions in a regular pattern.
#include "kernel.h"

enum { SIZE = 120 };

static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];

static void multiply(void) {
    for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++)
            c[i][j] = 0;
        for (int k = 0; k < SIZE; k++) {
            double factor = a[i][k];
            for (int j = 0; j < SIZE; j++)
                c[i][j] += factor * b[k][j];
        }
    }
}

int main(int argc, char **argv) {
    uint64_t state = 3;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = next_number(&state) / 4294967296.0 - 0.5;
            b[i][j] = next_number(&state) / 4294967296.0 - 0.5;
        }
    for (long n = repeats(argc, argv); n > 0; n--) {
        multiply();
        for (int i = 0; i < SIZE; i++)
            a[i][n % SIZE] = c[n % SIZE][i] / (1 + SIZE * c[n % SIZE][i] * c[n % SIZE][i]);
    }
    uint64_t sum = 0;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            uint64_t bits;
            memcpy(&bits, &c[i][j], sizeof bits);
            sum = sum * 31 + bits;
        }
    return told("matrix", sum);
}
