/* Reads triples of 64-bit operands; for each rounding mode and operation writes the result of the host's FPU and its flags, as RISC-V
 * numbers them. x86-64 and RISC-V agree on rounding, and both detect tininess after rounding. */
#include <fenv.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <immintrin.h>

static double d(uint64_t bits) { double v; memcpy(&v, &bits, 8); return v; }
static float s(uint64_t bits) { uint32_t low = (uint32_t) bits; float v; memcpy(&v, &low, 4); return v; }
static uint64_t ofd(double v) { uint64_t bits; memcpy(&bits, &v, 8); return bits; }
static uint64_t ofs(float v) { uint32_t bits; memcpy(&bits, &v, 4); return bits; }

static uint64_t flags(void) {
    int f = fetestexcept(FE_ALL_EXCEPT);
    return (f & FE_INEXACT ? 1 : 0) | (f & FE_UNDERFLOW ? 2 : 0) | (f & FE_OVERFLOW ? 4 : 0) | (f & FE_DIVBYZERO ? 8 : 0)
        | (f & FE_INVALID ? 16 : 0);
}

#define PUT(expression) do { \
    feclearexcept(FE_ALL_EXCEPT); \
    __asm__ volatile("" : "+m"(x), "+m"(y), "+m"(z), "+m"(p), "+m"(q), "+m"(r), "+m"(n)); \
    volatile uint64_t value = (uint64_t) (expression); \
    uint64_t row[2] = {value, flags()}; \
    fwrite(row, 8, 2, stdout); \
} while (0)

int main(void) {
    static const int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
    uint64_t t[3];
    while (fread(t, 8, 3, stdin) == 3) {
        for (int m = 0; m < 4; m++) {
            double x = d(t[0]), y = d(t[1]), z = d(t[2]);
            float p = s(t[0]), q = s(t[1]), r = s(t[2]);
            int64_t n = (int64_t) t[0];
            fesetround(modes[m]);
            PUT(ofd(x + y));
            PUT(ofd(x - y));
            PUT(ofd(x * y));
            PUT(ofd(x / y));
            PUT(ofd(_mm_cvtsd_f64(_mm_sqrt_sd(_mm_set_sd(x), _mm_set_sd(x)))));
            PUT(ofd(fma(x, y, z)));
            PUT(x == y);
            PUT(x < y);
            PUT(x <= y);
            PUT(ofs((float) x));
            PUT((int64_t) _mm_cvtsd_si32(_mm_set_sd(x)));
            PUT(_mm_cvtsd_si64(_mm_set_sd(x)));
            PUT(ofd((double) n));
            PUT(ofd((double) (uint64_t) n));
            PUT(ofs(p + q));
            PUT(ofs(p - q));
            PUT(ofs(p * q));
            PUT(ofs(p / q));
            PUT(ofs(_mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(p)))));
            PUT(ofs(fmaf(p, q, r)));
            PUT(p == q);
            PUT(p < q);
            PUT(p <= q);
            PUT(ofd((double) p));
            PUT((int64_t) _mm_cvtss_si32(_mm_set_ss(p)));
            PUT(_mm_cvtss_si64(_mm_set_ss(p)));
            PUT(ofs((float) n));
            PUT(ofs((float) (uint64_t) n));
            PUT(ofs((float) (int32_t) n));
        }
    }
    return 0;
}
