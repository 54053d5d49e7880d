/* Hundreds of processes, some of two threads, that run in turns: each goes on with its own memory and its own code. */
#include "parity.h"

enum { CHILDREN = 300, ROUNDS = 3, PAGE = 4096 };

static int own;
static int to_thread[2], from_thread[2];

static void *second(void *area) {
    int round;
    while (read(to_thread[0], &round, sizeof round) == sizeof round) {
        int sum = own * 7 + *(int *) area + round;
        write(from_thread[1], &sum, sizeof sum);
    }
    return NULL;
}

/* Code made at run time, another one in each process: returns a number of its own. */
static int (*made(int number))(void) {
    unsigned *code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    code[0] = 0x00000513 | (unsigned) number << 20;        /* li a0, number */
    code[1] = 0x00008067;                                  /* ret */
    __builtin___clear_cache((char *) code, (char *) (code + 2));
    return (int (*)(void)) code;
}

static void child(int in, int out, int number) {
    own = number;
    int *area = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *area = number * 3;
    int (*code)(void) = made(number);
    pthread_t thread;
    int threads = number % 4 == 0;
    if (threads) {
        pipe(to_thread), pipe(from_thread);
        pthread_create(&thread, NULL, second, area);
    }
    int round;
    while (read(in, &round, sizeof round) == sizeof round) {
        int sum = 0;
        for (int i = 0; i < 50; i++) {
            sum += code() + *area + round;
        }
        if (threads) {
            int other;
            write(to_thread[1], &round, sizeof round);
            read(from_thread[0], &other, sizeof other);
            sum += other;
        }
        ++*area;
        write(out, &sum, sizeof sum);
    }
    _exit(0);
}

int main(void) {
    static int in[CHILDREN], out[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
        int there[2], back[2];
        pipe(there), pipe(back);
        if (fork() == 0) {
            for (int k = 0; k < i; k++) {
                close(in[k]), close(out[k]);
            }
            close(there[1]), close(back[0]);
            child(there[0], back[1], i);
        }
        close(there[0]), close(back[1]);
        in[i] = there[1], out[i] = back[0];
    }
    for (int round = 0; round < ROUNDS; round++) {
        long sum = 0, wrong = 0;
        for (int i = 0; i < CHILDREN; i++) {
            write(in[i], &round, sizeof round);
        }
        for (int i = 0; i < CHILDREN; i++) {
            int got = 0;
            read(out[i], &got, sizeof got);
            int area = i * 3 + round;
            wrong += got != 50 * (i + area + round) + (i % 4 == 0 ? i * 7 + area + round : 0);
            sum += got;
        }
        printf("round %d: %ld, wrong %ld\n", round, sum, wrong);
    }
    for (int i = 0; i < CHILDREN; i++) {
        close(in[i]);
    }
    int ended = 0;
    while (wait(NULL) > 0) {
        ended++;
    }
    printf("ended %d\n", ended);
}
