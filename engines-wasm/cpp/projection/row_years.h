// One row's basis, year by year: what its recursion multiplies lives, deaths, lapses and amounts
// by.
#pragma once

#include "yearly_basis.h"

namespace livecalc::projection {

/**
 * A year's rates and amounts, per unit of what they are linear in, so that rows that stand for
 * several policies can be valued per unit. For lives L at the year's start:
 *
 *   deaths  = L * mortality           premium   = L * P * premium
 *   after   = L - deaths              death     = deaths * S * death
 *   lapses  = after * w               surrender = lapses * (S * surrender + P * surrender_premiums)
 *   next    = after - lapses          maturity  = next * S * maturity
 *   expense = L * (N * expense_life + P * expense_premium) + deaths * N * expense_death
 *
 * where N, S and P are the row's policy_count, sum_assured and premium. `lapse` is the adjusted
 * rate before its floor, its dynamic factor and its cap; `static_lapse` what it is without a
 * factor.
 */
struct RowYear {
  double mortality, lapse;
  double premium, death, surrender, surrender_premiums, maturity;
  double expense_life, expense_premium, expense_death;
};

struct RowYears {
  /** The row is in force in the years [first, end); first == end: in none. */
  uint32_t first, end;
  /** Of year t at [t]; those outside [first, end) are not defined. */
  const RowYear *years;
};

/** A cell that a row would read and that its table does not have. */
struct MissingCell {
  /** The column of the row that points there. */
  Input column;
  /** From 0. */
  uint32_t year;
  int64_t cell;
};

/**
 * Reads `row` into the scratch `row_years`. False, with `missing` filled in, where a table has no
 * cell for one of its years.
 */
bool read_row_years(const lc_call &call, const YearlyBasis &basis, uint32_t row, RowYears &years,
                    MissingCell &missing);

/** Fills in the call's error for what read_row_years found. */
int32_t missing_cell(const lc_call &call, uint32_t row, const MissingCell &missing);

/** The lapse rate where interest has no influence on it. */
inline double static_lapse(const YearlyBasis &basis, const RowYear &year) {
  return basis.lapse.limited(year.lapse);
}

} // namespace livecalc::projection
