// Stage `discount`: the discount factors of one tile of scenarios.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/**
 * Writes the tile's slice of `factor`, [time][64]: factor[t] = factor[t-1] / (1 + rate[t] +
 * spread), and of `mid_factor`, if that is wanted: factor[t-1] / sqrt(1 + rate[t] + spread); 0 in
 * lanes past the last scenario. An error names the first scenario and year whose rate, with the
 * spread, is not finite or not above -1.
 */
int32_t discount_tile(const lc_call &call);

} // namespace livecalc::projection
