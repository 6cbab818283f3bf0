// Operations on lanes beyond arithmetic: masks, limits and the turning of lanes.
#pragma once

#include "common/simd.h"

namespace livecalc::projection {

/** What a comparison of two f64x2 gives: all ones where it holds, zeros elsewhere. */
typedef decltype(f64x2{} < f64x2{}) mask2;

/** `value` where the mask is set, +0 elsewhere. */
template <typename Mask, typename Lanes> Lanes keep(Mask mask, Lanes value) {
  return (Lanes)((Mask)value & mask);
}

/** The smaller one; NaN where `value` is NaN. One instruction, unlike the IEEE minimum. */
template <typename Lanes> Lanes at_most(Lanes value, Lanes limit) {
  return limit < value ? limit : value;
}

/** The larger one, likewise. */
template <typename Lanes> Lanes at_least(Lanes value, Lanes limit) {
  return value < limit ? limit : value;
}

inline f64x2 square_root(f64x2 value) {
  return f64x2{__builtin_sqrt(value[0]), __builtin_sqrt(value[1])};
}

/** {a[0], b[0]} */
inline f64x2 first_lanes(f64x2 a, f64x2 b) { return __builtin_shufflevector(a, b, 0, 2); }

/** {a[1], b[1]} */
inline f64x2 second_lanes(f64x2 a, f64x2 b) { return __builtin_shufflevector(a, b, 1, 3); }

/** Neither NaN nor an infinity: only for those is x - x not 0. */
inline bool is_finite(double value) { return value - value == 0; }

} // namespace livecalc::projection
