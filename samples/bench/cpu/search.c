// String search by the bad-character rule (Horspool 1980) and, for short words, byte by byte: loads of bytes and short loops.
#include "kernel.h"

enum { BYTES = 1 << 19, WORDS = 24 };

static long plain(const char *text, long length, const char *word, long size) {
    long found = 0;
    for (long i = 0; i + size <= length; i++) {
        long j = 0;
        while (j < size && text[i + j] == word[j])
            j++;
        found += j == size;
    }
    return found;
}

static long horspool(const char *text, long length, const char *word, long size) {
    long skip[256];
    long found = 0;
    for (int i = 0; i < 256; i++)
        skip[i] = size;
    for (long i = 0; i < size - 1; i++)
        skip[(unsigned char)word[i]] = size - 1 - i;
    for (long at = 0; at + size <= length; at += skip[(unsigned char)text[at + size - 1]]) {
        long j = size - 1;
        while (j >= 0 && text[at + j] == word[j])
            j--;
        found += j < 0;
    }
    return found;
}

int main(int argc, char **argv) {
    char *text = table(BYTES + 1);
    uint64_t state = 7;
    for (int i = 0; i < BYTES; i++) {
        uint32_t number = next_number(&state);
        text[i] = number % 7 == 0 ? ' ' : 'a' + (number >> 8) % 5 + (number >> 20) % 4;
    }
    text[BYTES] = 0;
    uint64_t sum = 0;
    for (long n = repeats(argc, argv); n > 0; n--) {
        long size = 2 + n % 9;
        const char *word = text + (n * 7919) % (BYTES - WORDS);
        sum = sum * 31 + (size < 5 ? plain(text, BYTES, word, size) : horspool(text, BYTES, word, size));
        text[n * 104729 % BYTES] ^= 1;
    }
    return told("search", sum);
}
