// The lives of one row, summed over the scenarios of a tile as the kernel makes them.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/lanes_of.h"
#include "row_terms.h"

namespace livecalc::projection {

/**
 * The kernel sets what a group of registers sums to, again where it runs again, and then adds the
 * group to the tile. A tile's sum is that of its lanes left to right. The order of the additions is
 * part of the result; it is that of registers of two lanes.
 */
class TileLives {
public:
  static constexpr uint32_t most_lanes = 4;
  /** Doubles of memory for every year. */
  static constexpr uint32_t per_year = 4 * most_lanes;

  /** `memory` is [per_year][time]. */
  TileLives(double *memory, uint32_t years)
      : start(memory), remaining(memory + size_t{most_lanes} * years),
        all_start(memory + size_t{2 * most_lanes} * years),
        all_remaining(memory + size_t{3 * most_lanes} * years) {}

  void begin_tile(uint32_t first, uint32_t end) {
    for (uint32_t i = first * most_lanes; i < end * most_lanes; ++i)
      all_start[i] = all_remaining[i] = 0;
  }

  template <int width> void set_start(uint32_t t, lanes_of<width> sum) const {
    store<width>(start + size_t{t} * most_lanes, sum);
  }
  template <int width> void set_remaining(uint32_t t, lanes_of<width> sum) const {
    store<width>(remaining + size_t{t} * most_lanes, sum);
  }

  template <int width> void add_group(uint32_t first, uint32_t end) {
    for (uint32_t t = first; t < end; ++t) {
      add<width>(all_start + size_t{t} * most_lanes, start + size_t{t} * most_lanes);
      add<width>(all_remaining + size_t{t} * most_lanes, remaining + size_t{t} * most_lanes);
    }
  }

  PerLife of_year(uint32_t t) const {
    return {.start = sum_of(all_start + size_t{t} * most_lanes),
            .remaining = sum_of(all_remaining + size_t{t} * most_lanes)};
  }

private:
  double *start, *remaining;
  double *all_start, *all_remaining;

  template <int width> static void add(double *to, const double *value) {
    store<width>(to, load<width>(to) + load<width>(value));
  }

  static double sum_of(const double *lanes) {
    double sum = lanes[0];
    for (uint32_t lane = 1; lane < most_lanes; ++lane)
      sum += lanes[lane];
    return sum;
  }
};

} // namespace livecalc::projection
