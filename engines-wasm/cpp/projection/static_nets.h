// A row's yearly net cash flows where they do not depend on the scenario.
#pragma once

#include "row_terms.h"

namespace livecalc::projection {

/** Writes [time][payment][term] for the years [first, end) of the row. */
void write_static_nets(const RowYears &row, const Amounts &amounts, const YearlyBasis &basis,
                       const Payments &payments, Terms terms, double *nets);

} // namespace livecalc::projection
