// The cash flows of a sum over rows: its yearly amounts by kind, and their net by timing.
#pragma once

#include "expenses.h"
#include "flow_sums.h"

namespace livecalc::projection {

/** What a present value is taken of; only premiums are income. */
enum class Kind { premiums, death, surrender, maturity, expenses };
constexpr uint32_t kind_count = 5;

inline Timing timing_of(const lc_call &call, uint32_t kind) {
  return timing(call, static_cast<Parameter>(static_cast<int>(Parameter::premium_timing) + kind));
}

/** Amounts of each year, all positive where the sums are. */
struct YearKinds {
  double amount[kind_count];

  double operator[](Kind kind) const { return amount[static_cast<int>(kind)]; }
  double net() const { return amount[0] - amount[1] - amount[2] - amount[3] - amount[4]; }
};

/** The kinds of the year whose sums are at `sums`; `expenses` are null where the sums carry them.
 */
inline YearKinds year_kinds(const double *sums, uint32_t t, const Expenses *expenses) {
  const double lives = flow(sums, Flow::lives), premiums = flow(sums, Flow::premiums);
  const double expense = expenses == nullptr
                             ? flow(sums, Flow::expenses)
                             : expenses->per_policy(t, t == 0) * lives +
                                   expenses->of_premium(t) * premiums +
                                   expenses->per_claim(t) * flow(sums, Flow::deaths);
  return {{premiums, flow(sums, Flow::death_benefits), flow(sums, Flow::surrender_benefits),
           flow(sums, Flow::maturity_benefits), expense}};
}

/** The flows of a sum over rows. */
struct FlowKinds {
  /** [kind][time] */
  double *amounts;
  /**
   * [timing][time]: the net of what is paid to or by those in force and those who die; where
   * lapses do not follow the scenario, of everything.
   */
  double *net;
  /** Whether anything is paid at that time of the year. */
  bool is_paid[timing_count];
};

/** Reads sums [time][flow] into the call's scratch. */
FlowKinds read_flow_kinds(const lc_call &call, const YearlyBasis &basis, const double *sums);

/** An error for the first year whose net cash flow is not finite. */
int32_t check_net(const lc_call &call, const FlowKinds &kinds);

} // namespace livecalc::projection
