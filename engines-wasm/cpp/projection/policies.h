// Stage `policies`: what each policy is worth over the scenarios.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/**
 * Writes the statistics of the policies behind a block's rows. Mean and deviation follow from the
 * moments of the discount factors where cash flows do not depend on the scenario and none falls in
 * the middle of a year, otherwise from the NPV under every scenario, as everything else does. They
 * are found in the same way whether or not more is asked for (I1).
 */
int32_t measure_policies(const lc_call &call);

} // namespace livecalc::projection
