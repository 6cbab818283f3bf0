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
  const uint64_t start = integers(call, Input::mortality_start)[row];
  double *cells = values(call, Scratch::cells) + lane * call.time_count;
  for (uint32_t t = 0; t < years; ++t) {
    const uint64_t cell = start + t;
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
    complete &= has_cells(call, row, years);
    rows.years = rows.years < years ? years : rows.years;
    rows.term[lane / 2][lane % 2] = years;
    rows.policy_count[lane / 2][lane % 2] = values(call, Input::policy_count)[row];
    rows.sum_assured[lane / 2][lane % 2] = values(call, Input::sum_assured)[row];
    rows.premium[lane / 2][lane % 2] = values(call, Input::premium)[row];
  }
  for (uint32_t lane = 0; lane < rows_at_once; ++lane) {
    const uint32_t row = first + lane < end ? first + lane : first;
    rows.cells[lane] =
        has_cells(call, row, rows.years)
            ? values(call, Input::mortality) + integers(call, Input::mortality_start)[row]
            : padded_cells(call, row, lane, rows.years);
  }
  return complete;
}

} // namespace livecalc::projection
