#include <cstdio>
#include <exception>
#include <string>

struct Trouble : std::exception {
    std::string text;
    explicit Trouble(int depth) : text("trouble at " + std::to_string(depth)) {}
    const char *what() const noexcept override { return text.c_str(); }
};

struct Guard {
    const char *name;
    explicit Guard(const char *n) : name(n) {}
    ~Guard() { std::printf("leaving %s\n", name); }
};

template <typename T> struct Counter {
    static T count;
    static T next() { return ++count; }
};
template <typename T> T Counter<T>::count = 10;

inline int twice(int value) {
    static int calls = 0;
    return 2 * value + 100 * ++calls;
}

int other(int depth);
