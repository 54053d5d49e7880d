/* A program without a C library that prints what the functions of library.c compute and exits with 42. */
static long call(long number, long a, long b, long c) {
    register long a7 __asm__("a7") = number, a0 __asm__("a0") = a, a1 __asm__("a1") = b, a2 __asm__("a2") = c;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
    return a0;
}

int work(int, char **);
unsigned long mix(unsigned long, unsigned, signed char);
int choose(int);
float ratio(float, float);
int convert(double);
int increment(void);
int swap(int *, int, int);
int thread_local_sum(void);
int weak_or_common(void);
void reverse(int *);
extern const char *names[];

int external(int a, ...) { return a * 3; }

void *memset(void *p, int c, unsigned long n) {
    char *q = p;
    while (n--)
        *q++ = c;
    return p;
}

void *memcpy(void *p, const void *s, unsigned long n) {
    char *q = p;
    const char *r = s;
    while (n--)
        *q++ = *r++;
    return p;
}

static void number(long v) {
    char b[24];
    int i = 24;
    unsigned long u = v < 0 ? -v : v;
    b[--i] = '\n';
    do
        b[--i] = '0' + u % 10;
    while (u /= 10);
    if (v < 0)
        b[--i] = '-';
    call(64, 1, (long) b + i, 24 - i);
}

static int array[3000];
static char thread_block[256];

void start_in_c(void) {
    char *words[] = {"xyz"};
    int z = 5;
    __asm__ volatile("mv tp, %0" ::"r"(thread_block));
    *(int *) thread_block = 3;
    number(work(20, words));
    for (int i = 0; i < 10; i++)
        number(choose(i));
    number(mix(123456789, 77, -5));
    number((long) (ratio(3, 4) * 1000));
    number(convert(1234.75));
    number(increment());
    number(increment());
    number(swap(&z, 5, 9));
    number(z);
    number(thread_local_sum());
    number(thread_local_sum());
    number(weak_or_common());
    for (int i = 0; i < 3000; i++)
        array[i] = i;
    reverse(array);
    number(array[17]);
    call(64, 1, (long) names[1], 4);
    call(93, 42, 0, 0);
}

__asm__(".globl _start\n_start:\n.option push\n.option norelax\nla gp, __global_pointer$\n.option pop\nandi sp, sp, -16\ncall start_in_c\n");
