#include "cash_flows.h"

#include "errors.h"
#include "expenses.h"
#include "flows.h"

namespace livecalc::projection {
namespace {

void put(const lc_call &call, Output which, uint32_t t, double value) {
  if (double *column = values(call, which))
    column[t] = value;
}

} // namespace

int32_t write_cash_flows(const lc_call &call) {
  const Expenses expenses = read_expenses(call);
  double *net = values(call, Scratch::net);
  for (uint32_t t = 0; t < call.time_count; ++t) {
    const double *total = values(call, Output::total) + t * flow_count;
    const double lives = total[static_cast<int>(Flow::lives)];
    const double premiums = total[static_cast<int>(Flow::premiums)];
    const double deaths = total[static_cast<int>(Flow::deaths)];
    const double benefits = total[static_cast<int>(Flow::death_benefits)];
    const double expense = expenses.per_policy(t) * lives + expenses.of_premium * premiums +
                           expenses.per_claim * deaths;
    net[t] = premiums - benefits - expense;
    if (!is_finite(net[t]))
      return fail(call, numerical_error, {},
                  {"the net cash flow of year ", t + 1,
                   " is not finite; look at the expenses, and at the largest amounts"});
    put(call, Output::lives, t, lives);
    put(call, Output::premiums, t, premiums);
    put(call, Output::death_benefits, t, benefits);
    put(call, Output::surrender_benefits, t, 0);
    put(call, Output::maturity_benefits, t, 0);
    put(call, Output::expenses, t, expense);
    put(call, Output::net, t, net[t]);
  }
  return ok;
}

} // namespace livecalc::projection
