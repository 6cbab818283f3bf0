// Stage `project`: one block of rows.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/**
 * Writes the block's `total` flows and, where asked for, each row's `mean` and `std_dev`. An error
 * names the first row whose mortality cells run out or whose values are not finite.
 */
int32_t project_block(const lc_call &call);

} // namespace livecalc::projection
