// The discount factors of one tile of scenarios, by the time of the year at which an amount is
// paid.
#pragma once

#include "columns.h"

namespace livecalc::projection {

/** One for each scenario of a tile. */
inline constexpr double ones[scenarios_per_tile] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

class TileFactors {
public:
  TileFactors(const lc_call &call, uint32_t tile) {
    const size_t first = size_t{tile} * call.time_count * scenarios_per_tile;
    end = values(call, Output::factor) + first;
    const double *all_mid = values(call, Output::mid_factor);
    mid = all_mid == nullptr ? nullptr : all_mid + first;
  }

  /** Values today of 1 paid in year `t`, [64]. */
  const double *lanes(Timing when, uint32_t t) const {
    if (when == Timing::start && t == 0)
      return ones;
    const size_t year = when == Timing::start ? t - 1 : t;
    return (when == Timing::mid ? mid : end) + year * scenarios_per_tile;
  }

private:
  const double *end;
  const double *mid;
};

} // namespace livecalc::projection
