#include "order_statistics.h"

#include <algorithm>

#include "tail.h"

namespace livecalc::projection {
namespace {

/** Where a percentile lies among ascending values: between `low` and the one after it. */
struct Position {
  uint32_t low;
  double weight;
};

Position position(uint32_t percent, uint32_t count) {
  const uint64_t scaled = uint64_t{percent} * (count - 1);
  return {.low = static_cast<uint32_t>(scaled / 100), .weight = double(scaled % 100) / 100};
}

/**
 * The percentile, where the values from `begin` on are those that belong there, in any order. Puts
 * all below its position before it.
 */
double select(double *values, uint32_t begin, uint32_t count, Position at) {
  double *low = values + at.low;
  std::nth_element(values + begin, low, values + count);
  if (at.weight == 0)
    return *low;
  const double next = *std::min_element(low + 1, values + count);
  return *low * (1 - at.weight) + next * at.weight;
}

} // namespace

OrderStatistics order_statistics(double *values, uint32_t count) {
  // The tail first: what is above it need not be looked at again for it.
  const uint32_t tail = tail_count(count);
  std::nth_element(values, values + tail - 1, values + count);
  std::sort(values, values + tail);
  double sum = 0;
  for (uint32_t each = 0; each < tail; ++each)
    sum += values[each];
  const Position p5 = position(5, count), p50 = position(50, count), p95 = position(95, count);
  OrderStatistics statistics = {};
  statistics.cte95 = sum / tail;
  statistics.p5 = select(values, std::min(tail - 1, p5.low), count, p5);
  statistics.p50 = select(values, p5.low, count, p50);
  statistics.p95 = select(values, p50.low, count, p95);
  return statistics;
}

} // namespace livecalc::projection
