// Lapses that follow interest.
#pragma once

#include "lanes.h"
#include "yearly_basis.h"

namespace livecalc::projection {

/** w = min(max(adjusted, floor) * clamp(1 + slope * (rate - reference), least, largest), cap) */
struct DynamicLapse {
  double slope, least, largest;
  double floor, cap;

  /** What a rate of interest multiplies lapses by. */
  f64x2 factor(f64x2 rate, double reference) const {
    const f64x2 free = 1 + slope * (rate - reference);
    return at_most(at_least(free, splat(least)), splat(largest));
  }

  /** `adjusted` is the year's rate before floor and cap, the same in both lanes. */
  f64x2 lapse(double adjusted, f64x2 factor) const {
    return at_most((adjusted < floor ? floor : adjusted) * factor, splat(cap));
  }
};

inline DynamicLapse read_dynamic_lapse(const lc_call &call, const YearlyBasis &basis) {
  return {.slope = parameter(call, Parameter::slope),
          .least = parameter(call, Parameter::least_factor),
          .largest = parameter(call, Parameter::largest_factor),
          .floor = basis.lapse.limits.floor,
          .cap = basis.lapse.limits.cap};
}

} // namespace livecalc::projection
