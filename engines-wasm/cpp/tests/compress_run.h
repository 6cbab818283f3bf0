// Runs the compress engine the way the runtime does: one call for the whole portfolio.
#pragma once

#include <vector>

#include "abi/livecalc_engine.h"

namespace livecalc::test {

/// A portfolio by columns; an optional one that is empty is absent.
struct Portfolio {
  std::vector<int32_t> mortality_start;
  std::vector<uint32_t> end_year;
  std::vector<int32_t> duration, premium_end, lapse_start, product_start;
  std::vector<uint32_t> expense_row, ending;
  std::vector<double> reference_rate;
  std::vector<uint32_t> lapse_class, group, segment;
  std::vector<double> policy_count, sum_assured, premium;

  uint32_t rows() const { return uint32_t(mortality_start.size()); }
};

struct Grouping {
  int32_t status = 0;
  uint32_t count = 0;
  std::vector<uint32_t> first, end, members;
  std::vector<double> policy_count, sum_assured, premium;

  /// Policies of the model point at `place` in key order.
  std::vector<uint32_t> of(uint32_t place) const {
    return {members.begin() + (place == 0 ? 0 : end[place - 1]), members.begin() + end[place]};
  }
};

template <class Value> lc_column column_of(std::vector<Value> &values) {
  return {values.empty() ? nullptr : values.data(), uint32_t(values.size()), 1};
}

/// What is beyond the model points stays as it was before the call: the largest values there are.
inline Grouping compress(Portfolio portfolio) {
  const uint32_t rows = portfolio.rows();
  Grouping result;
  std::vector<uint32_t> count(1);
  for (std::vector<uint32_t> *column : {&result.first, &result.end, &result.members})
    column->assign(rows, LC_NONE);
  for (std::vector<double> *column : {&result.policy_count, &result.sum_assured, &result.premium})
    column->assign(rows, 1e300);
  std::vector<uint64_t> slots(2 * rows, ~uint64_t{0});
  std::vector<uint32_t> point_of(rows, LC_NONE), found(point_of), hash(point_of),
      policies(point_of);
  const lc_column inputs[] = {
      column_of(portfolio.mortality_start), column_of(portfolio.end_year),
      column_of(portfolio.duration),        column_of(portfolio.premium_end),
      column_of(portfolio.lapse_start),     column_of(portfolio.product_start),
      column_of(portfolio.expense_row),     column_of(portfolio.ending),
      column_of(portfolio.reference_rate),  column_of(portfolio.lapse_class),
      column_of(portfolio.group),           column_of(portfolio.segment),
      column_of(portfolio.policy_count),    column_of(portfolio.sum_assured),
      column_of(portfolio.premium)};
  const lc_column outputs[] = {column_of(count),
                               column_of(result.first),
                               column_of(result.end),
                               column_of(result.members),
                               column_of(result.policy_count),
                               column_of(result.sum_assured),
                               column_of(result.premium),
                               {slots.data(), 4 * rows, 4},
                               column_of(point_of),
                               column_of(found),
                               column_of(hash),
                               column_of(policies)};
  lc_error error = {};
  lc_call call = {};
  call.size = sizeof call;
  call.end = 1;
  call.row_count = rows;
  call.inputs = inputs;
  call.outputs = outputs;
  call.error = &error;
  result.status = lc_map(&call);
  result.count = count[0];
  return result;
}

} // namespace livecalc::test
