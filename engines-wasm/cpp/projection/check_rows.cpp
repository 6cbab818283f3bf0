#include "check_rows.h"

#include <initializer_list>

#include "errors.h"
#include "members.h"

namespace livecalc::projection {
namespace {

int32_t refuse_row(const lc_call &call, uint32_t row, Input column, const char *reason) {
  return fail(call, input_error, {.row = row, .column = static_cast<uint32_t>(column)}, {reason});
}

int32_t refuse(const lc_call &call, Input column, const char *reason) {
  return refuse_row(call, LC_NONE, column, reason);
}

/** Columns that are read without another look at how long they are. */
int32_t check_tables(const lc_call &call) {
  if (column(call, Input::mortality).length == 0)
    return refuse(call, Input::mortality, "the mortality table has no cells");
  if (column(call, Input::expenses).length == 0)
    return refuse(call, Input::expenses, "there is no set of expenses");
  if (lapse_reference(call) == LapseReference::column && !has(call, Input::reference_rate))
    return refuse(call, Input::reference_rate,
                  "lapseReference is column, and there is no reference_rate");
  constexpr Input factors[] = {Input::death_factor,     Input::maturity_factor,
                               Input::surrender_factor, Input::surrender_premiums_factor,
                               Input::premium_factor,   Input::premiums_paid};
  for (const Input factor : factors)
    if (has(call, Input::product_start) && !has(call, factor))
      return refuse(call, factor,
                    "there is a product_start, and this column of the product table is not there");
  return ok;
}

int32_t check_endings(const lc_call &call) {
  for (uint32_t row = call.begin; has(call, Input::ending) && row < call.end; ++row)
    if (index(call, Input::ending, row) > static_cast<uint32_t>(Ending::die))
      return refuse_row(call, row, Input::ending,
                        "the ending of this row is none of 0 (term), 1 (endow) and 2 (die)");
  return ok;
}

/** Groups that the values of rows are added to; segments are looked at where they are used. */
int32_t check_groups_of_rows(const lc_call &call) {
  bool adds_to_groups = false;
  for (const Output sums :
       {Output::lapsing_group_npv, Output::lapsing_group_flows, Output::lapsing_group_discounted})
    adds_to_groups |= values(call, sums) != nullptr;
  if (!adds_to_groups)
    return ok;
  if (!has(call, Input::group))
    return refuse(call, Input::group, "results by group are wanted, and rows have no group");
  for (uint32_t row = call.begin; row < call.end; ++row)
    if (index(call, Input::group, row) >= call.group_count)
      return fail(call, input_error, {.row = row, .column = static_cast<uint32_t>(Input::group)},
                  {"the group ", index(call, Input::group, row),
                   " of this row (the first one is 0) is not there"});
  return ok;
}

/** Whether the row has the lapses of its class: the same cells, from the same year on. */
bool fits_class(const lc_call &call, uint32_t row, uint32_t lapse_class) {
  const int64_t duration = integer(call, Input::duration, row);
  const int64_t first = duration < 0 ? -duration : 0;
  const bool is_in_force = first < index(call, Input::end_year, row) && first < call.time_count;
  return !is_in_force || (integer(call, Input::lapse_start, row) ==
                              integer(call, Input::class_lapse_start, lapse_class) &&
                          first == index(call, Input::class_first_year, lapse_class));
}

int32_t check_lapse_classes(const lc_call &call) {
  if (lapse_reference(call) != LapseReference::number)
    return ok;
  const uint32_t classes = column(call, Input::class_first_year).length;
  for (uint32_t row = call.begin; row < call.end; ++row) {
    const uint32_t lapse_class = index(call, Input::lapse_class, row);
    if (lapse_class >= classes)
      return fail(
          call, input_error, {.row = row, .column = static_cast<uint32_t>(Input::lapse_class)},
          {"the lapse class ", lapse_class, " of this row (the first one is 0) is not there"});
    if (!fits_class(call, row, lapse_class))
      return refuse_row(call, row, Input::lapse_class,
                        "this row has other lapse cells, or begins in another year, than its lapse "
                        "class: classes are made for the first projection of a pipeline, so put "
                        "one there whose lapseReference is number");
  }
  return ok;
}

/** Whether the policies of every row lie behind those of the row before, and all are there. */
int32_t check_members(const lc_call &call) {
  const uint32_t members = call.outputs[static_cast<int>(Output::mean)].length;
  if (!rows_have_members(call))
    return values(call, Output::mean) == nullptr || members == call.row_count
               ? ok
               : refuse(call, Input::member_end,
                        "rows stand for several policies, and $members is not among the inputs");
  for (const Input amount :
       {Input::member_policy_count, Input::member_sum_assured, Input::member_premium})
    if (!has(call, amount))
      return refuse(call, amount, "there is a member_end, and this amount of them is not there");
  const uint32_t count = column(call, Input::member_premium).length;
  for (uint32_t row = call.begin; row < call.end; ++row) {
    const Members of_row = members_of(call, row);
    const bool is_complete = row + 1 < call.row_count || of_row.end == count;
    if (of_row.begin > of_row.end || of_row.end > count || !is_complete)
      return refuse_row(call, row, Input::member_end,
                        "the policies of this row do not lie between those of the row before and "
                        "of the row after");
  }
  return ok;
}

} // namespace

int32_t check_projected_rows(const lc_call &call) {
  for (const auto check : {check_tables, check_endings, check_groups_of_rows, check_lapse_classes})
    if (const int32_t status = check(call); status != ok)
      return status;
  return ok;
}

int32_t check_policies(const lc_call &call) {
  for (const auto check : {check_tables, check_endings, check_members})
    if (const int32_t status = check(call); status != ok)
      return status;
  return ok;
}

} // namespace livecalc::projection
