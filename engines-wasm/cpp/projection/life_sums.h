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

/**
 * Sums over the first `scenarios` lanes of a tile, for the years [first, end); the others are not
 * written. `remaining` is [time][64], as the kernel left it. Discounted sums are 0 unless wanted;
 * `sums` is [time].
 */
void sum_lives(const double *remaining, uint32_t first, uint32_t end, uint32_t scenarios,
               const TileFactors &factors, const Payments &payments, bool wants_discounted,
               LifeSums *sums);

/**
 * Adds the cash flows of a row to `flows` and `discounted`, both [time][flow]; either may be null.
 */
void add_flows_of_lives(const RowYears &row, const Amounts &amounts, const Payments &payments,
                        const LifeSums *sums, double *flows, double *discounted);

} // namespace livecalc::projection
