// Stage `project`, where the flows do not depend on the scenario: one block of rows.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/**
 * Adds the block's flows to `total`, [class][time][flow], and `by_group`, [segment][time][flow], of
 * which the wanted ones are given. An error names the first row that reads a cell which its table
 * does not have, or with which a sum stops being finite.
 */
int32_t project_block(const lc_call &call);

} // namespace livecalc::projection
