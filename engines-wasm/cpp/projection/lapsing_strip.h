// A strip of a tile: as many scenarios as are worked on at once, side by side in registers.
#pragma once

#include "common/lanes_of.h"
#include "lanes.h"
#include "lapsing_kernel.h"

namespace livecalc::projection {

#ifndef LC_KERNEL_WIDTH
#define LC_KERNEL_WIDTH 2
#endif

/** Doubles in a register: a choice of the build, so that the same text is measured with wider ones.
 */
constexpr uint32_t strip_width = LC_KERNEL_WIDTH;
typedef lanes_of<strip_width> wide;

// Each register waits for its own next year, so that eight side by side keep the processor busy.
constexpr uint32_t strip_registers = 8;
constexpr uint32_t strip_lanes = strip_registers * strip_width;
static_assert(scenarios_per_tile % strip_lanes == 0, "a tile is a number of whole strips");

inline wide in_all(double value) { return all_lanes<strip_width>(value); }

/** The scenarios of a tile from `lane` on. */
struct Strip {
  const TileRates &tile;
  uint32_t lane;

  wide interest(uint32_t t, uint32_t at) const { return of(tile.interest, t, at); }
  wide year(uint32_t t, uint32_t at) const { return of(tile.year, t, at); }
  wide half_year(uint32_t t, uint32_t at) const { return of(tile.half_year, t, at); }
  /** Where the register's values of row `y` of [years][64] are: a pointer and a fixed distance. */
  template <typename Value> Value *place(Value *lanes, uint32_t y, uint32_t at) const {
    Value *first = lanes + (size_t{y} * scenarios_per_tile + lane);
    return first + at * strip_width;
  }

private:
  wide of(const double *lanes, uint32_t t, uint32_t at) const {
    return load<strip_width>(place(lanes, t, at));
  }
};

/** What sets how many are left, each number in every lane of a register. */
struct WideYear {
  wide level, pull, least, most;

  explicit WideYear(const LapsingYear &year)
      : level(in_all(year.level)), pull(in_all(year.pull)), least(in_all(year.least)),
        most(in_all(year.most)) {}

  /** Of one life at the start of the year; `limits` where a limit may be reached. */
  template <bool limits> wide left(wide interest) const {
    const wide free = level - pull * interest;
    return limits ? at_most(at_least(free, least), most) : free;
  }
};

/** Whether a limit of the row's lapses may be reached in the tile. */
inline bool has_limits(const LapsingYears &row, const TileRates &tile) {
  // Written so that a NaN is no freedom.
  return !(tile.least_interest >= row.free_from && tile.most_interest <= row.free_to);
}

} // namespace livecalc::projection
