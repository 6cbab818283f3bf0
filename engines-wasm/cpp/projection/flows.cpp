#include "flows.h"

namespace livecalc::projection {
namespace {

/** A year's flows of two rows. */
struct YearFlows {
  f64x2 lives, premiums, deaths, death_benefits;
};

/** Adds the flows of two rows after the other two's. */
struct Totals {
  double *totals;
  f64x2 living, dying;

  void open(uint32_t t) {
    living = load2(totals + t * flow_count);
    dying = load2(totals + t * flow_count + 2);
  }
  void take(uint32_t, uint32_t, const YearFlows &flows, f64x2, f64x2) {
    living += first_lanes(flows.lives, flows.premiums);
    living += second_lanes(flows.lives, flows.premiums);
    dying += first_lanes(flows.deaths, flows.death_benefits);
    dying += second_lanes(flows.deaths, flows.death_benefits);
  }
  void close(uint32_t t) {
    store2(totals + t * flow_count, living);
    store2(totals + t * flow_count + 2, dying);
  }
};

/** Stores the rows' net cash flows. */
struct NetWriter {
  const Rows rows;
  const Expenses expenses;
  double *row_net;
  double per_policy, of_premium, per_claim;

  void open(uint32_t t) {
    per_policy = expenses.per_policy(t, t == 0);
    of_premium = expenses.of_premium(t);
    per_claim = expenses.per_claim(t);
  }
  void take(uint32_t t, uint32_t pair, const YearFlows &flows, f64x2 lives, f64x2 deaths) {
    const f64x2 living = per_policy * rows.policy_count[pair] + of_premium * rows.premium[pair];
    const f64x2 expense = lives * living + deaths * (per_claim * rows.policy_count[pair]);
    const f64x2 net = flows.premiums - flows.death_benefits - expense;
    store2(row_net + t * rows_at_once + 2 * pair, net);
  }
  void close(uint32_t) {}
};

struct PlainMortality {
  f64x2 multiplier;

  f64x2 operator()(f64x2 cells, uint32_t) const { return at_most(cells * multiplier, splat(1)); }
};

/** The operations of RateAdjustment in two lanes. */
struct AdjustedMortality {
  RateAdjustment of;

  f64x2 operator()(f64x2 cells, uint32_t t) const {
    const f64x2 base = cells * of.multiplier;
    const f64x2 rate = base * of.multiply[t] + of.add[t];
    const f64x2 increased = at_most(rate, base + of.limits.most_added);
    const f64x2 changed = at_least(increased, base - of.limits.most_taken);
    return at_most(at_least(changed, splat(of.limits.floor)), splat(of.limits.cap));
  }
};

/**
 * The recursion. Two pairs of rows run side by side, because each waits for its own last year; a
 * row whose term is over or whose lives are fewer than the least stays in its lane with no lives,
 * and adds zeros. The rows come by value: as a reference they could overlap the totals, and would
 * be read again every year.
 */
template <typename Mortality, typename Sink>
void project(const Rows rows, const double *lapses, const Mortality mortality, Sink sink) {
  const f64x2 one = splat(1);
  f64x2 lives[row_pairs], year = one;
  for (uint32_t pair = 0; pair < row_pairs; ++pair)
    lives[pair] = keep(rows.term[pair] >= year, one);
  for (uint32_t t = 0; t < rows.years; ++t) {
    sink.open(t);
    const f64x2 lapse = splat(lapses[t]);
    for (uint32_t pair = 0; pair < row_pairs; ++pair) {
      const f64x2 cells = {rows.cells[2 * pair][t], rows.cells[2 * pair + 1][t]};
      const f64x2 deaths = lives[pair] * mortality(cells, t);
      const YearFlows flows = {.lives = lives[pair] * rows.policy_count[pair],
                               .premiums = lives[pair] * rows.premium[pair],
                               .deaths = deaths * rows.policy_count[pair],
                               .death_benefits = deaths * rows.sum_assured[pair]};
      sink.take(t, pair, flows, lives[pair], deaths);
      const f64x2 after = lives[pair] - deaths;
      const f64x2 next = after - after * lapse;
      lives[pair] = keep((rows.term[pair] > year) & (next >= splat(fewest_lives)), next);
    }
    sink.close(t);
    year += one;
  }
}

template <typename Sink> void project(const Rows &rows, const PlainBasis &basis, Sink sink) {
  const RateAdjustment &mortality = basis.yearly->mortality;
  if (basis.mortality_is_plain)
    project(rows, basis.lapse, PlainMortality{splat(mortality.multiplier)}, sink);
  else
    project(rows, basis.lapse, AdjustedMortality{mortality}, sink);
}

} // namespace

PlainBasis read_plain_basis(const lc_call &call, const YearlyBasis &yearly) {
  const lc_column &table = column(call, Input::lapse);
  const bool is_static = lapse_reference(call) == LapseReference::none;
  double *lapse = values(call, Scratch::lapse);
  for (uint32_t t = 0; t < call.time_count; ++t) {
    const double cell = t < table.length ? static_cast<const double *>(table.data)[t] : 0;
    lapse[t] = is_static ? yearly.lapse.limited(yearly.lapse.adjusted(cell, t)) : 0;
  }
  const RateLimits &limits = yearly.mortality.limits;
  return {.yearly = &yearly,
          .mortality_is_plain = !has(call, Input::mortality_multiply) &&
                                !has(call, Input::mortality_add) && limits.floor == 0 &&
                                limits.cap == 1,
          .lapse = lapse};
}

void add_flows(const Rows &rows, const PlainBasis &basis, double *totals) {
  project(rows, basis, Totals{totals, {}, {}});
}

void write_net(const Rows &rows, const PlainBasis &basis, const Expenses &expenses,
               double *row_net) {
  project(rows, basis, NetWriter{rows, expenses, row_net, 0, 0, 0});
}

} // namespace livecalc::projection
