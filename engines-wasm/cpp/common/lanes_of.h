// Doubles side by side in a register of any width, so that a kernel is compiled from the same text
// for SIMD128 in WebAssembly and for wider registers natively. Loads and stores may be unaligned.
#pragma once

namespace livecalc {

template <int width> struct LanesOf {
  typedef double type __attribute__((vector_size(8 * width)));
};
template <int width> using lanes_of = typename LanesOf<width>::type;

template <int width> inline lanes_of<width> load(const double *from) {
  lanes_of<width> value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

template <int width> inline void store(double *to, lanes_of<width> value) {
  __builtin_memcpy(to, &value, sizeof value);
}

template <int width> inline lanes_of<width> all_lanes(double value) {
  return value - lanes_of<width>{};
}

} // namespace livecalc
