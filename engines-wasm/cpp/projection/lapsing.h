// Stage `project`, where every row's lapses follow a reference rate of its own: one block of rows.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/**
 * Adds the block's values under every scenario to `lapsing.npv` and `components`, its cash flows
 * summed over the scenarios to `flows` and `discounted`, and the same by group; of each what is
 * wanted. Nothing factors here, so rows are valued scenarios side by side: for every scenario the
 * rows are added in their order (I3). An error names the first row that reads a cell which its
 * table does not have, or with which a sum stops being finite.
 */
int32_t project_lapsing_block(const lc_call &call);

} // namespace livecalc::projection
