// Bodies that attract one another, moved in small steps: dependent floating-point operations with divisions and square roots.
#include <math.h>

#include "kernel.h"

enum { BODIES = 6, STEPS = 4000 };

struct body {
    double at[3], speed[3], mass;
};

static struct body bodies[BODIES];

static void step(double dt) {
    for (int i = 0; i < BODIES; i++)
        for (int j = i + 1; j < BODIES; j++) {
            struct body *a = &bodies[i], *b = &bodies[j];
            double d[3], square = 0.01;
            for (int k = 0; k < 3; k++) {
                d[k] = a->at[k] - b->at[k];
                square += d[k] * d[k];
            }
            double pull = dt / (square * sqrt(square));
            for (int k = 0; k < 3; k++) {
                a->speed[k] -= d[k] * b->mass * pull;
                b->speed[k] += d[k] * a->mass * pull;
            }
        }
    for (int i = 0; i < BODIES; i++)
        for (int k = 0; k < 3; k++)
            bodies[i].at[k] += dt * bodies[i].speed[k];
}

int main(int argc, char **argv) {
    uint64_t state = 17;
    for (int i = 0; i < BODIES; i++) {
        for (int k = 0; k < 3; k++) {
            bodies[i].at[k] = next_number(&state) / 4294967296.0 * 10 - 5;
            bodies[i].speed[k] = next_number(&state) / 4294967296.0 - 0.5;
        }
        bodies[i].mass = 0.1 + next_number(&state) / 4294967296.0;
    }
    for (long n = repeats(argc, argv); n > 0; n--)
        for (int i = 0; i < STEPS; i++)
            step(0.0005);
    uint64_t sum = 0;
    for (int i = 0; i < BODIES; i++)
        for (int k = 0; k < 3; k++) {
            uint64_t bits;
            memcpy(&bits, &bodies[i].at[k], sizeof bits);
            sum = sum * 31 + bits;
        }
    return told("nbody", sum);
}
