#include "lapsing.h"

#include "block_sums.h"
#include "errors.h"
#include "lapsing_sums.h"

namespace livecalc::projection {
namespace {

constexpr Output all_sums[] = {Output::lapsing_npv,
                               Output::lapsing_components,
                               Output::lapsing_flows,
                               Output::lapsing_discounted,
                               Output::lapsing_group_npv,
                               Output::lapsing_group_flows,
                               Output::lapsing_group_discounted};
constexpr BlockSums block_sums = {all_sums, sizeof all_sums / sizeof all_sums[0]};

struct Block {
  const lc_call &call;
  YearlyBasis basis;
  LapsingRules rules;
  uint32_t tiles;

  explicit Block(const lc_call &of)
      : call(of), basis(read_yearly_basis(of)), rules(read_lapsing_rules(of, basis)),
        tiles((of.scenario_count + scenarios_per_tile - 1) / scenarios_per_tile) {}

  /** Memory for the years of the row at `place` among those that are valued at once. */
  LapsingYear *memory(uint32_t place) const {
    void *all = call.scratch[static_cast<int>(Scratch::paths)];
    return static_cast<LapsingYear *>(all) + size_t{place} * call.time_count;
  }
  /** The part of sums by group that belongs to the row's; null where they are not wanted. */
  double *of_group(Output which, uint32_t row, size_t length) const {
    double *sums = values(call, which);
    return sums == nullptr ? nullptr : sums + index(call, Input::group, row) * length;
  }
};

/** A few rows: their years, and where they begin. */
struct LapsingRows {
  uint32_t first, count;
  LapsingYears years[lapsing_rows_at_once];
};

int32_t read_row(const Block &block, uint32_t row, const Signs &signs, LapsingYear *memory,
                 RowYears &years, LapsingYears &lapsing) {
  MissingCell missing;
  if (!read_row_years(block.call, block.basis, row, years, missing))
    return missing_cell(block.call, row, missing);
  lapsing = lapsing_years(years, row_amounts(block.call, row), block.rules,
                          reference_rate(block.call, row), signs, memory);
  return ok;
}

int32_t read_rows(const Block &block, const Signs &signs, LapsingRows &rows) {
  int32_t status = ok;
  RowYears years;
  for (uint32_t place = 0; status == ok && place < rows.count; ++place)
    status =
        read_row(block, rows.first + place, signs, block.memory(place), years, rows.years[place]);
  return status;
}

/**
 * Adds the values of a few rows, tile after tile, so that a tile's rates stay near the processor.
 * `to` is the first tile's part of the sums, `stride` the distance to the next one's.
 */
void add_tiles(const Block &block, const LapsingRows &rows, double *to, size_t stride,
               bool groups) {
  const size_t group_length = size_t{block.tiles} * scenarios_per_tile;
  for (uint32_t tile = 0; tile < block.tiles; ++tile) {
    const TileRates rates(block.call, tile);
    for (uint32_t place = 0; place < rows.count; ++place) {
      double *group =
          groups ? block.of_group(Output::lapsing_group_npv, rows.first + place, group_length)
                 : nullptr;
      double *also = group == nullptr ? nullptr : group + size_t{tile} * scenarios_per_tile;
      double *values = to == nullptr ? nullptr : to + tile * stride;
      add_values(rows.years[place], rates, values == nullptr ? also : values,
                 values == nullptr ? nullptr : also);
    }
  }
}

int32_t add_npvs(const Block &block, LapsingRows &rows) {
  double *npv = values(block.call, Output::lapsing_npv);
  if (npv == nullptr && values(block.call, Output::lapsing_group_npv) == nullptr)
    return ok;
  const int32_t status = read_rows(block, net_signs, rows);
  if (status == ok)
    add_tiles(block, rows, npv, scenarios_per_tile, true);
  return status;
}

int32_t add_components(const Block &block, LapsingRows &rows) {
  double *components = values(block.call, Output::lapsing_components);
  int32_t status = ok;
  for (uint32_t kind = 0; components != nullptr && status == ok && kind < kind_count; ++kind) {
    status = read_rows(block, only(kind), rows);
    if (status == ok)
      add_tiles(block, rows, components + kind * scenarios_per_tile,
                size_t{kind_count} * scenarios_per_tile, false);
  }
  return status;
}

int32_t add_flows(const Block &block, const LapsingRows &rows) {
  const lc_call &call = block.call;
  const size_t length = size_t{call.time_count} * flow_count;
  for (uint32_t row = rows.first; row < rows.first + rows.count; ++row) {
    const FlowTargets targets = {
        .flows = values(call, Output::lapsing_flows),
        .discounted = values(call, Output::lapsing_discounted),
        .group_flows = block.of_group(Output::lapsing_group_flows, row, length),
        .group_discounted = block.of_group(Output::lapsing_group_discounted, row, length)};
    if (!targets.want_flows() && !targets.want_discounted())
      return ok;
    RowYears years = {};
    LapsingYears lapsing = {};
    const int32_t status = read_row(block, row, net_signs, block.memory(0), years, lapsing);
    if (status != ok)
      return status;
    add_scenario_flows(call, years, lapsing, row_amounts(call, row), block.rules, targets);
  }
  return ok;
}

int32_t add_rows(const Block &block, uint32_t first, uint32_t count) {
  LapsingRows rows = {.first = first, .count = count, .years = {}};
  int32_t status = add_npvs(block, rows);
  if (status == ok)
    status = add_components(block, rows);
  return status == ok ? add_flows(block, rows) : status;
}

/** Adds row after row, to find the one with which a sum stops being finite. */
int32_t overflowing_row(const Block &block) {
  const lc_call &call = block.call;
  clear(call, block_sums);
  uint32_t row = call.begin;
  for (; row + 1 < call.end; ++row) {
    const int32_t status = add_rows(block, row, 1);
    if (status != ok)
      return status;
    if (!are_finite(call, block_sums))
      break;
  }
  return fail(call, numerical_error, {.row = row},
              {"the values or cash flows, summed up to this row, are not finite; look at its "
               "policy_count, sum_assured and premium, at the rates and factors it reads, and for "
               "interest near -1"});
}

} // namespace

int32_t project_lapsing_block(const lc_call &call) {
  const Block block(call);
  for (uint32_t row = call.begin; row < call.end; row += lapsing_rows_at_once) {
    const uint32_t left = call.end - row;
    const int32_t status =
        add_rows(block, row, left < lapsing_rows_at_once ? left : lapsing_rows_at_once);
    if (status != ok)
      return status;
  }
  return are_finite(call, block_sums) ? ok : overflowing_row(block);
}

} // namespace livecalc::projection
