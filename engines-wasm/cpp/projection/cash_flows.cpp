#include "cash_flows.h"

#include "errors.h"
#include "flow_kinds.h"
#include "lanes.h"

namespace livecalc::projection {
namespace {

/** Where one table's columns go: those of the portfolio, or of one of its groups. */
struct Table {
  const lc_call &call;
  /** The first column; the others are in the order of Output. */
  Output lives;
  uint32_t group, groups;

  double *column(Output like) const {
    const int offset = static_cast<int>(like) - static_cast<int>(Output::lives);
    return values(call, static_cast<Output>(static_cast<int>(lives) + offset));
  }
  void put(Output like, uint32_t t, double value) const {
    if (double *to = column(like))
      to[size_t{t} * groups + group] = value;
  }
};

/** Sums over rows, [time][flow], and what makes means over scenarios of them. */
struct Sums {
  const double *values;
  double scenarios;
  /** Null where the sums carry the expenses. */
  const Expenses *expenses;
};

int32_t not_finite(const Table &table, uint32_t t) {
  const Place nowhere = {};
  if (table.lives == Output::lives)
    return fail(table.call, numerical_error, nowhere,
                {"the net cash flow of year ", t + 1,
                 " is not finite; look at the expenses, and at the largest amounts"});
  return fail(table.call, numerical_error, nowhere,
              {"the net cash flow of group ", table.group, " (the first one is 0) in year ", t + 1,
               " is not finite; look at the expenses, and at the largest amounts"});
}

/** Writes the kinds of flow, from `premiums` or `discounted_premiums` on, and their net. */
bool put_kinds(const Table &table, Output premiums, uint32_t t, const Sums &sums) {
  YearKinds year = year_kinds(sums.values + size_t{t} * flow_count, t, sums.expenses);
  for (uint32_t kind = 0; kind < kind_count; ++kind) {
    year.amount[kind] /= sums.scenarios;
    table.put(static_cast<Output>(static_cast<int>(premiums) + kind), t, year.amount[kind]);
  }
  const double net = year.net();
  table.put(static_cast<Output>(static_cast<int>(premiums) + kind_count), t, net);
  return is_finite(net);
}

int32_t write_flows(const Table &table, const Sums &sums) {
  for (uint32_t t = 0; t < table.call.time_count; ++t) {
    const double lives = flow(sums.values + size_t{t} * flow_count, Flow::lives);
    table.put(Output::lives, t, lives / sums.scenarios);
    if (!put_kinds(table, Output::premiums, t, sums))
      return not_finite(table, t);
  }
  return ok;
}

int32_t write_discounted(const Table &table, const double *sums) {
  const Sums all = {
      .values = sums, .scenarios = double(table.call.scenario_count), .expenses = nullptr};
  for (uint32_t t = 0; t < table.call.time_count; ++t)
    if (!put_kinds(table, Output::discounted_premiums, t, all))
      return not_finite(table, t);
  return ok;
}

/** The columns of Output that hold the flows and the discounted flows, by what lapses follow. */
struct Sources {
  Output flows, discounted;
};

Sources portfolio_sources(LapseReference reference) {
  switch (reference) {
  case LapseReference::none:
    return {Output::total, Output::valued_discounted};
  case LapseReference::number:
    return {Output::valued_flows, Output::valued_discounted};
  case LapseReference::column:
    return {Output::lapsing_flows, Output::lapsing_discounted};
  }
  return {};
}

Sources group_sources(LapseReference reference) {
  switch (reference) {
  case LapseReference::none:
    return {Output::by_group, Output::valued_group_discounted};
  case LapseReference::number:
    return {Output::valued_group_flows, Output::valued_group_discounted};
  case LapseReference::column:
    return {Output::lapsing_group_flows, Output::lapsing_group_discounted};
  }
  return {};
}

int32_t write_table(const Table &table, Sources sources, const Expenses &expenses) {
  const lc_call &call = table.call;
  const bool is_mean = lapse_reference(call) != LapseReference::none;
  const size_t begin = size_t{table.group} * call.time_count * flow_count;
  const double *flows = values(call, sources.flows);
  const double *discounted = values(call, sources.discounted);
  const bool derives_expenses = !is_mean && rows_share_expenses(call);
  const Sums sums = {.values = flows == nullptr ? nullptr : flows + begin,
                     .scenarios = is_mean ? double(call.scenario_count) : 1,
                     .expenses = derives_expenses ? &expenses : nullptr};
  const int32_t status = flows == nullptr ? ok : write_flows(table, sums);
  return status == ok && discounted != nullptr ? write_discounted(table, discounted + begin)
                                               : status;
}

} // namespace

int32_t write_cash_flows(const lc_call &call) {
  const YearlyBasis basis = read_yearly_basis(call);
  const Expenses expenses = read_expenses(call, basis);
  const LapseReference reference = lapse_reference(call);
  int32_t status = write_table({.call = call, .lives = Output::lives, .group = 0, .groups = 1},
                               portfolio_sources(reference), expenses);
  for (uint32_t group = 0; status == ok && group < call.group_count; ++group)
    status = write_table(
        {.call = call, .lives = Output::group_lives, .group = group, .groups = call.group_count},
        group_sources(reference), expenses);
  return status;
}

} // namespace livecalc::projection
