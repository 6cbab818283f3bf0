// What rows whose lapses follow the scenario are worth: one row, the scenarios of a tile side by
// side.
#pragma once

#include "columns.h"
#include "lapsing_years.h"

namespace livecalc::projection {

/** The rates of one tile of scenarios, each [time][64]. */
struct TileRates {
  /** slope * rate */
  const double *interest;
  /** Of those, in all years. */
  double least_interest, most_interest;
  /** Value at the start of a year of 1 at its end: 1 / (1 + rate + spread). */
  const double *year;
  /** And of 1 in its middle. */
  const double *half_year;

  TileRates(const lc_call &call, uint32_t tile) {
    const size_t begin = size_t{tile} * call.time_count * scenarios_per_tile;
    interest = values(call, Output::interest) + begin;
    least_interest = values(call, Output::interest_range)[size_t{tile} * 2];
    most_interest = values(call, Output::interest_range)[size_t{tile} * 2 + 1];
    year = values(call, Output::year_factor) + begin;
    const double *half = values(call, Output::half_year_factor);
    // Where nothing is paid then, whatever is finite serves.
    half_year = half == nullptr ? year : half + begin;
  }
};

/**
 * Adds the row's value today under each scenario of the tile to `values`, [64], and to `also`,
 * likewise, if it is not null.
 *
 * It goes backwards: what a life is worth at the start of a year is what is paid in the year, and
 * the worth at the year's end of those who are left, discounted by one year. So the lives need not
 * be carried along: one register for each pair of scenarios, and seven operations a year in the
 * plainest case.
 */
void add_values(const LapsingYears &row, const TileRates &tile, double *values, double *also);

} // namespace livecalc::projection
