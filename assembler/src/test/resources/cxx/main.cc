#include "shared.h"
#include <iostream>
#include <map>
#include <stdexcept>
#include <vector>

thread_local int depth = 1;

static int rethrow() {
    Guard guard("rethrow");
    try {
        return other(3);
    } catch (const Trouble &trouble) {
        throw std::runtime_error(std::string("again: ") + trouble.what());
    }
}

int main() {
    std::map<std::string, std::vector<int>> all;
    all["a"].push_back(other(depth));
    all["b"].push_back(other(2));
    all["b"].push_back(twice(7) + Counter<int>::next());
    for (const auto &each : all)
        for (int value : each.second)
            std::cout << each.first << ' ' << value << std::endl;
    try {
        rethrow();
    } catch (const std::exception &trouble) {
        std::cout << trouble.what() << std::endl;
    }
    try {
        std::vector<int>().at(5);
    } catch (...) {
        std::cout << "out of range" << std::endl;
    }
    return 42;
}
