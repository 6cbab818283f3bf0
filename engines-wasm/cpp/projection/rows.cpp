#include "rows.h"

namespace livecalc::projection {
namespace {

/**
 * The row's cells with the table's last one repeated: a row near the end of the table that shares
 * lanes with one of a longer term. Past its own term a row has no lives; it only has to read
 * something finite.
 */
const double *padded_cells(const lc_call &call, uint32_t row, uint32_t lane, uint32_t years) {
  const lc_column &mortality = column(call, Input::mortality);
  const double *table = static_cast<const double *>(mortality.data);
  const int64_t start = integer(call, Input::mortality_start, row);
  double *cells = values(call, Scratch::cells) + lane * call.time_count;
  for (uint32_t t = 0; t < years; ++t) {
    const int64_t cell = start + t < 0 ? 0 : start + t;
    cells[t] = table[cell < mortality.length ? cell : mortality.length - 1];
  }
  return cells;
}

} // namespace

bool read_rows(const lc_call &call, uint32_t first, uint32_t end, Rows &rows) {
  rows = {};
  bool complete = true;
  for (uint32_t lane = 0; lane < rows_at_once && first + lane < end; ++lane) {
    const uint32_t row = first + lane;
    const uint32_t years = projected_years(call, row);
    complete &= has_cells(call, row, years) && years <= column(call, Input::lapse).length;
    rows.years = rows.years < years ? years : rows.years;
    rows.term[lane / 2][lane % 2] = years;
    rows.policy_count[lane / 2][lane % 2] = values(call, Input::policy_count)[row];
    rows.sum_assured[lane / 2][lane % 2] = values(call, Input::sum_assured)[row];
    rows.premium[lane / 2][lane % 2] = premium_of(call, Input::premium, row);
  }
  for (uint32_t lane = 0; lane < rows_at_once; ++lane) {
    const uint32_t row = first + lane < end ? first + lane : first;
    rows.cells[lane] =
        has_cells(call, row, rows.years)
            ? values(call, Input::mortality) + integer(call, Input::mortality_start, row)
            : padded_cells(call, row, lane, rows.years);
  }
  return complete;
}

bool rows_are_plain(const lc_call &call) {
  constexpr Input specials[] = {Input::duration,      Input::premium_end, Input::lapse_start,
                                Input::product_start, Input::expense_row, Input::ending,
                                Input::lapse_class};
  for (const Input special : specials)
    if (has(call, special))
      return false;
  return true;
}

} // namespace livecalc::projection
