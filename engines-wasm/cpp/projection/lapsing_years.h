// One row whose lapses follow the scenario, year by year, as the kernel over scenarios reads it.
#pragma once

#include "dynamic_lapse.h"
#include "flow_kinds.h"
#include "row_flows.h"
#include "row_years.h"

namespace livecalc::projection {

/**
 * A year of a row, with interest = slope * rate. Of one life at its start, min(max(level - pull *
 * interest, least), most) is left at its end: those who neither die nor lapse. As deaths are a part
 * of the lives, and lapses are the lives less deaths less those who are left, every payment is so
 * much per life and so much per life that is left; `paid` and `left` hold them by the time of the
 * year.
 */
struct LapsingYear {
  double level, pull, least, most;
  double paid[timing_count], left[timing_count];
};

struct LapsingYears {
  /** In force in [first, end); year t at years[t - first]. */
  uint32_t first, end;
  const LapsingYear *years;
  /** Whether something is paid at the start or in the middle of a year. */
  bool pays_early;
  /** Whether something but the maturity benefit at the very end depends on who is left. */
  bool pays_by_left;
  /** No limit of a lapse rate or of its factor is reached by interest between them. */
  double free_from, free_to;
  /** Whether the lives may become fewer than the least under some scenario. */
  bool may_stop;
};

/** What each kind of payment counts for. */
struct Signs {
  double of[kind_count];
};

constexpr Signs net_signs = {{1, -1, -1, -1, -1}};

inline Signs only(uint32_t kind) {
  Signs signs = {};
  signs.of[kind] = 1;
  return signs;
}

/** Years are written to scratch for so many rows, so that a tile's rates are read for all of them.
 */
constexpr uint32_t lapsing_rows_at_once = 8;

/** What all rows of a call share. */
struct LapsingRules {
  DynamicLapse lapse;
  Timing timing[kind_count];
};

LapsingRules read_lapsing_rules(const lc_call &call, const YearlyBasis &basis);

/** The rate that the row's lapses compare interest with. */
double reference_rate(const lc_call &call, uint32_t row);

/** Writes the years of a row to `to`, which has room for all of them. */
LapsingYears lapsing_years(const RowYears &row, const Amounts &amounts, const LapsingRules &rules,
                           double reference, const Signs &signs, LapsingYear *to);

} // namespace livecalc::projection
