// The columns of a case, in declared order, and the lengths of the engine's outputs.
#pragma once

#include <vector>

#include "projection/columns.h"
#include "projection/flow_sums.h"
#include "tests/projection_case.h"

namespace livecalc::test {

using projection::Input;
using projection::Output;
using projection::Parameter;
constexpr uint32_t rows_per_unit = 256, scenarios_per_unit = 64;

template <typename T> lc_column column_of(const std::vector<T> &of, uint32_t stride = 1) {
  void *data = of.empty() ? nullptr : const_cast<T *>(of.data());
  return {data, static_cast<uint32_t>(of.size()), stride};
}

inline std::vector<lc_column> input_columns(const ProjectionCase &of) {
  const ProductCells &product = of.product;
  const YearlyAdjustments &yearly = of.yearly;
  return {column_of(of.mortality_start),
          column_of(of.term),
          column_of(of.policy_count),
          column_of(of.sum_assured),
          column_of(of.premium),
          column_of(of.duration),
          column_of(of.premium_end),
          column_of(of.lapse_start),
          column_of(of.product_start),
          column_of(of.expense_row),
          column_of(of.ending),
          column_of(of.reference_rate),
          column_of(of.lapse_class),
          column_of(of.group),
          column_of(of.segment),
          column_of(of.mortality),
          column_of(of.lapse),
          column_of(of.expenses, 4),
          column_of(of.class_lapse_start),
          column_of(of.class_first_year),
          column_of(product.death),
          column_of(product.maturity),
          column_of(product.surrender),
          column_of(product.surrender_premiums),
          column_of(product.premium),
          column_of(product.premiums_paid),
          column_of(yearly.mortality_multiply),
          column_of(yearly.mortality_add),
          column_of(yearly.lapse_multiply),
          column_of(yearly.lapse_add),
          column_of(yearly.expense_multiply),
          column_of(yearly.expense_add),
          column_of(yearly.expense_index),
          column_of(of.segment_group),
          column_of(of.segment_class),
          column_of(of.rate, of.rate_stride),
          column_of(of.members.end),
          column_of(of.members.policy_count),
          column_of(of.members.sum_assured),
          column_of(of.members.premium)};
}

/** Which of the engine's tables a run asks for. */
struct Wanted {
  bool scenarios = true, cash_flows = true, policies = true, by_group = false;
  /** Also the columns that are computed only where asked for. */
  bool optional = false;
};

constexpr int output_count = static_cast<int>(Output::group_discounted_net) + 1;

/** Number of elements of every output; 0 where the description says that it is not computed. */
inline std::vector<size_t> output_lengths(const ProjectionCase &of, Wanted wanted) {
  using projection::flow_count;
  const size_t tiles = (of.scenarios + scenarios_per_unit - 1) / scenarios_per_unit;
  const size_t years = of.years, tile = tiles * scenarios_per_unit, flows = years * flow_count;
  const size_t members = of.members.end.empty() ? of.rows : of.members.premium.size();
  const double reference = of.option(Parameter::lapse_reference);
  const bool follows_number = reference == 1, follows_column = reference == 2;
  bool has_mid = false;
  for (int kind = 0; kind < 5; ++kind)
    has_mid |= of.option(Parameter::premium_timing, kind) == 1;

  std::vector<size_t> lengths(output_count, 0);
  const auto set = [&](Output first, Output last, bool is_wanted, size_t length) {
    for (int which = int(first); is_wanted && which <= int(last); ++which)
      lengths[which] = length;
  };
  const auto one = [&](Output which, bool is_wanted, size_t length) {
    set(which, which, is_wanted, length);
  };
  const bool tail = wanted.policies && wanted.optional, pvs = wanted.scenarios && wanted.optional;
  const bool discounted = wanted.cash_flows && wanted.optional;
  const bool groups = wanted.by_group, group_discounted = groups && wanted.optional;
  one(Output::factor, true, years * tile);
  one(Output::mid_factor, has_mid, years * tile);
  one(Output::interest, reference != 0, years * tile);
  one(Output::interest_range, reference != 0, 2 * tiles);
  one(Output::year_factor, reference != 0, years * tile);
  one(Output::half_year_factor, has_mid, years * tile);
  one(Output::deviation, wanted.policies && reference == 0, years);
  one(Output::product, wanted.policies && reference == 0, years * years);
  one(Output::total, !follows_column && (wanted.scenarios || wanted.cash_flows || tail),
      of.class_first_year.size() * flows);
  one(Output::by_group, !follows_column && groups, of.segment_group.size() * flows);
  one(Output::lapsing_npv, follows_column && (wanted.scenarios || tail), tile);
  one(Output::lapsing_components, follows_column && pvs, 5 * tile);
  one(Output::lapsing_flows, follows_column && wanted.cash_flows, flows);
  one(Output::lapsing_discounted, follows_column && discounted, flows);
  one(Output::lapsing_group_npv, follows_column && groups, of.groups * tile);
  one(Output::lapsing_group_flows, follows_column && groups, of.groups * flows);
  one(Output::lapsing_group_discounted, follows_column && group_discounted, of.groups * flows);
  one(Output::valued_flows, follows_number && wanted.cash_flows, flows);
  one(Output::valued_discounted, !follows_column && discounted, flows);
  one(Output::valued_group_flows, follows_number && groups, of.groups * flows);
  one(Output::valued_group_discounted, !follows_column && group_discounted, of.groups * flows);
  one(Output::tail_npv, tail, of.scenarios);
  one(Output::tail_scenario, tail, of.scenarios);
  one(Output::npv, wanted.scenarios, of.scenarios);
  set(Output::pv_premiums, Output::pv_expenses, pvs, of.scenarios);
  set(Output::lives, Output::net, wanted.cash_flows, years);
  set(Output::discounted_premiums, Output::discounted_net, discounted, years);
  set(Output::mean, Output::std_dev, wanted.policies, members);
  set(Output::p5, Output::tail_mean, tail, members);
  one(Output::group_npv, groups, size_t{of.scenarios} * of.groups);
  const int lives = int(Output::group_lives), net = int(Output::net) - int(Output::lives);
  set(Output::group_lives, Output(lives + net), groups, years * of.groups);
  set(Output(lives + net + 1), Output::group_discounted_net, group_discounted, years * of.groups);
  return lengths;
}

} // namespace livecalc::test
