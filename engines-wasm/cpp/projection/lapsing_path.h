// A row whose lapses follow the scenario: what its recursion needs of every year.
#pragma once

#include "dynamic_lapse.h"
#include "row_terms.h"

namespace livecalc::projection {

/**
 * One year of a row: the lives that remain of those at its start are
 *
 *   remaining = lives * clamp(level - pull * y, least, most)   with y = slope * rate
 *
 * which is lives * (1 - q) * (1 - w) with the lapse rate w of DynamicLapse: as w does not fall when
 * its factor rises, the clamp of the factor becomes a clamp of what remains. Reordered so, a year
 * costs five operations, and no rounding of it exceeds a few units in the last place of the lives.
 */
struct PathYear {
  double level, pull, least, most;
};

/** A row's years in memory: PathYear, then its terms [payment][term]; the next year follows. */
struct RowPath {
  /** In force in [first, end). */
  uint32_t first, end;
  /** Of year 0, in force or not. */
  const double *years;
};

/** Doubles of a year at most. */
constexpr uint32_t most_path_doubles = 4 + 2 * timing_count * most_terms;

/** How the paths of a call lie in memory. */
struct PathLayout {
  Payments payments;
  Terms terms;

  uint32_t term_count() const { return projection::term_count(terms); }
  /** Doubles of one year. */
  uint32_t stride() const { return 4 + 2 * payments.count * term_count(); }
};

PathYear path_year(const RowYear &year, const DynamicLapse &rule, double reference);

/** Writes the row's years to `memory`, [time][stride]. */
RowPath write_path(const RowYears &row, const Amounts &amounts, const DynamicLapse &rule,
                   double reference, const PathLayout &layout, double *memory);

} // namespace livecalc::projection
