// Pointer chasing: a random cycle through list nodes of 64 bytes, and lookups in an unbalanced binary tree. Loads that wait for loads.
#include "kernel.h"

enum { NODES = 1 << 15, KEYS = 1 << 14, LOOKUPS = 1 << 12 };

struct node {
    struct node *next;
    uint64_t value;
    char rest[48];
};

struct key {
    struct key *child[2];
    uint32_t value;
};

static struct key *insert(struct key *root, struct key *added) {
    struct key **at = &root;
    while (*at)
        at = &(*at)->child[added->value > (*at)->value];
    *at = added;
    return root;
}

static int depth(const struct key *at, uint32_t value) {
    int steps = 0;
    while (at && at->value != value) {
        at = at->child[value > at->value];
        steps++;
    }
    return at ? steps : -steps;
}

int main(int argc, char **argv) {
    struct node *nodes = table(NODES * sizeof *nodes);
    struct key *keys = table(KEYS * sizeof *keys);
    uint32_t *order = table(NODES * sizeof *order);
    uint64_t state = 13;
    for (int i = 0; i < NODES; i++) {
        order[i] = i;
        nodes[i].value = next_number(&state);
    }
    for (int i = NODES - 1; i > 0; i--) {
        int other = next_number(&state) % (i + 1);
        uint32_t swap = order[i];
        order[i] = order[other];
        order[other] = swap;
    }
    for (int i = 0; i < NODES; i++)
        nodes[order[i]].next = &nodes[order[(i + 1) % NODES]];
    struct key *root = NULL;
    for (int i = 0; i < KEYS; i++) {
        keys[i] = (struct key) {{NULL, NULL}, next_number(&state)};
        root = insert(root, &keys[i]);
    }
    uint64_t sum = 0;
    struct node *at = nodes;
    for (long n = repeats(argc, argv); n > 0; n--) {
        for (int i = 0; i < 2 * NODES; i++) {
            sum = sum * 3 + at->value;
            at = at->next;
        }
        for (int i = 0; i < LOOKUPS; i++) {
            uint32_t number = next_number(&state);
            sum += depth(root, number & 1 ? keys[number % KEYS].value : number);
        }
    }
    return told("chase", sum);
}
