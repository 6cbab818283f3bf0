#include "row_flows.h"

#include "expenses.h"

namespace livecalc::projection {
namespace {

void add(double *totals, uint32_t t, const double (&flows)[flow_count]) {
  for (uint32_t flow = 0; flow < flow_count; ++flow)
    totals[t * flow_count + flow] += flows[flow];
}

} // namespace

FlowRules flow_rules(const lc_call &call) {
  return {.survival_only = lapse_reference(call) == LapseReference::number,
          .carries_expenses = !rows_share_expenses(call)};
}

void add_row_flows(const RowYears &row, const Amounts &amounts, const YearlyBasis &basis,
                   FlowRules rules, double *totals, double *also) {
  const auto [count, sum, premium] = amounts;
  double lives = 1;
  for (uint32_t t = row.first; t < row.end && lives >= fewest_lives; ++t) {
    const RowYear &year = row.years[t];
    const double deaths = lives * year.mortality;
    const double after = lives - deaths;
    const double lapses = rules.survival_only ? after : after * static_lapse(basis, year);
    const double next = rules.survival_only ? after : after - lapses;
    const double expenses = lives * (count * year.expense_life + premium * year.expense_premium) +
                            deaths * (count * year.expense_death);
    const double flows[flow_count] = {
        lives * count,
        lives * (premium * year.premium),
        deaths * count,
        deaths * (sum * year.death),
        lapses * (sum * year.surrender + premium * year.surrender_premiums),
        next * (sum * year.maturity),
        rules.carries_expenses ? expenses : 0};
    add(totals, t, flows);
    if (also != nullptr)
      add(also, t, flows);
    lives = next;
  }
}

} // namespace livecalc::projection
