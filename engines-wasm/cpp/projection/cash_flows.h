// The portfolio's yearly cash flows, from the sums over its rows.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/**
 * Stage `finalize`: the net cash flow of every year, [time] in scratch, and those of the outputs
 * that were asked for. An error names the first year whose net cash flow is not finite.
 */
int32_t write_cash_flows(const lc_call &call);

} // namespace livecalc::projection
