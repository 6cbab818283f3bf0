// Four plain rows of the portfolio, side by side in two pairs of lanes.
#pragma once

#include "columns.h"
#include "lanes.h"

namespace livecalc::projection {

constexpr uint32_t rows_at_once = 4;
constexpr uint32_t row_pairs = rows_at_once / 2;

/**
 * Whether the rows are term policies issued at the start of year 1: no optional column says
 * otherwise of any of them.
 */
bool rows_are_plain(const lc_call &call);

/** What the recursion reads of four rows. A lane without a row has term 0 and amounts 0. */
struct Rows {
  /** Years until the last of them ends. */
  uint32_t years;
  /** The rows' mortality cells, each at least `years` long. */
  const double *cells[rows_at_once];
  f64x2 term[row_pairs];
  f64x2 policy_count[row_pairs];
  f64x2 sum_assured[row_pairs];
  f64x2 premium[row_pairs];
};

/**
 * Reads the rows from `first` on, at most four and none from `end` on. False where the mortality
 * or the lapse table ends before one of their terms does.
 */
bool read_rows(const lc_call &call, uint32_t first, uint32_t end, Rows &rows);

/** Years that a plain row is projected: its term, or the run's years where they are fewer. */
inline uint32_t projected_years(const lc_call &call, uint32_t row) {
  const uint32_t end = index(call, Input::end_year, row);
  return end < call.time_count ? end : call.time_count;
}

/** Whether the mortality table has `years` cells from the row's first one on. */
inline bool has_cells(const lc_call &call, uint32_t row, uint32_t years) {
  const int64_t start = integer(call, Input::mortality_start, row);
  return start >= 0 && start + years <= column(call, Input::mortality).length;
}

} // namespace livecalc::projection
