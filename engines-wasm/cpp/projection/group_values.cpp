#include "group_values.h"

#include "errors.h"
#include "scenario_sums.h"

namespace livecalc::projection {
namespace {

/** The group's values are a column of [scenario][group]. */
double &value_of(const lc_call &call, uint32_t lane, uint32_t group) {
  return values(call, Output::group_npv)[size_t{call.begin + lane} * call.group_count + group];
}

void clear(const lc_call &call) {
  for (uint32_t lane = 0; lane < call.end - call.begin; ++lane)
    for (uint32_t group = 0; group < call.group_count; ++group)
      value_of(call, lane, group) = 0;
}

/** The group's part of sums [group][time][flow]; null where they are not wanted. */
double *of_group(const lc_call &call, Output which, uint32_t group) {
  double *sums = values(call, which);
  return sums == nullptr ? nullptr : sums + size_t{group} * call.time_count * flow_count;
}

void add_segment(const TileView &tile, const YearlyBasis &basis, uint32_t segment, uint32_t group) {
  const lc_call &call = tile.call;
  const double *sums =
      values(call, Output::by_group) + size_t{segment} * call.time_count * flow_count;
  const FlowKinds flows = read_flow_kinds(call, basis, sums);
  add_scenario_sums(tile, flows, sums, of_group(call, Output::valued_group_flows, group),
                    of_group(call, Output::valued_group_discounted, group));
  if (values(call, Output::group_npv) == nullptr)
    return;
  double npv[scenarios_per_tile] = {};
  add_npvs(tile, flows, npv);
  for (uint32_t lane = 0; lane < call.end - call.begin; ++lane)
    value_of(call, lane, group) += npv[lane];
}

} // namespace

void add_groups_of_class(const TileView &tile, const YearlyBasis &basis, uint32_t lapse_class) {
  const lc_call &call = tile.call;
  if (lapse_class == 0 && values(call, Output::group_npv) != nullptr)
    clear(call);
  if (values(call, Output::by_group) == nullptr)
    return;
  for (uint32_t segment = 0; segment < column(call, Input::segment_group).length; ++segment) {
    const uint32_t group = index(call, Input::segment_group, segment);
    if (index(call, Input::segment_class, segment) == lapse_class && group < call.group_count)
      add_segment(tile, basis, segment, group);
  }
}

void take_lapsing_groups(const lc_call &call) {
  const double *npv = values(call, Output::lapsing_group_npv);
  if (values(call, Output::group_npv) == nullptr || npv == nullptr)
    return;
  const uint32_t tiles = (call.scenario_count + scenarios_per_tile - 1) / scenarios_per_tile;
  for (uint32_t group = 0; group < call.group_count; ++group) {
    const size_t tile = size_t{group} * tiles + call.begin / scenarios_per_tile;
    for (uint32_t lane = 0; lane < call.end - call.begin; ++lane)
      value_of(call, lane, group) = npv[tile * scenarios_per_tile + lane];
  }
}

int32_t check_groups(const lc_call &call) {
  const uint32_t classes = column(call, Input::class_first_year).length;
  for (uint32_t segment = 0; segment < column(call, Input::segment_group).length; ++segment) {
    if (index(call, Input::segment_class, segment) >= classes)
      return fail(call, input_error, {.column = static_cast<uint32_t>(Input::segment_class)},
                  {"the segment ", segment, " is of lapse class ",
                   index(call, Input::segment_class, segment), ", and there are ", classes,
                   " (the first ones are 0)"});
    if (index(call, Input::segment_group, segment) >= call.group_count)
      return fail(call, input_error, {.column = static_cast<uint32_t>(Input::segment_group)},
                  {"the segment ", segment, " belongs to group ",
                   index(call, Input::segment_group, segment), ", and there are ", call.group_count,
                   " (the first ones are 0)"});
  }
  const double *npv = values(call, Output::group_npv);
  for (uint32_t lane = 0; npv != nullptr && lane < call.end - call.begin; ++lane)
    for (uint32_t group = 0; group < call.group_count; ++group)
      if (!is_finite(value_of(call, lane, group)))
        return fail(call, numerical_error, {.scenario = call.begin + lane},
                    {"the NPV of group ", group, " under scenario ", call.begin + lane,
                     " (the first ones are 0) is not finite; look for rates near -1 in it"});
  return ok;
}

} // namespace livecalc::projection
