#include "static_nets.h"

namespace livecalc::projection {

RowNets write_static_nets(const RowYears &row, const Amounts &amounts, const YearlyBasis &basis,
                          const NetLayout &layout, double *memory) {
  const uint32_t count = layout.payments.count * layout.term_count();
  double lives = 1;
  for (uint32_t t = row.first; t < row.end; ++t) {
    const RowYear &year = row.years[t];
    PerLife per_life[timing_count * most_terms];
    write_terms(year, amounts, layout.payments, layout.terms, per_life);
    const double after = lives - lives * year.mortality;
    const double remaining = after - after * static_lapse(basis, year);
    for (uint32_t each = 0; each < count; ++each)
      memory[size_t{t} * count + each] =
          lives * per_life[each].start + remaining * per_life[each].remaining;
    lives = remaining < fewest_lives ? 0 : remaining;
  }
  return {.first = row.first, .end = row.end, .years = memory};
}

} // namespace livecalc::projection
