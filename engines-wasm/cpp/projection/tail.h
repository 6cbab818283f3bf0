// Stage `tail`: the portfolio's worst scenarios.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

int32_t find_tail(const lc_call &call);

} // namespace livecalc::projection
