// Quicksort with an insertion sort for short runs, over 32-bit integers: compares, swaps and badly predicted branches.
#include "kernel.h"

enum { COUNT = 60000, SHORT = 12 };

static void insertion(int32_t *low, int32_t *high) {
    for (int32_t *i = low + 1; i <= high; i++) {
        int32_t value = *i;
        int32_t *j = i;
        for (; j > low && j[-1] > value; j--)
            *j = j[-1];
        *j = value;
    }
}

static int32_t median(int32_t a, int32_t b, int32_t c) {
    if (a > b) {
        int32_t swap = a;
        a = b;
        b = swap;
    }
    return c < a ? a : c > b ? b : c;
}

static void sort(int32_t *low, int32_t *high) {
    while (high - low >= SHORT) {
        int32_t pivot = median(*low, low[(high - low) / 2], *high);
        int32_t *i = low;
        int32_t *j = high;
        while (i <= j) {
            while (*i < pivot)
                i++;
            while (*j > pivot)
                j--;
            if (i <= j) {
                int32_t swap = *i;
                *i++ = *j;
                *j-- = swap;
            }
        }
        if (j - low < high - i) {
            sort(low, j);
            low = i;
        } else {
            sort(i, high);
            high = j;
        }
    }
    insertion(low, high);
}

int main(int argc, char **argv) {
    int32_t *numbers = table(COUNT * sizeof *numbers);
    uint64_t state = 1;
    uint64_t sum = 0;
    for (long n = repeats(argc, argv); n > 0; n--) {
        for (int i = 0; i < COUNT; i++)
            numbers[i] = (int32_t)next_number(&state);
        sort(numbers, numbers + COUNT - 1);
        for (int i = 0; i < COUNT; i += 97)
            sum = sum * 31 + (uint32_t)numbers[i];
    }
    return told("sort", sum);
}
