// The expense assumptions of one set, by year.
#pragma once

#include "yearly_basis.h"

namespace livecalc::projection {

/** Expenses of a year are linear in its lives, its premiums and its deaths. */
struct Expenses {
  /** Acquisition, maintenance, a fraction of the premium, per claim. */
  const double *set;
  const YearlyBasis *basis;

  /** Per policy in force at the year's start, in its first year or in a later one. */
  double per_policy(uint32_t t, bool is_first) const {
    const double yearly = (is_first ? set[0] + set[1] : set[1]) + basis->expense_add[t];
    return yearly * basis->expense_level[t];
  }
  /** A fraction of the premium. */
  double of_premium(uint32_t t) const { return set[2] * basis->expense_multiplier[t]; }
  /** Per death. */
  double per_claim(uint32_t t) const { return set[3] * basis->expense_level[t]; }
};

inline Expenses read_expenses(const lc_call &call, const YearlyBasis &basis, uint32_t set = 0) {
  return {.set = values(call, Input::expenses) + 4 * set, .basis = &basis};
}

/**
 * Whether all rows have the same expenses in every year. Then sums over rows need not carry them:
 * they follow from the sums of lives, premiums and deaths.
 */
inline bool rows_share_expenses(const lc_call &call) {
  return !has(call, Input::expense_row) && !has(call, Input::duration);
}

} // namespace livecalc::projection
