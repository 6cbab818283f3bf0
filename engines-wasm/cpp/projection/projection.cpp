// The projection engine: annual cash flows of a life portfolio, valued under every scenario.
//
// What does not depend on the scenario is done once. `discount` makes the discount factors. Where
// the rows' flows do not depend on the scenario, `project` sums them over the rows and `value`
// discounts the sums. Where lapses follow interest by one reference rate, the flows are those of
// the survivors times a persistency that a class of rows shares: `project` sums the former, and
// `value` brings in the latter. Where every row has a reference rate of its own, nothing factors:
// `project` values row by row, scenarios side by side. `policies` finds what each policy is worth
// on average and how much that varies, `tail` the scenarios that are worst for the portfolio, and
// finalize the yearly cash flows.
#include "abi/livecalc_engine.h"

#include "block.h"
#include "cash_flows.h"
#include "check_rows.h"
#include "columns.h"
#include "discount.h"
#include "errors.h"
#include "lapsing.h"
#include "moments.h"
#include "policies.h"
#include "tail.h"
#include "value.h"

using namespace livecalc::projection;

namespace {

int32_t discount(const lc_call &call) {
  const int32_t status = discount_tile(call);
  const bool wants_moments = values(call, Output::product) != nullptr;
  if (status == ok && wants_moments)
    sum_moments(call);
  return status;
}

int32_t project(const lc_call &call) {
  const int32_t status = check_projected_rows(call);
  if (status != ok)
    return status;
  return lapse_reference(call) == LapseReference::column ? project_lapsing_block(call)
                                                         : project_block(call);
}

int32_t policies(const lc_call &call) {
  const int32_t status = check_policies(call);
  return status == ok ? measure_policies(call) : status;
}

} // namespace

LC_EXPORT(lc_abi_version) uint32_t lc_abi_version(void) { return LC_ABI_VERSION; }

LC_EXPORT(lc_map) int32_t lc_map(const lc_call *call) {
  switch (static_cast<Stage>(call->stage)) {
  case Stage::discount:
    return discount(*call);
  case Stage::project:
    return project(*call);
  case Stage::value:
    return value_tile(*call);
  case Stage::tail:
    return find_tail(*call);
  case Stage::policies:
    return policies(*call);
  }
  return ok; // Not reached: these are the declared stages.
}

LC_EXPORT(lc_finalize) int32_t lc_finalize(const lc_call *call) { return write_cash_flows(*call); }
