// What every row shares: rates, adjustments and expense levels by projection year.
#pragma once

#include "columns.h"

namespace livecalc::projection {

/** Bounds of an adjusted rate. */
struct RateLimits {
  double floor, cap;
  /** From the rate before the yearly adjustment; NaN: none. */
  double most_added, most_taken;
};

/** How a table's rates become those that are used. */
struct RateAdjustment {
  double multiplier;
  /** [time] */
  const double *multiply;
  /** [time] */
  const double *add;
  RateLimits limits;

  /** The rate of year `t` before the floor and the cap. */
  double adjusted(double cell, uint32_t t) const {
    const double base = cell * multiplier;
    const double rate = base * multiply[t] + add[t];
    const double most = base + limits.most_added, least = base - limits.most_taken;
    // Written so that a limit that is NaN does nothing.
    const double increased = most < rate ? most : rate;
    return increased < least ? least : increased;
  }

  double limited(double rate) const {
    const double raised = rate < limits.floor ? limits.floor : rate;
    return limits.cap < raised ? limits.cap : raised;
  }
};

struct YearlyBasis {
  RateAdjustment mortality, lapse;
  /** [time]: expenseMultiplier times the year's multiplier. */
  const double *expense_multiplier;
  /** [time]: that, times the level of prices. */
  const double *expense_level;
  /** [time]: added to the expense per policy, before them. */
  const double *expense_add;
};

/** The basis of the call; it lies in the scratch `yearly`. */
YearlyBasis read_yearly_basis(const lc_call &call);

} // namespace livecalc::projection
