// Two doubles at a time: one SIMD128 register in WebAssembly, one SSE2 or NEON register natively,
// so that a kernel is compiled from the same text for both. Loads and stores may be unaligned.
#pragma once

namespace livecalc {

typedef double f64x2 __attribute__((vector_size(16)));

inline f64x2 splat(double value) { return f64x2{value, value}; }

inline f64x2 load2(const double *from) {
  f64x2 value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

inline void store2(double *to, f64x2 value) { __builtin_memcpy(to, &value, sizeof value); }

} // namespace livecalc
