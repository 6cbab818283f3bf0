#include "flow_kinds.h"

#include "errors.h"
#include "lanes.h"

namespace livecalc::projection {
namespace {

/** Whether a kind is part of the net that is scaled by those in force. */
bool is_in_net(const lc_call &call, uint32_t kind) {
  const bool depends_on_lapse = kind == static_cast<uint32_t>(Kind::surrender) ||
                                kind == static_cast<uint32_t>(Kind::maturity);
  return lapse_reference(call) == LapseReference::none || !depends_on_lapse;
}

} // namespace

FlowKinds read_flow_kinds(const lc_call &call, const YearlyBasis &basis, const double *sums) {
  const uint32_t years = call.time_count;
  const Expenses expenses = read_expenses(call, basis);
  const Expenses *shared = rows_share_expenses(call) ? &expenses : nullptr;
  double *amounts = values(call, Scratch::amounts);
  FlowKinds kinds = {.amounts = amounts, .net = amounts + kind_count * years, .is_paid = {}};
  for (uint32_t place = 0; place < timing_count * years; ++place)
    kinds.net[place] = 0;
  for (uint32_t t = 0; t < years; ++t) {
    const YearKinds year = year_kinds(sums + size_t{t} * flow_count, t, shared);
    for (uint32_t kind = 0; kind < kind_count; ++kind)
      amounts[kind * years + t] = year.amount[kind];
  }
  for (uint32_t kind = 0; kind < kind_count; ++kind) {
    if (!is_in_net(call, kind))
      continue;
    const uint32_t when = static_cast<uint32_t>(timing_of(call, kind));
    const double sign = kind == 0 ? 1 : -1;
    kinds.is_paid[when] = true;
    for (uint32_t t = 0; t < years; ++t)
      kinds.net[when * years + t] += sign * amounts[kind * years + t];
  }
  return kinds;
}

int32_t check_net(const lc_call &call, const FlowKinds &kinds) {
  for (uint32_t t = 0; t < call.time_count; ++t) {
    double net = 0;
    for (uint32_t when = 0; when < timing_count; ++when)
      net += kinds.net[when * call.time_count + t];
    if (!is_finite(net))
      return fail(call, numerical_error, {},
                  {"the net cash flow of year ", t + 1,
                   " is not finite; look at the expenses, and at the largest amounts"});
  }
  return ok;
}

} // namespace livecalc::projection
