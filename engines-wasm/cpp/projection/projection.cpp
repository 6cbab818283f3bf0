// The projection engine: annual cash flows of a life portfolio, valued under every scenario.
//
// The cash flows do not depend on the scenario, so no stage is a loop over policies, scenarios and
// years together: `discount` makes the discount factors, `project` sums the flows of the rows, and
// finalize brings the two together. What a policy is worth on average, and how much that varies,
// follows from the moments of the discount factors.
#include "abi/livecalc_engine.h"

#include "block.h"
#include "cash_flows.h"
#include "columns.h"
#include "discount.h"
#include "errors.h"
#include "moments.h"
#include "npv.h"

using namespace livecalc::projection;

namespace {

int32_t discount(const lc_call &call) {
  const int32_t status = discount_tile(call);
  const bool wants_moments = values(call, Output::product) != nullptr;
  if (status == ok && wants_moments)
    sum_moments(call);
  return status;
}

} // namespace

LC_EXPORT(lc_abi_version) uint32_t lc_abi_version(void) { return LC_ABI_VERSION; }

LC_EXPORT(lc_map) int32_t lc_map(const lc_call *call) {
  return static_cast<Stage>(call->stage) == Stage::discount ? discount(*call)
                                                            : project_block(*call);
}

LC_EXPORT(lc_finalize) int32_t lc_finalize(const lc_call *call) {
  const int32_t status = write_cash_flows(*call);
  return status == ok ? write_npvs(*call) : status;
}
