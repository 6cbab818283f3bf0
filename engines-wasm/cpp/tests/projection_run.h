// Runs the projection engine the way the runtime does: unit by unit, sums merged in the fixed tree.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "abi/livecalc_engine.h"
#include "tests/projection_columns.h"

namespace livecalc::test {

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

/** The outputs that are sums over a stage's units. */
inline std::vector<Output> summed_outputs(projection::Stage stage) {
  using projection::Stage;
  if (stage == Stage::discount)
    return {Output::deviation, Output::product};
  if (stage == Stage::project)
    return {Output::total,
            Output::by_group,
            Output::lapsing_npv,
            Output::lapsing_components,
            Output::lapsing_flows,
            Output::lapsing_discounted,
            Output::lapsing_group_npv,
            Output::lapsing_group_flows,
            Output::lapsing_group_discounted};
  if (stage == Stage::value)
    return {Output::valued_flows, Output::valued_discounted, Output::valued_group_flows,
            Output::valued_group_discounted};
  return {};
}

class ProjectionRun {
public:
  ProjectionRun(const ProjectionCase &of, Wanted of_wanted)
      : run_case(of), wanted(of_wanted), inputs(input_columns(of)), parameters(of.multipliers) {
    parameters.push_back(of.premium_multiplier);
    parameters.insert(parameters.end(), of.options.begin(), of.options.end());
    const std::vector<size_t> lengths = output_lengths(of, wanted);
    for (int which = 0; which < output_count; ++which)
      result.columns[which].assign(lengths[which], std::numeric_limits<double>::quiet_NaN());
    const size_t tiles = (of.scenarios + scenarios_per_unit - 1) / scenarios_per_unit;
    for (const size_t per_year : {1, 4, 7, 10, 8, 4 * 64, 68, 4, 1, 12 * 10})
      scratch.emplace_back(per_year * of.years);
    scratch.emplace_back(4 * 3 * tiles * scenarios_per_unit);
    scratch.emplace_back(of.scenarios);
    scratch.emplace_back(tiles * 82);
    for (const size_t per_year : {size_t{3 * 64}, size_t{21 * 8}, size_t{of.years}})
      scratch.emplace_back(per_year * of.years);
  }

  ProjectionResult operator()() {
    using projection::Stage;
    const uint32_t rows = run_case.rows, scenarios = run_case.scenarios;
    const bool tail = wanted.policies && wanted.optional;
    const bool values = wanted.scenarios || wanted.cash_flows || wanted.by_group || tail;
    if (stage(Stage::discount, scenarios, scenarios_per_unit) &&
        (!values || (stage(Stage::project, rows, rows_per_unit) &&
                     stage(Stage::value, scenarios, scenarios_per_unit))) &&
        (!tail || stage(Stage::tail, 1, 1)) &&
        (!wanted.policies || stage(Stage::policies, rows, rows_per_unit)))
      call(&lc_finalize, 0, 0, 0, false);
    return result;
  }

private:
  const ProjectionCase &run_case;
  Wanted wanted;
  std::vector<lc_column> inputs;
  std::vector<double> parameters;
  ProjectionResult result;
  std::vector<std::vector<double>> scratch;

  std::vector<double> &output(Output which) { return result.columns[static_cast<int>(which)]; }

  bool stage(projection::Stage which, uint32_t end, uint32_t step) {
    const std::vector<Output> sums = summed_outputs(which);
    const bool over_scenarios = step == scenarios_per_unit;
    std::vector<std::vector<std::vector<double>>> partials(sums.size());
    for (uint32_t begin = 0; begin < end; begin += step) {
      for (const Output sum : sums)
        output(sum).assign(output(sum).size(), 0);
      const uint32_t last = std::min(begin + step, end);
      if (!call(&lc_map, static_cast<uint32_t>(which), begin, last, over_scenarios))
        return false;
      for (size_t i = 0; i < sums.size(); ++i)
        partials[i].push_back(output(sums[i]));
    }
    for (size_t i = 0; i < sums.size(); ++i)
      output(sums[i]) = merge_tree(partials[i]);
    return true;
  }

  bool call(int32_t (*function)(const lc_call *), uint32_t stage, uint32_t begin, uint32_t end,
            bool over_scenarios) {
    const ProjectionCase &of = run_case;
    std::vector<lc_column> outputs;
    for (const std::vector<double> &column : result.columns)
      outputs.push_back(column_of(column));
    std::vector<void *> memory;
    for (std::vector<double> &column : scratch) {
      // Undefined at entry: what is read before it is written spoils the result.
      column.assign(column.size(), std::numeric_limits<double>::quiet_NaN());
      memory.push_back(column.data());
    }
    const lc_call made = {.size = sizeof(lc_call),
                          .stage = stage,
                          .begin = begin,
                          .end = end,
                          .scenario_begin = over_scenarios ? begin : 0,
                          .scenario_end = over_scenarios ? end : of.scenarios,
                          .row_count = of.rows,
                          .scenario_count = of.scenarios,
                          .time_count = of.years,
                          .group_count = of.groups,
                          .steps_per_year = 1,
                          .parameters = parameters.data(),
                          .inputs = inputs.data(),
                          .outputs = outputs.data(),
                          .scratch = memory.data(),
                          .error = &result.error};
    result.status = function(&made);
    return result.status == 0;
  }
};

inline ProjectionResult run_projection(const ProjectionCase &of, Wanted wanted = {}) {
  return ProjectionRun(of, wanted)();
}

} // namespace livecalc::test
