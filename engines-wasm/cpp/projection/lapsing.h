// Stage `project`, where every row's lapses follow a reference rate of its own: one block of rows.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

int32_t project_lapsing_block(const lc_call &call);

} // namespace livecalc::projection
