// The annual recursion of four plain rows.
#pragma once

#include "expenses.h"
#include "flow_sums.h"
#include "rows.h"

namespace livecalc::projection {

/** Rates that are the same for every plain row. */
struct PlainBasis {
  const YearlyBasis *yearly;
  /** Whether the yearly basis leaves mortality as the table and the multiplier have it. */
  bool mortality_is_plain;
  /** [time], adjusted and limited; 0 where lapses follow the scenario. */
  const double *lapse;
};

/** The basis; the lapse rates lie in the call's scratch. */
PlainBasis read_plain_basis(const lc_call &call, const YearlyBasis &yearly);

/**
 * Projects the rows and adds their flows to `totals`, [time][flow], row after row, so that the sums
 * are those of a loop over single rows (I3). Surrender and maturity benefits are 0, and expenses
 * follow from the sums.
 */
void add_flows(const Rows &rows, const PlainBasis &basis, double *totals);

/** Projects the rows and writes their net cash flows to `row_net`, [time][4]. */
void write_net(const Rows &rows, const PlainBasis &basis, const Expenses &expenses,
               double *row_net);

} // namespace livecalc::projection
