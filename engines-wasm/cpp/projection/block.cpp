#include "block.h"

#include "block_sums.h"
#include "errors.h"
#include "flows.h"
#include "lanes.h"
#include "row_flows.h"

namespace livecalc::projection {
namespace {

constexpr Output all_sums[] = {Output::total, Output::by_group};
constexpr BlockSums block_sums = {all_sums, 2};

/** Adds the flows of plain rows; false where one of them reads a cell that is not there. */
bool add_plain_rows(const lc_call &call, const YearlyBasis &yearly) {
  const PlainBasis basis = read_plain_basis(call, yearly);
  bool complete = true;
  for (uint32_t row = call.begin; row < call.end; row += rows_at_once) {
    Rows rows;
    complete &= read_rows(call, row, call.end, rows);
    add_flows(rows, basis, values(call, Output::total));
  }
  return complete;
}

/** The sums that the row's flows are added to, or null where there is no such place. */
double *sums_of(const lc_call &call, Output sums, Input place_column, uint32_t row) {
  const uint32_t place = index(call, place_column, row);
  const size_t length = size_t{call.time_count} * flow_count;
  const lc_column &all = call.outputs[static_cast<int>(sums)];
  return place < all.length / length ? static_cast<double *>(all.data) + place * length : nullptr;
}

int32_t no_such_place(const lc_call &call, uint32_t row, Input column) {
  return fail(call, input_error, {.row = row, .column = static_cast<uint32_t>(column)},
              {column == Input::segment ? "the segment " : "the lapse class ",
               index(call, column, row), " of this row (the first one is 0) is not there"});
}

/** Names the year and the flow of the first sum that is not finite. */
int32_t check_sums(const lc_call &call, uint32_t row, const double *sums) {
  static const char *const names[] = {"lives",          "premiums",           "deaths",
                                      "death benefits", "surrender benefits", "maturity benefits",
                                      "expenses"};
  const uint32_t count = call.time_count * flow_count;
  uint32_t sum = 0;
  while (sum < count && is_finite(sums[sum]))
    ++sum;
  if (sum == count)
    return ok;
  return fail(call, numerical_error, {.row = row},
              {"the ", names[sum % flow_count], " of year ", sum / flow_count + 1,
               ", summed up to this row, are not finite; look at its policy_count, sum_assured and "
               "premium, and at the rates and factors it reads"});
}

/** Adds the flows of the rows one by one; after each it looks for errors, if `searching`. */
int32_t add_rows(const lc_call &call, const YearlyBasis &basis, bool searching) {
  const FlowRules rules = flow_rules(call);
  const bool wants_total = values(call, Output::total) != nullptr;
  const bool wants_groups = values(call, Output::by_group) != nullptr;
  for (uint32_t row = call.begin; row < call.end; ++row) {
    RowYears years;
    MissingCell missing;
    if (!read_row_years(call, basis, row, years, missing))
      return missing_cell(call, row, missing);
    double *total = sums_of(call, Output::total, Input::lapse_class, row);
    double *group = sums_of(call, Output::by_group, Input::segment, row);
    if (wants_total && total == nullptr)
      return no_such_place(call, row, Input::lapse_class);
    if (wants_groups && group == nullptr)
      return no_such_place(call, row, Input::segment);
    double *first = wants_total ? total : group;
    add_row_flows(years, row_amounts(call, row), basis, rules, first,
                  wants_total && wants_groups ? group : nullptr);
    const int32_t status = searching ? check_sums(call, row, first) : ok;
    if (status != ok)
      return status;
  }
  return ok;
}

} // namespace

int32_t project_block(const lc_call &call) {
  const YearlyBasis basis = read_yearly_basis(call);
  const bool is_plain = rows_are_plain(call) && values(call, Output::by_group) == nullptr;
  if (is_plain) {
    if (add_plain_rows(call, basis) && are_finite(call, block_sums))
      return ok;
  } else {
    const int32_t status = add_rows(call, basis, false);
    if (status != ok || are_finite(call, block_sums))
      return status;
  }
  // Row after row, to find the one with which the error begins.
  clear(call, block_sums);
  return add_rows(call, basis, true);
}

} // namespace livecalc::projection
