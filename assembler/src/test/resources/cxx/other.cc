#include "shared.h"

int other(int depth) {
    Guard guard("other");
    return depth > 2 ? throw Trouble(depth) : static_cast<int>(Counter<int>::next() + twice(depth));
}
