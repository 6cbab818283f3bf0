// Stage `value`: one tile of scenarios.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/**
 * Writes, for the tile's scenarios, the portfolio's net present value and the present values of its
 * kinds of flow, the groups' net present values, and the sums over the scenarios that the yearly
 * cash flows are means of; of each what is wanted. An error names the first scenario with a value
 * that is not finite.
 */
int32_t value_tile(const lc_call &call);

} // namespace livecalc::projection
