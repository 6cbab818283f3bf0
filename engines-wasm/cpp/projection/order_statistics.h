// Percentiles and tail means of one policy's NPVs.
#pragma once

#include <stdint.h>

namespace livecalc::projection {

struct OrderStatistics {
  double p5, p50, p95, cte95;
};

/**
 * Of `count` values, at least one; `memory` has room for 5 for every 4 of them, and 2. Percentiles
 * by linear interpolation at p/100 * (count - 1); cte95 is the mean of the lowest max(1, ceil(5
 * %)), added in ascending order. What is counted is counted in integers.
 */
OrderStatistics order_statistics(const double *values, uint32_t count, double *memory);

} // namespace livecalc::projection
