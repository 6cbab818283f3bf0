// Yearly cash flows of a row whose lapses follow the scenario, summed over the scenarios.
#pragma once

#include "lapsing_kernel.h"

namespace livecalc::projection {

/** Where a row's flows are added to, [time][flow]; null for those that are not wanted. */
struct FlowTargets {
  double *flows, *discounted, *group_flows, *group_discounted;

  bool want_flows() const { return flows != nullptr || group_flows != nullptr; }
  bool want_discounted() const { return discounted != nullptr || group_discounted != nullptr; }
};

/**
 * Adds the flows of `row` under every scenario, and what they are worth today. `lapsing` holds the
 * same years; what is paid in them does not matter.
 */
void add_scenario_flows(const lc_call &call, const RowYears &row, const LapsingYears &lapsing,
                        const Amounts &amounts, const LapsingRules &rules,
                        const FlowTargets &targets);

} // namespace livecalc::projection
