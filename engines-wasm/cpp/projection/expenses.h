// The expense assumptions, multiplied.
#pragma once

#include "columns.h"

namespace livecalc::projection {

/**
 * Expenses are linear in the lives, the premiums and the deaths of a year, so a block's rows need
 * not carry them: they follow from the sums of those three.
 */
struct Expenses {
  /** Per policy in force at the start of the first year, acquisition included; and of the others.
   */
  double first_year;
  double later_years;
  /** A fraction of the premium. */
  double of_premium;
  /** Per death. */
  double per_claim;

  double per_policy(uint32_t t) const { return t == 0 ? first_year : later_years; }
};

inline Expenses read_expenses(const lc_call &call) {
  const double *expenses = values(call, Input::expenses);
  const double multiplier = parameter(call, Parameter::expense_multiplier);
  return {.first_year = (expenses[0] + expenses[1]) * multiplier,
          .later_years = expenses[1] * multiplier,
          .of_premium = expenses[2] * multiplier,
          .per_claim = expenses[3] * multiplier};
}

} // namespace livecalc::projection
