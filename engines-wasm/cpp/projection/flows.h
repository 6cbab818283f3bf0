// The annual recursion of four rows.
#pragma once

#include "expenses.h"
#include "rows.h"

namespace livecalc::projection {

/** What the sums of a year hold, in this order: two pairs, each added to at once. */
enum class Flow { lives, premiums, deaths, death_benefits };
constexpr uint32_t flow_count = 4;

/** Rates that are the same for every row. */
struct Basis {
  double mortality_multiplier;
  /** [time], multiplied and capped at 1. */
  const double *lapse;
};

/** The basis; the lapse rates lie in the call's scratch. */
Basis read_basis(const lc_call &call);

/**
 * Projects the rows and adds their flows to `totals`, [time][flow], row after row, so that the sums
 * are those of a loop over single rows (I3).
 */
void add_flows(const Rows &rows, const Basis &basis, double *totals);

/** The same, and writes the rows' net cash flows to `row_net`, [time][4]. */
void add_flows(const Rows &rows, const Basis &basis, double *totals, const Expenses &expenses,
               double *row_net);

} // namespace livecalc::projection
