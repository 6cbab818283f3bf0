// Runs the projection engine the way the runtime does: unit by unit, sums merged in the fixed tree.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "abi/livecalc_engine.h"
#include "projection/columns.h"
#include "tests/projection_case.h"

namespace livecalc::test {

using projection::Input;
using projection::Output;
constexpr int input_count = 9, output_count = 14, scratch_count = 7;
constexpr uint32_t rows_per_unit = 256, scenarios_per_unit = 64;

struct Wanted {
  bool scenarios = true, cash_flows = true, policies = true;
};

struct ProjectionResult {
  int32_t status = 0;
  lc_error error = {};
  std::vector<double> columns[output_count];

  const std::vector<double> &operator[](Output which) const {
    return columns[static_cast<int>(which)];
  }
  std::string message() const { return error.message; }
};

/** Merges units' partials pairwise; a missing right one passes the left one up (I3). */
inline std::vector<double> merge_tree(std::vector<std::vector<double>> partials) {
  while (partials.size() > 1) {
    std::vector<std::vector<double>> merged;
    for (size_t left = 0; left < partials.size(); left += 2) {
      merged.push_back(partials[left]);
      for (size_t i = 0; left + 1 < partials.size() && i < merged.back().size(); ++i)
        merged.back()[i] += partials[left + 1][i];
    }
    partials = merged;
  }
  return partials[0];
}

class ProjectionRun {
public:
  ProjectionRun(const ProjectionCase &of, Wanted wanted) : run_case(of) {
    const uint32_t tiles = (of.scenarios + scenarios_per_unit - 1) / scenarios_per_unit;
    const size_t years = of.years;
    want(Output::factor, tiles * years * scenarios_per_unit, true);
    want(Output::deviation, years, wanted.policies);
    want(Output::product, years * years, wanted.policies);
    want(Output::total, years * 4, true);
    want(Output::npv, of.scenarios, wanted.scenarios);
    for (int which = int(Output::lives); which <= int(Output::net); ++which)
      want(Output(which), years, wanted.cash_flows);
    want(Output::mean, of.rows, wanted.policies);
    want(Output::std_dev, of.rows, wanted.policies);
    for (const size_t length :
         {years, 4 * years, 68 * years, 4 * years, years, years * years, years})
      scratch.emplace_back(length);
  }

  ProjectionResult operator()() {
    if (stage(0, run_case.scenarios, scenarios_per_unit, {Output::deviation, Output::product}) &&
        stage(1, run_case.rows, rows_per_unit, {Output::total}))
      call(&lc_finalize, 0, 0, 0);
    return result;
  }

private:
  const ProjectionCase &run_case;
  ProjectionResult result;
  std::vector<std::vector<double>> scratch;

  std::vector<double> &output(Output which) { return result.columns[static_cast<int>(which)]; }

  void want(Output which, size_t length, bool wanted) {
    if (wanted)
      output(which).assign(length, std::numeric_limits<double>::quiet_NaN());
  }

  bool stage(uint32_t index, uint32_t end, uint32_t step, std::vector<Output> sums) {
    std::vector<std::vector<std::vector<double>>> partials(sums.size());
    for (uint32_t begin = 0; begin < end; begin += step) {
      for (const Output sum : sums)
        output(sum).assign(output(sum).size(), 0);
      if (!call(&lc_map, index, begin, std::min(begin + step, end)))
        return false;
      for (size_t i = 0; i < sums.size(); ++i)
        partials[i].push_back(output(sums[i]));
    }
    for (size_t i = 0; i < sums.size(); ++i)
      output(sums[i]) = merge_tree(partials[i]);
    return true;
  }

  template <typename T> static lc_column column(const std::vector<T> &of, uint32_t stride = 1) {
    void *data = of.empty() ? nullptr : const_cast<T *>(of.data());
    return {data, static_cast<uint32_t>(of.size()), stride};
  }

  bool call(int32_t (*function)(const lc_call *), uint32_t stage, uint32_t begin, uint32_t end) {
    const ProjectionCase &of = run_case;
    const lc_column inputs[input_count] = {
        column(of.mortality_start), column(of.term),     column(of.policy_count),
        column(of.sum_assured),     column(of.premium),  column(of.mortality, cells_per_curve),
        column(of.lapse),           column(of.expenses), column(of.rate, of.rate_stride)};
    lc_column outputs[output_count];
    for (int which = 0; which < output_count; ++which)
      outputs[which] = column(result.columns[which]);
    void *memory[scratch_count];
    for (int which = 0; which < scratch_count; ++which) {
      // Undefined at entry: what is read before it is written spoils the result.
      scratch[which].assign(scratch[which].size(), std::numeric_limits<double>::quiet_NaN());
      memory[which] = scratch[which].data();
    }
    const lc_call made = {.size = sizeof(lc_call),
                          .stage = stage,
                          .begin = begin,
                          .end = end,
                          .scenario_begin = stage == 0 ? begin : 0,
                          .scenario_end = stage == 0 ? end : of.scenarios,
                          .row_count = of.rows,
                          .scenario_count = of.scenarios,
                          .time_count = of.years,
                          .group_count = 0,
                          .steps_per_year = 1,
                          .parameters = of.multipliers.data(),
                          .inputs = inputs,
                          .outputs = outputs,
                          .scratch = memory,
                          .error = &result.error};
    result.status = function(&made);
    return result.status == 0;
  }
};

inline ProjectionResult run_projection(const ProjectionCase &of, Wanted wanted = {}) {
  return ProjectionRun(of, wanted)();
}

} // namespace livecalc::test
