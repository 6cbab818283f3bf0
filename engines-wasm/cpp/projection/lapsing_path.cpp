#include "lapsing_path.h"

namespace livecalc::projection {
namespace {

double smaller(double a, double b) { return b < a ? b : a; }

} // namespace

PathYear path_year(const RowYear &year, const DynamicLapse &rule, double reference) {
  const double living = 1 - year.mortality;
  const double lapse = year.lapse < rule.floor ? rule.floor : year.lapse;
  const double at_zero = lapse * (1 - rule.slope * reference);
  return {.level = living * (1 - at_zero),
          .pull = living * lapse,
          .least = living * (1 - smaller(lapse * rule.largest, rule.cap)),
          .most = living * (1 - smaller(lapse * rule.least, rule.cap))};
}

RowPath write_path(const RowYears &row, const Amounts &amounts, const DynamicLapse &rule,
                   double reference, const PathLayout &layout, double *memory) {
  for (uint32_t t = row.first; t < row.end; ++t) {
    double *to = memory + size_t{t} * layout.stride();
    const PathYear path = path_year(row.years[t], rule, reference);
    __builtin_memcpy(to, &path, sizeof path);
    PerLife terms[timing_count * most_terms];
    write_terms(row.years[t], amounts, layout.payments, layout.terms, terms);
    __builtin_memcpy(to + 4, terms, sizeof(PerLife) * layout.payments.count * layout.term_count());
  }
  return {.first = row.first, .end = row.end, .years = memory};
}

} // namespace livecalc::projection
