// A scanner for a small language, driven byte by byte through a switch on its state: indirect jumps and unpredictable branches.
#include "kernel.h"

enum { BYTES = 1 << 18 };
enum state { BETWEEN, WORD, NUMBER, FRACTION, STRING, ESCAPE, SLASH, COMMENT, STAR, LINE };

static uint64_t counts[8];

static enum state step(enum state state, unsigned char c) {
    switch (state) {
    case WORD:
        if ((c | 32) >= 'a' && (c | 32) <= 'z')
            return WORD;
        counts[0]++;
        break;
    case NUMBER:
        if (c >= '0' && c <= '9')
            return NUMBER;
        if (c == '.')
            return FRACTION;
        counts[1]++;
        break;
    case FRACTION:
        if (c >= '0' && c <= '9')
            return FRACTION;
        counts[2]++;
        break;
    case STRING:
        if (c == '\\')
            return ESCAPE;
        if (c != '"' && c != '\n')
            return STRING;
        counts[3]++;
        return BETWEEN;
    case ESCAPE:
        return STRING;
    case SLASH:
        if (c == '*')
            return COMMENT;
        if (c == '/')
            return LINE;
        counts[4]++;
        break;
    case COMMENT:
        return c == '*' ? STAR : COMMENT;
    case STAR:
        if (c == '/') {
            counts[5]++;
            return BETWEEN;
        }
        return c == '*' ? STAR : COMMENT;
    case LINE:
        if (c != '\n')
            return LINE;
        counts[6]++;
        return BETWEEN;
    case BETWEEN:
        break;
    }
    if ((c | 32) >= 'a' && (c | 32) <= 'z')
        return WORD;
    if (c >= '0' && c <= '9')
        return NUMBER;
    if (c == '"')
        return STRING;
    if (c == '/')
        return SLASH;
    counts[7] += c > ' ';
    return BETWEEN;
}

int main(int argc, char **argv) {
    static const char alphabet[] = "aaaaaabcdefghijkxyzAB    \n\n0123456789..\"\"\\//**+-=(){};";
    unsigned char *text = table(BYTES);
    uint64_t numbers = 11;
    for (int i = 0; i < BYTES; i++)
        text[i] = alphabet[next_number(&numbers) % (sizeof alphabet - 1)];
    enum state state = BETWEEN;
    for (long n = repeats(argc, argv); n > 0; n--)
        for (int i = 0; i < BYTES; i++)
            state = step(state, text[i]);
    uint64_t sum = state;
    for (int i = 0; i < 8; i++)
        sum = sum * 31 + counts[i];
    return told("machine", sum);
}
