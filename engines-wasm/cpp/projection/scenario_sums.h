// Yearly cash flows summed over the scenarios of one tile.
#pragma once

#include "present_value.h"

namespace livecalc::projection {

/**
 * Adds the flows of `sums`, [time][flow], under every scenario of the tile to `flows`, and what
 * they are worth today to `discounted`, both [time][flow]; either may be null. Lives and deaths are
 * not discounted.
 */
void add_scenario_sums(const TileView &tile, const FlowKinds &kinds, const double *sums,
                       double *flows, double *discounted);

} // namespace livecalc::projection
