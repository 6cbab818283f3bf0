#include "lapsing.h"

#include <initializer_list>

#include "errors.h"
#include "lapsing_kernel.h"
#include "life_sums.h"
#include "tile_tree.h"

namespace livecalc::projection {
namespace {

/** Rows that are valued together, so that a tile is read from the nearest cache. */
constexpr uint32_t rows_together = 8;

/** The outputs of one sum over rows: that of the portfolio, or of one of its groups. */
struct Sums {
  Output npv, flows, discounted;
};
constexpr Sums portfolio = {Output::lapsing_npv, Output::lapsing_flows, Output::lapsing_discounted};
constexpr Sums by_group = {Output::lapsing_group_npv, Output::lapsing_group_flows,
                           Output::lapsing_group_discounted};

/** What all rows of a call share. */
struct Block {
  const lc_call &call;
  YearlyBasis basis;
  DynamicLapse rule;
  PathLayout layout;
  uint32_t tiles;
  bool wants_lives;
  LifeSumLayout sums;
};

bool wants(const lc_call &call, Output which) { return values(call, which) != nullptr; }

Block read_block(const lc_call &call) {
  const YearlyBasis basis = read_yearly_basis(call);
  const Payments payments = read_payments(call);
  const Terms terms = wants(call, Output::lapsing_components) ? Terms::kinds : Terms::net;
  const bool wants_discounted =
      wants(call, portfolio.discounted) || wants(call, by_group.discounted);
  return {.call = call,
          .basis = basis,
          .rule = read_dynamic_lapse(call, basis),
          .layout = {.payments = payments, .terms = terms},
          .tiles = (call.scenario_count + scenarios_per_tile - 1) / scenarios_per_tile,
          .wants_lives =
              wants_discounted || wants(call, portfolio.flows) || wants(call, by_group.flows),
          .sums = {.discounted = wants_discounted ? payments.count : 0}};
}

/** Rows of the block that are valued together. */
struct RowsTogether {
  uint32_t begin, count;
  RowPath paths[rows_together];
};

int32_t read_paths(const Block &block, RowsTogether &rows) {
  const lc_call &call = block.call;
  const size_t length = size_t{call.time_count} * most_path_doubles;
  for (uint32_t each = 0; each < rows.count; ++each) {
    const uint32_t row = rows.begin + each;
    RowYears years;
    MissingCell missing;
    if (!read_row_years(call, block.basis, row, years, missing))
      return missing_cell(call, row, missing);
    rows.paths[each] = write_path(years, row_amounts(call, row), block.rule,
                                  values(call, Input::reference_rate)[row], block.layout,
                                  values(call, Scratch::paths) + each * length);
  }
  return ok;
}

/** Adds what a row is worth under the scenarios of a tile. */
void add_values(const Block &block, uint32_t row, uint32_t tile, const double *npv) {
  const lc_call &call = block.call;
  const size_t lanes = size_t{tile} * scenarios_per_tile;
  double *total = values(call, portfolio.npv);
  double *group = values(call, by_group.npv);
  double *kinds = values(call, Output::lapsing_components);
  if (total != nullptr)
    total += lanes;
  if (group != nullptr)
    group += index(call, Input::group, row) * size_t{block.tiles} * scenarios_per_tile + lanes;
  for (uint32_t lane = 0; lane < scenarios_per_tile; ++lane) {
    if (total != nullptr)
      total[lane] += npv[lane];
    if (group != nullptr)
      group[lane] += npv[lane];
  }
  for (uint32_t lane = 0; kinds != nullptr && lane < kind_count * scenarios_per_tile; ++lane)
    kinds[lanes * kind_count + lane] += npv[scenarios_per_tile + lane];
}

TileTree tree_of(const Block &block, uint32_t each) {
  const size_t length = size_t{block.call.time_count} * block.sums.per_year();
  double *memory = values(block.call, Scratch::life_sums);
  return TileTree(memory + each * (TileTree::levels + 1) * length, length);
}

/** Adds what the row is worth under the scenarios of a tile; its lives go to its tree. */
void value_row(const Block &block, const LapsingTile &tile, uint32_t index, uint32_t row,
               const RowPath &path, TileTree &tree) {
  const lc_call &call = block.call;
  double npv[most_terms * scenarios_per_tile];
  TileLives sums(values(call, Scratch::tile_lives), call.time_count);
  double *lives = block.sums.discounted > 0 ? values(call, Scratch::remaining) : nullptr;
  const size_t length = size_t{call.time_count} * scenarios_per_tile;
  const TileRow to = {.npv = npv,
                      .lives = block.wants_lives ? &sums : nullptr,
                      .start = lives,
                      .remaining = lives == nullptr ? nullptr : lives + length};
  if (block.wants_lives)
    sums.begin_tile(path.first, path.end);
  LapsingKernel<LC_KERNEL_WIDTH>::run(path, block.layout, tile, to);
  add_values(block, row, index, npv);
  if (!block.wants_lives)
    return;
  write_life_sums({.sums = sums,
                   .start = to.start,
                   .remaining = to.remaining,
                   .first = path.first,
                   .end = path.end},
                  tile.factors, block.layout.payments, block.sums, tree.next());
  tree.push();
}

void value_rows(const Block &block, const RowsTogether &rows, TileTree *trees) {
  const lc_call &call = block.call;
  const size_t tile_length = size_t{call.time_count} * scenarios_per_tile;
  for (uint32_t tile = 0; tile < block.tiles; ++tile) {
    const FirstLives first(call.scenario_count - tile * scenarios_per_tile);
    const LapsingTile lanes = {.interest = values(call, Output::interest) + tile * tile_length,
                               .factors = TileFactors(call, tile),
                               .first_lives = first.lanes};
    for (uint32_t each = 0; each < rows.count; ++each)
      value_row(block, lanes, tile, rows.begin + each, rows.paths[each], trees[each]);
  }
}

/** The part of [group][time][flow] that belongs to the row's group; null where not wanted. */
double *group_flows(const lc_call &call, Output which, uint32_t row) {
  double *flows = values(call, which);
  const size_t length = size_t{call.time_count} * flow_count;
  return flows == nullptr ? nullptr : flows + index(call, Input::group, row) * length;
}

void add_row_sums(const Block &block, uint32_t row, const LifeSums &sums) {
  const lc_call &call = block.call;
  RowYears years;
  MissingCell missing;
  read_row_years(call, block.basis, row, years, missing);
  const Amounts amounts = row_amounts(call, row);
  const Payments &payments = block.layout.payments;
  add_flows_of_lives(years, amounts, payments, sums, values(call, portfolio.flows),
                     values(call, portfolio.discounted));
  add_flows_of_lives(years, amounts, payments, sums, group_flows(call, by_group.flows, row),
                     group_flows(call, by_group.discounted, row));
}

/** Values `count` rows from `begin` on. */
int32_t add_rows(const Block &block, uint32_t begin, uint32_t count) {
  RowsTogether rows = {.begin = begin, .count = count, .paths = {}};
  const int32_t status = read_paths(block, rows);
  if (status != ok)
    return status;
  TileTree trees[rows_together] = {tree_of(block, 0), tree_of(block, 1), tree_of(block, 2),
                                   tree_of(block, 3), tree_of(block, 4), tree_of(block, 5),
                                   tree_of(block, 6), tree_of(block, 7)};
  value_rows(block, rows, trees);
  for (uint32_t each = 0; block.wants_lives && each < count; ++each)
    add_row_sums(block, begin + each, {.years = trees[each].total(), .layout = block.sums});
  return ok;
}

/** Whether everything that the block adds to is finite. */
bool sums_are_finite(const lc_call &call) {
  bool finite = true;
  for (const Output which :
       {Output::lapsing_npv, Output::lapsing_components, portfolio.flows, portfolio.discounted,
        by_group.npv, by_group.flows, by_group.discounted}) {
    const lc_column &sums = call.outputs[static_cast<int>(which)];
    for (uint32_t i = 0; sums.data != nullptr && i < sums.length; ++i)
      finite &= is_finite(static_cast<const double *>(sums.data)[i]);
  }
  return finite;
}

/** Adds row after row to what is there, to find one with which a sum stops being finite. */
int32_t overflowing_row(const Block &block) {
  const lc_call &call = block.call;
  for (uint32_t row = call.begin; row < call.end; ++row) {
    RowsTogether rows = {.begin = row, .count = 1, .paths = {}};
    read_paths(block, rows);
    const RowPath &path = rows.paths[0];
    for (uint32_t i = path.first * block.layout.stride(); i < path.end * block.layout.stride(); ++i)
      if (!is_finite(path.years[i]))
        return fail(call, numerical_error, {.row = row},
                    {"the cash flows per life of year ", i / block.layout.stride() + 1,
                     " are not finite; look at its policy_count, sum_assured and premium, and at "
                     "the rates and factors it reads"});
  }
  return fail(call, numerical_error, {.row = call.begin},
              {"the values of the ", call.end - call.begin,
               " rows from this one on are not finite in their sum; look for huge amounts, and for "
               "rates near -1"});
}

} // namespace

int32_t project_lapsing_block(const lc_call &call) {
  const Block block = read_block(call);
  for (uint32_t row = call.begin; row < call.end; row += rows_together) {
    const uint32_t left = call.end - row;
    const int32_t status = add_rows(block, row, left < rows_together ? left : rows_together);
    if (status != ok)
      return status;
  }
  return sums_are_finite(call) ? ok : overflowing_row(block);
}

} // namespace livecalc::projection
