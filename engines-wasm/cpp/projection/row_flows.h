// The annual recursion of any row, whose cash flows do not depend on the scenario.
#pragma once

#include "flow_sums.h"
#include "row_years.h"

namespace livecalc::projection {

/** What a row's flows are linear in. */
struct Amounts {
  double policy_count, sum_assured, premium;
};

inline Amounts row_amounts(const lc_call &call, uint32_t row) {
  return {.policy_count = values(call, Input::policy_count)[row],
          .sum_assured = values(call, Input::sum_assured)[row],
          .premium = premium_of(call, Input::premium, row)};
}

/** How the rows of a call are projected. */
struct FlowRules {
  /**
   * Whether lapses follow the scenario by a factor that the rows of a class share. Then lives are
   * those that survive, before any lapse: surrender benefits are those of a lapse rate of 1, and
   * maturity benefits of 0. The recursion ends when fewer survive than the least; those who are
   * fewer than that by lapses are carried on, with flows below that part of the row's.
   */
  bool survival_only;
  /** Otherwise expenses are left 0: they follow from the sums. */
  bool carries_expenses;
};

FlowRules flow_rules(const lc_call &call);

/**
 * Projects a row and adds its flows to `totals`, [time][flow], and to `also`, the same of another
 * sum, if it is not null. On a plain row it does the operations of add_flows in flows.h.
 */
void add_row_flows(const RowYears &row, const Amounts &amounts, const YearlyBasis &basis,
                   FlowRules rules, double *totals, double *also);

} // namespace livecalc::projection
