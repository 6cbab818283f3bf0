#include "order_statistics.h"

#include <algorithm>

#include "tail.h"

namespace livecalc::projection {
namespace {

/** Where a percentile lies among ascending values: between `low` and the one after it. */
struct Position {
  uint32_t low;
  double weight;

  uint32_t high() const { return weight == 0 ? low : low + 1; }
};

Position position(uint32_t percent, uint32_t count) {
  const uint64_t scaled = uint64_t{percent} * (count - 1);
  return {.low = static_cast<uint32_t>(scaled / 100), .weight = double(scaled % 100) / 100};
}

/** Ascending values of the ranks from `first` on. */
struct Ranked {
  const double *values;
  uint32_t first;

  double at(uint32_t rank) const { return values[rank - first]; }
  double at(Position position) const {
    if (position.weight == 0)
      return at(position.low);
    return at(position.low) * (1 - position.weight) + at(position.high()) * position.weight;
  }
};

/**
 * Values counted into bins of equal width. The bin of a value never falls as the value rises,
 * whatever is rounded, so the values of a rank are found among those of a bin or two: no branch
 * hangs on how two values compare, but for those few.
 */
class Bins {
public:
  Bins(const double *of_values, uint32_t of_count, double *of_memory)
      : values(of_values), count(of_count), memory(of_memory),
        bin_of(reinterpret_cast<uint16_t *>(of_memory + of_count + 1)) {
    const auto [least, most] = bounds();
    // Equal values, or such that their distance is no number, are all in one bin.
    const double range = most - least;
    const double scale = range > 0 && range - range == 0 ? (bins - 1) / range : 0;
    for (uint32_t each = 0; each < count; ++each) {
      const double place = scale == 0 ? 0 : (values[each] - least) * scale;
      bin_of[each] = place < bins - 1 ? static_cast<uint16_t>(place) : bins - 1;
      ++filled[bin_of[each]];
    }
  }

  /** The values of the ranks [first, last], until the next call. */
  Ranked ranks(uint32_t first, uint32_t last) {
    uint32_t from = 0, below = 0;
    while (below + filled[from] <= first)
      below += filled[from++];
    uint32_t to = from, through = below + filled[from];
    while (through <= last)
      through += filled[++to];
    uint32_t found = 0;
    for (uint32_t each = 0; each < count; ++each) {
      memory[found] = values[each];
      found += bin_of[each] >= from && bin_of[each] <= to;
    }
    std::sort(memory, memory + found);
    return {.values = memory + (first - below), .first = first};
  }

private:
  static constexpr uint32_t bins = 512;
  const double *values;
  uint32_t count;
  double *memory;
  uint16_t *bin_of;
  uint32_t filled[bins] = {};

  struct Bounds {
    double least, most;
  };

  /** Of four lanes side by side. */
  Bounds bounds() const {
    double least[4], most[4];
    for (uint32_t lane = 0; lane < 4; ++lane)
      least[lane] = most[lane] = values[0];
    for (uint32_t each = 0; each < count; ++each) {
      const uint32_t lane = each % 4;
      least[lane] = values[each] < least[lane] ? values[each] : least[lane];
      most[lane] = most[lane] < values[each] ? values[each] : most[lane];
    }
    return {.least = *std::min_element(least, least + 4),
            .most = *std::max_element(most, most + 4)};
  }
};

} // namespace

OrderStatistics order_statistics(const double *values, uint32_t count, double *memory) {
  Bins bins(values, count, memory);
  const Position p5 = position(5, count), p50 = position(50, count), p95 = position(95, count);
  OrderStatistics statistics = {};
  statistics.p50 = bins.ranks(p50.low, p50.high()).at(p50);
  statistics.p95 = bins.ranks(p95.low, p95.high()).at(p95);
  const uint32_t tail = tail_count(count);
  const Ranked lowest = bins.ranks(0, std::max(tail - 1, p5.high()));
  statistics.p5 = lowest.at(p5);
  for (uint32_t rank = 0; rank < tail; ++rank)
    statistics.cte95 += lowest.at(rank);
  statistics.cte95 /= tail;
  return statistics;
}

} // namespace livecalc::projection
