#include "block.h"

#include "errors.h"
#include "flows.h"
#include "policies.h"

namespace livecalc::projection {
namespace {

bool wants_policies(const lc_call &call) {
  return values(call, Output::mean) != nullptr || values(call, Output::std_dev) != nullptr;
}

/** Adds the flows of [begin, end); false where the mortality table ends before a row does. */
bool sum_flows(const lc_call &call, const Basis &basis, uint32_t begin, uint32_t end) {
  bool complete = true;
  for (uint32_t row = begin; row < end; row += rows_at_once) {
    Rows rows;
    complete &= read_rows(call, row, end, rows);
    add_flows(rows, basis, values(call, Output::total));
  }
  return complete;
}

void write_policies(const lc_call &call, uint32_t first, const NpvMoments &moments) {
  double *mean = values(call, Output::mean);
  double *std_dev = values(call, Output::std_dev);
  for (uint32_t lane = 0; lane < rows_at_once && first + lane < call.end; ++lane) {
    // Rounding can leave a variance of 0 just below it; a NaN stays one.
    const double variance = moments.variance[lane / 2][lane % 2];
    if (mean != nullptr)
      mean[first + lane] = moments.mean[lane / 2][lane % 2];
    if (std_dev != nullptr)
      std_dev[first + lane] = variance < 0 ? 0 : __builtin_sqrt(variance);
  }
}

/** As sum_flows for the whole block, with the statistics of its rows. */
bool sum_flows_and_measure(const lc_call &call, const Basis &basis) {
  const Expenses expenses = read_expenses(call);
  const FactorMoments factors = factor_moments(call);
  double *row_net = values(call, Scratch::row_net);
  bool complete = true;
  for (uint32_t row = call.begin; row < call.end; row += rows_at_once) {
    Rows rows;
    complete &= read_rows(call, row, call.end, rows);
    add_flows(rows, basis, values(call, Output::total), expenses, row_net);
    write_policies(call, row, npv_moments(row_net, rows.years, factors, call.time_count));
  }
  return complete;
}

int32_t missing_cells(const lc_call &call) {
  uint32_t row = call.begin;
  while (row + 1 < call.end && has_cells(call, row, projected_years(call, row)))
    ++row;
  const Place place = {.row = row, .column = static_cast<uint32_t>(Input::mortality_start)};
  return fail(call, input_error, place,
              {"the mortality table has ", column(call, Input::mortality).length,
               " cells and ends before the term of this row: ", projected_years(call, row),
               " cells are needed from cell ", integers(call, Input::mortality_start)[row],
               " on (the first one is 0)"});
}

/** Index of the first sum that is not finite, or their number. */
uint32_t first_not_finite(const double *sums, uint32_t count) {
  uint32_t index = 0;
  while (index < count && is_finite(sums[index]))
    ++index;
  return index;
}

/** Adds row after row to find the one at which a sum stopped being finite. */
int32_t overflowing_row(const lc_call &call, const Basis &basis) {
  static const char *const names[flow_count] = {"lives", "premiums", "deaths", "death benefits"};
  const uint32_t count = call.time_count * flow_count;
  double *totals = values(call, Output::total);
  for (uint32_t index = 0; index < count; ++index)
    totals[index] = 0;
  uint32_t row = call.begin, sum = count;
  for (; sum == count && row < call.end; ++row) {
    sum_flows(call, basis, row, row + 1);
    sum = first_not_finite(totals, count);
  }
  return fail(call, numerical_error, {.row = row - 1},
              {"the ", names[sum % flow_count], " of year ", sum / flow_count + 1,
               ", summed up to this row, are not finite; look at its policy_count, sum_assured and "
               "premium, and at the mortality rates it reads"});
}

/** Checks the block's slice of a statistic of the policies. */
int32_t check_statistic(const lc_call &call, Output which, const char *name) {
  const double *statistic = values(call, which);
  for (uint32_t row = call.begin; statistic != nullptr && row < call.end; ++row)
    if (!is_finite(statistic[row]))
      return fail(call, numerical_error, {.row = row},
                  {"the ", name,
                   " of this row's NPV over the scenarios is not finite; look at its policy_count, "
                   "sum_assured and premium, and for rates near -1"});
  return ok;
}

} // namespace

int32_t project_block(const lc_call &call) {
  const Basis basis = read_basis(call);
  const bool complete = wants_policies(call) ? sum_flows_and_measure(call, basis)
                                             : sum_flows(call, basis, call.begin, call.end);
  if (!complete)
    return missing_cells(call);
  const uint32_t sums = call.time_count * flow_count;
  if (first_not_finite(values(call, Output::total), sums) < sums)
    return overflowing_row(call, basis);
  const int32_t status = check_statistic(call, Output::mean, "mean");
  return status == ok ? check_statistic(call, Output::std_dev, "standard deviation") : status;
}

} // namespace livecalc::projection
