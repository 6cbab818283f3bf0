// The lives of one row summed over scenarios, and the cash flows that follow from them.
#pragma once

#include "factors.h"
#include "row_terms.h"
#include "tile_lives.h"

namespace livecalc::projection {

/** How the sums of a row lie in memory: [time][per_year], the lives, then those discounted. */
struct LifeSumLayout {
  /** Times of payment that are discounted from; 0: nothing is. */
  uint32_t discounted;

  uint32_t per_year() const { return 2 + 2 * discounted; }
};
constexpr uint32_t most_life_sums = 2 + 2 * timing_count;

/** Sums over scenarios of lives. */
struct LifeSums {
  const double *years;
  LifeSumLayout layout;

  PerLife lives(uint32_t t) const {
    const double *year = years + size_t{t} * layout.per_year();
    return {.start = year[0], .remaining = year[1]};
  }
  /** Discounted from a time of payment. */
  PerLife discounted(uint32_t t, uint32_t paid) const {
    const double *year = years + size_t{t} * layout.per_year() + 2 + 2 * paid;
    return {.start = year[0], .remaining = year[1]};
  }
};

/** The lives of one row under the scenarios of a tile, as the kernel left them. */
struct LivesOfTile {
  const TileLives &sums;
  /** [time][64]; not read where nothing is discounted. */
  const double *start, *remaining;
  /** In force in [first, end). */
  uint32_t first, end;
};

/** Writes the sums of the years [first, end); the others are not written. */
void write_life_sums(const LivesOfTile &lives, const TileFactors &factors, const Payments &payments,
                     LifeSumLayout layout, double *years);

/**
 * Adds the cash flows of a row to `flows` and `discounted`, both [time][flow]; either may be null.
 */
void add_flows_of_lives(const RowYears &row, const Amounts &amounts, const Payments &payments,
                        const LifeSums &sums, double *flows, double *discounted);

} // namespace livecalc::projection
