// The portfolio's net present value under every scenario.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/**
 * Stage `finalize`: npv[scenario] = sum over t, ascending, of net[t] * factor[t], where net is what
 * write_cash_flows left in scratch. The cash flows do not depend on the scenario, so they were
 * summed first and are discounted once. An error names the first scenario whose NPV is not finite.
 */
int32_t write_npvs(const lc_call &call);

} // namespace livecalc::projection
