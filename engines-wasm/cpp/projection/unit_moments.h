// First and second moments over the scenarios of a row's NPV, or of its parts per unit of amount.
#pragma once

#include "moments.h"
#include "row_npvs.h"

namespace livecalc::projection {

/** Of one term (the row's NPV) or of three (per unit of policy_count, sum_assured, premium). */
struct UnitMoments {
  uint32_t terms;
  double mean[unit_count];
  /** Symmetric. */
  double covariance[unit_count][unit_count];
};

/** Amounts that make a policy's NPV of the terms: 1 of the row's own, or the policy's three. */
struct Combination {
  double of[unit_count];
};

double mean_of(const UnitMoments &moments, const Combination &amounts);
double variance_of(const UnitMoments &moments, const Combination &amounts);

/**
 * From yearly nets [time][payment][term] of a row in force in [first, end) and the moments of the
 * discount factors. Nothing is paid in the middle of a year: what is paid at its start is worth
 * what is paid at the end of the year before, and at the start of the first year it does not vary.
 */
UnitMoments moments_of_nets(const lc_call &call, const RowNets &nets, const NetLayout &layout,
                            const FactorMoments &factors);

/** From the NPVs of the row at `each` of the evaluation. Sums are the fixed tree (I3). */
UnitMoments moments_of_npvs(const Evaluation &evaluation, uint32_t each);

} // namespace livecalc::projection
