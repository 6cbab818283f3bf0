// The lives of one row summed over scenarios, and the cash flows that follow from them.
#pragma once

#include "factors.h"
#include "row_terms.h"

namespace livecalc::projection {

/** Of one year: sums over scenarios of the lives at its start and of those that remain. */
struct LifeSums {
  PerLife lives;
  /** The same, discounted from each time of payment; [payment]. */
  PerLife discounted[timing_count];
};
constexpr uint32_t life_sum_count = sizeof(LifeSums) / sizeof(double);

/** The lives of one row under the scenarios of a tile. */
struct LivesOfTile {
  /** At the end of every year in [first, end), [time][64], as the kernel left them. */
  double *remaining;
  uint32_t first, end;
  /** Lanes that are scenarios; the others are set to 0. */
  uint32_t scenarios;
  /** Whether fewer than the fewest are among them, which are none in the year after. */
  bool ended;
};

/**
 * Sums over the scenarios, for the years [first, end) of `sums`, [time]; the others are not
 * written. Discounted sums are 0 unless wanted.
 */
void sum_lives(LivesOfTile &lives, const TileFactors &factors, const Payments &payments,
               bool wants_discounted, LifeSums *sums);

/**
 * Adds the cash flows of a row to `flows` and `discounted`, both [time][flow]; either may be null.
 */
void add_flows_of_lives(const RowYears &row, const Amounts &amounts, const Payments &payments,
                        const LifeSums *sums, double *flows, double *discounted);

} // namespace livecalc::projection
