/* What compilers make of C: structures, switch tables, floating point, thread-local and weak symbols, large frames, atomics. */
#include <stdint.h>

struct node {
    struct node *left, *right;
    int key;
    double weight;
    const char *name;
};

static struct node pool[64];
static int used;
int common_var;
__thread int counter = 3;
__thread int zero_counter;
const char *names[] = {"alpha", "beta", "gamma", 0};
extern int external(int, ...);
extern int maybe(void) __attribute__((weak));

static int compare(const char *a, const char *b) {
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a - *b;
}

struct node *insert(struct node *t, int key, double weight) {
    if (!t) {
        t = &pool[used++];
        t->key = key;
        t->weight = weight;
        t->name = names[(unsigned) key % 3];
        return t;
    }
    if (key < t->key)
        t->left = insert(t->left, key, weight);
    else
        t->right = insert(t->right, key, weight);
    return t;
}

double sum(struct node *t) { return t ? sum(t->left) + t->weight * 1.5f + sum(t->right) : 0.0; }

int choose(int x) {
    switch (x) {
    case 0: return external(1);
    case 1: return external(2, 3);
    case 2: return 77;
    case 3: return external(4);
    case 4: return x * 9;
    case 5: return external(x, x, x);
    case 9: return 3;
    default: return -1;
    }
}

uint64_t mix(uint64_t a, uint32_t b, int8_t c) {
    a ^= a >> 33;
    a *= 0xff51afd7ed558ccdULL;
    a ^= a >> 33;
    return a + b * 7 + c / 3 + a % 10;
}

float ratio(float a, float b) { return a * b + a / b - a; }

int convert(double d) { return (int) d + (unsigned) d + (long) (float) d; }

void reverse(int *p) {
    int buffer[3000];
    for (int i = 0; i < 3000; i++)
        buffer[i] = p[i] * i;
    for (int i = 0; i < 3000; i++)
        p[i] = buffer[2999 - i];
}

int thread_local_sum(void) { return counter++ + zero_counter; }

int weak_or_common(void) { return maybe ? maybe() : common_var; }

_Atomic int shared;

int increment(void) { return __atomic_fetch_add(&shared, 1, __ATOMIC_SEQ_CST); }

int swap(int *p, int a, int b) { return __atomic_compare_exchange_n(p, &a, b, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED); }

int work(int count, char **words) {
    struct node *t = 0;
    for (int i = 0; i < count; i++)
        t = insert(t, (int) mix(i, count, i), i * .25);
    return (int) sum(t) + compare(words[0], "x") + choose(count);
}
