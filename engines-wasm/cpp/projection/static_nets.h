// A row's yearly net cash flows where they do not depend on the scenario.
#pragma once

#include "row_terms.h"

namespace livecalc::projection {

/** How the nets of a call lie in memory: [time][payment][term]. */
struct NetLayout {
  Payments payments;
  Terms terms;

  uint32_t term_count() const { return projection::term_count(terms); }
};

struct RowNets {
  /** In force in [first, end). */
  uint32_t first, end;
  /** Of year 0, in force or not. */
  const double *years;
};

/** Writes the nets of the years in force to `memory`. */
RowNets write_static_nets(const RowYears &row, const Amounts &amounts, const YearlyBasis &basis,
                          const NetLayout &layout, double *memory);

} // namespace livecalc::projection
