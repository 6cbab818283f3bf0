// How many lives of a row there are, year by year, under each scenario of a tile.
#pragma once

#include "lapsing_kernel.h"

namespace livecalc::projection {

/** Of one life when the row begins; [end - first][64] both. */
struct TileLives {
  /** At the start of each year. */
  const double *living;
  /** Of them, at its end; where the row cannot stop, those of the next year's start. */
  const double *left;
};

/**
 * Writes the lives of the row under the first `scenarios` of the tile, and 0 in the other lanes.
 * `memory` has room for 3 * (end - first) * 64 doubles.
 */
TileLives write_lives(const LapsingYears &row, const TileRates &tile, uint32_t scenarios,
                      double *memory);

} // namespace livecalc::projection
