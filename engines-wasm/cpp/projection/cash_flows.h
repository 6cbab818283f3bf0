// The yearly cash flows of the portfolio and its groups: means over the scenarios.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/**
 * Stage `finalize`: the cash flows that were asked for. An error names the first year whose net
 * cash flow is not finite.
 */
int32_t write_cash_flows(const lc_call &call);

} // namespace livecalc::projection
