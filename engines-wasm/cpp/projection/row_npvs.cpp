#include "row_npvs.h"

#include "errors.h"
#include "static_nets.h"

namespace livecalc::projection {
namespace {

/** The rows that are valued together. */
struct Rows {
  uint32_t count;
  RowPath paths[npv_rows];
};

double reference_of(const lc_call &call, uint32_t row) {
  return lapse_reference(call) == LapseReference::column ? values(call, Input::reference_rate)[row]
                                                         : parameter(call, Parameter::reference);
}

/** Reads a row; where its flows do not depend on the scenario, its path is its yearly nets. */
int32_t read_row(const Evaluation &of, uint32_t row, uint32_t each, RowPath &path) {
  const lc_call &call = of.call;
  RowYears years;
  MissingCell missing;
  if (!read_row_years(call, of.basis, row, years, missing))
    return missing_cell(call, row, missing);
  double *memory =
      values(call, Scratch::paths) + size_t{each} * call.time_count * most_path_doubles;
  const Amounts amounts = row_amounts(call, row);
  if (lapse_reference(call) == LapseReference::none) {
    write_static_nets(years, amounts, of.basis, of.layout.payments, of.layout.terms, memory);
    path = {.first = years.first, .end = years.end, .years = memory};
  } else {
    path = write_path(years, amounts, of.rule, reference_of(call, row), of.layout, memory);
  }
  return ok;
}

/** Discounts yearly nets under the 64 scenarios of a tile; `npv` is [term][64]. */
template <uint32_t terms>
void discount_nets(const RowPath &row, const PathLayout &layout, const TileFactors &factors,
                   double *npv) {
  constexpr uint32_t registers = 8;
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += 2 * registers) {
    f64x2 sum[terms][registers] = {};
    for (uint32_t t = row.first; t < row.end; ++t) {
      const double *net = row.years + size_t{t} * layout.payments.count * terms;
      for (uint32_t paid = 0; paid < layout.payments.count; ++paid, net += terms) {
        const double *factor = factors.lanes(layout.payments.when[paid], t) + lane;
        for (uint32_t each = 0; each < registers; ++each)
          for (uint32_t term = 0; term < terms; ++term)
            sum[term][each] += net[term] * load2(factor + 2 * each);
      }
    }
    for (uint32_t term = 0; term < terms; ++term)
      for (uint32_t each = 0; each < registers; ++each)
        store2(npv + term * scenarios_per_tile + lane + 2 * each, sum[term][each]);
  }
}

void value_row(const Evaluation &of, const RowPath &path, uint32_t tile, const FirstLives &first,
               double *npv) {
  const lc_call &call = of.call;
  const TileFactors factors(call, tile);
  if (lapse_reference(call) != LapseReference::none) {
    const size_t begin = size_t{tile} * call.time_count * scenarios_per_tile;
    const LapsingTile lanes = {.interest = values(call, Output::interest) + begin,
                               .factors = factors,
                               .first_lives = first.lanes};
    const TileRow to = {.npv = npv, .lives = nullptr, .start = nullptr, .remaining = nullptr};
    LapsingKernel<LC_KERNEL_WIDTH>::run(path, of.layout, lanes, to);
  } else if (of.layout.terms == Terms::net) {
    discount_nets<1>(path, of.layout, factors, npv);
  } else {
    discount_nets<unit_count>(path, of.layout, factors, npv);
  }
}

} // namespace

Evaluation read_evaluation(const lc_call &call, Terms terms) {
  const YearlyBasis basis = read_yearly_basis(call);
  return {.call = call,
          .basis = basis,
          .rule = read_dynamic_lapse(call, basis),
          .layout = {.payments = read_payments(call), .terms = terms},
          .tiles = (call.scenario_count + scenarios_per_tile - 1) / scenarios_per_tile};
}

int32_t evaluate_rows(const Evaluation &of, uint32_t row, uint32_t count) {
  Rows rows = {.count = count, .paths = {}};
  for (uint32_t each = 0; each < count; ++each) {
    const int32_t status = read_row(of, row + each, each, rows.paths[each]);
    if (status != ok)
      return status;
  }
  double npv[unit_count * scenarios_per_tile];
  const FirstLives first(scenarios_per_tile);
  for (uint32_t tile = 0; tile < of.tiles; ++tile)
    for (uint32_t each = 0; each < count; ++each) {
      value_row(of, rows.paths[each], tile, first, npv);
      for (uint32_t term = 0; term < of.layout.term_count(); ++term)
        __builtin_memcpy(row_npvs(of, each, term) + size_t{tile} * scenarios_per_tile,
                         npv + term * scenarios_per_tile, scenarios_per_tile * sizeof(double));
    }
  return ok;
}

double *row_npvs(const Evaluation &of, uint32_t each, uint32_t term) {
  const size_t length = size_t{of.tiles} * scenarios_per_tile;
  return values(of.call, Scratch::npvs) + (each * unit_count + term) * length;
}

} // namespace livecalc::projection
