#include "value.h"

#include "errors.h"
#include "group_values.h"
#include "present_value.h"
#include "scenario_sums.h"

namespace livecalc::projection {
namespace {

/** The portfolio's values under the scenarios of one tile. */
struct TileValues {
  double npv[scenarios_per_tile] = {};
  double kinds[kind_count][scenarios_per_tile] = {};
};

double *kind_output(const lc_call &call, uint32_t kind) {
  return values(call, static_cast<Output>(static_cast<int>(Output::pv_premiums) + kind));
}

/** Adds what the rows of one lapse class are worth. */
int32_t add_class(const TileView &tile, const YearlyBasis &basis, const double *sums,
                  TileValues &to) {
  const lc_call &call = tile.call;
  const FlowKinds flows = read_flow_kinds(call, basis, sums);
  const int32_t status = check_net(call, flows);
  if (status != ok)
    return status;
  add_npvs(tile, flows, to.npv);
  for (uint32_t kind = 0; kind < kind_count; ++kind)
    if (kind_output(call, kind) != nullptr)
      add_kind(tile, flows, static_cast<Kind>(kind), to.kinds[kind]);
  add_scenario_sums(tile, flows, sums, values(call, Output::valued_flows),
                    values(call, Output::valued_discounted));
  return ok;
}

/** Values class by class: their flows, then those of their groups. */
int32_t value_classes(const lc_call &call, TileValues &to) {
  const YearlyBasis basis = read_yearly_basis(call);
  const DynamicLapse rule = read_dynamic_lapse(call, basis);
  const bool follows = lapse_reference(call) == LapseReference::number;
  const double *total = values(call, Output::total);
  TileView tile = {
      .call = call, .factors = {call, call.begin / scenarios_per_tile}, .persistency = {}};
  if (follows)
    write_lapse_factors(call, rule);
  for (uint32_t each = 0; each < column(call, Input::class_first_year).length; ++each) {
    if (follows)
      tile.persistency = class_persistency(call, basis, rule, each);
    const size_t begin = size_t{each} * call.time_count * flow_count;
    const int32_t status = total == nullptr ? ok : add_class(tile, basis, total + begin, to);
    if (status != ok)
      return status;
    add_groups_of_class(tile, basis, each);
  }
  return ok;
}

/** Where lapses follow each row's own rate, the rows were valued scenario by scenario. */
int32_t take_lapsing(const lc_call &call, TileValues &to) {
  const uint32_t tile = call.begin / scenarios_per_tile;
  const double *npv = values(call, Output::lapsing_npv);
  const double *kinds = values(call, Output::lapsing_components);
  for (uint32_t lane = 0; lane < scenarios_per_tile; ++lane) {
    if (npv != nullptr)
      to.npv[lane] = npv[tile * scenarios_per_tile + lane];
    for (uint32_t kind = 0; kinds != nullptr && kind < kind_count; ++kind)
      to.kinds[kind][lane] = kinds[(size_t{tile} * kind_count + kind) * scenarios_per_tile + lane];
  }
  take_lapsing_groups(call);
  return ok;
}

/** Writes the tile's slice of an output. */
int32_t write(const lc_call &call, double *output, const char *name, const double *lanes) {
  for (uint32_t scenario = call.begin; output != nullptr && scenario < call.end; ++scenario) {
    const double value = lanes[scenario - call.begin];
    if (!is_finite(value))
      return fail(call, numerical_error, {.scenario = scenario},
                  {"the ", name, " under scenario ", scenario,
                   " (the first one is 0) is not finite; look for rates near -1 in it, and at the "
                   "largest amounts and expenses"});
    output[scenario] = value;
  }
  return ok;
}

} // namespace

int32_t value_tile(const lc_call &call) {
  static const char *const names[kind_count] = {
      "present value of the premiums", "present value of the death benefits",
      "present value of the surrender benefits", "present value of the maturity benefits",
      "present value of the expenses"};
  TileValues tile;
  const bool is_lapsing = lapse_reference(call) == LapseReference::column;
  int32_t status = is_lapsing ? take_lapsing(call, tile) : value_classes(call, tile);
  if (status == ok)
    status = write(call, values(call, Output::npv), "NPV", tile.npv);
  if (status == ok)
    status = write(call, values(call, Output::tail_npv), "NPV", tile.npv);
  for (uint32_t kind = 0; status == ok && kind < kind_count; ++kind)
    status = write(call, kind_output(call, kind), names[kind], tile.kinds[kind]);
  return status == ok ? check_groups(call) : status;
}

} // namespace livecalc::projection
