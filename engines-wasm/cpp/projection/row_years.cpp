#include "row_years.h"

#include "errors.h"
#include "expenses.h"

namespace livecalc::projection {
namespace {

/** The years of a row, and the cells it reads in them. */
struct RowReader {
  const lc_call &call;
  const YearlyBasis &basis;
  uint32_t row;
  int64_t first, end, last;
  int64_t duration, premium_end;
  int64_t mortality_start, lapse_start, product_start;
  bool has_product;
  Ending ending;
  Expenses expenses;

  RowReader(const lc_call &of_call, const YearlyBasis &of_basis, uint32_t of_row)
      : call(of_call), basis(of_basis), row(of_row), end(index(call, Input::end_year, row)),
        last(end - 1), duration(integer(call, Input::duration, row)),
        premium_end(has(call, Input::premium_end) ? integer(call, Input::premium_end, row) : end),
        mortality_start(integer(call, Input::mortality_start, row)),
        lapse_start(integer(call, Input::lapse_start, row)),
        product_start(integer(call, Input::product_start, row)),
        has_product(has(call, Input::product_start)),
        ending(static_cast<Ending>(index(call, Input::ending, row))),
        expenses(read_expenses(call, basis, index(call, Input::expense_row, row))) {
    if (end > call.time_count)
      end = call.time_count;
    first = duration < 0 ? -duration : 0;
    if (first > end)
      first = end;
  }

  /** Whether `table` has the cells that the row reads from `start` on. */
  bool has_cells(Input table, Input start_column, int64_t start, MissingCell &missing) const {
    const int64_t length = column(call, table).length;
    if (first == end || (start + first >= 0 && start + end <= length))
      return true;
    const int64_t year = start + first < 0 || start + first >= length ? first : length - start;
    missing = {.column = start_column, .year = static_cast<uint32_t>(year), .cell = start + year};
    return false;
  }

  /** Whether the premiums paid are in the table; they can be those of a year before the first. */
  bool has_premiums_paid(MissingCell &missing) const {
    if (first == end || !pays_premiums() || product_start + premium_end > 0)
      return true;
    missing = {.column = Input::premium_end, .year = 0, .cell = product_start + premium_end - 1};
    return false;
  }

  bool is_complete(MissingCell &missing) const {
    return has_cells(Input::mortality, Input::mortality_start, mortality_start, missing) &&
           has_cells(Input::lapse, Input::lapse_start, lapse_start, missing) &&
           (!has_product ||
            (has_cells(Input::premium_factor, Input::product_start, product_start, missing) &&
             has_premiums_paid(missing)));
  }

  bool pays_premiums() const { return premium_end + duration > 0; }

  double product(Input factor, int64_t t) const { return values(call, factor)[product_start + t]; }

  /** Premiums paid since issue per unit of premium, up to year `t`. */
  double premiums_paid(int64_t t) const {
    if (!pays_premiums())
      return 0;
    return product(Input::premiums_paid, t < premium_end ? t : premium_end - 1);
  }

  double mortality(uint32_t t) const {
    if (t == last && ending == Ending::die)
      return 1;
    const double cell = values(call, Input::mortality)[mortality_start + t];
    return basis.mortality.limited(basis.mortality.adjusted(cell, t));
  }

  double maturity(int64_t t) const {
    if (t != last || ending == Ending::die)
      return 0;
    if (ending == Ending::endow)
      return 1;
    return has_product ? product(Input::maturity_factor, t) : 0;
  }

  RowYear year(uint32_t t) const {
    const double cell = values(call, Input::lapse)[lapse_start + t];
    const double premium = t >= premium_end ? 0
                           : has_product    ? product(Input::premium_factor, t)
                                            : 1;
    const double paid_factor = has_product ? product(Input::surrender_premiums_factor, t) : 0;
    return {.mortality = mortality(t),
            .lapse = basis.lapse.adjusted(cell, t),
            .premium = premium,
            .death = has_product ? product(Input::death_factor, t) : 1,
            .surrender = has_product ? product(Input::surrender_factor, t) : 0,
            .surrender_premiums = paid_factor == 0 ? 0 : premiums_paid(t) * paid_factor,
            .maturity = maturity(t),
            .expense_life = expenses.per_policy(t, duration + t == 0),
            .expense_premium = premium * expenses.of_premium(t),
            .expense_death = expenses.per_claim(t)};
  }
};

/** Whether the row's set of expenses is there. */
bool has_expenses(const lc_call &call, uint32_t row, MissingCell &missing) {
  const uint32_t set = index(call, Input::expense_row, row);
  if (set < column(call, Input::expenses).length / 4)
    return true;
  missing = {.column = Input::expense_row, .year = 0, .cell = set};
  return false;
}

const char *table_name(Input start) {
  return start == Input::mortality_start ? "mortality table"
         : start == Input::lapse_start   ? "lapse table"
         : start == Input::expense_row   ? "table of expense sets"
                                         : "product table";
}

uint32_t table_cells(const lc_call &call, Input start) {
  return start == Input::mortality_start ? column(call, Input::mortality).length
         : start == Input::lapse_start   ? column(call, Input::lapse).length
         : start == Input::expense_row   ? column(call, Input::expenses).length / 4
                                         : column(call, Input::premium_factor).length;
}

} // namespace

bool read_row_years(const lc_call &call, const YearlyBasis &basis, uint32_t row, RowYears &years,
                    MissingCell &missing) {
  if (!has_expenses(call, row, missing))
    return false;
  const RowReader reader(call, basis, row);
  if (!reader.is_complete(missing))
    return false;
  RowYear *memory = static_cast<RowYear *>(call.scratch[static_cast<int>(Scratch::row_years)]);
  years = {.first = static_cast<uint32_t>(reader.first),
           .end = static_cast<uint32_t>(reader.end),
           .years = memory};
  for (uint32_t t = years.first; t < years.end; ++t)
    memory[t] = reader.year(t);
  return true;
}

int32_t missing_cell(const lc_call &call, uint32_t row, const MissingCell &missing) {
  const Place place = {.row = row, .column = static_cast<uint32_t>(missing.column)};
  const char *table = table_name(missing.column);
  const uint32_t cells = table_cells(call, missing.column);
  if (missing.cell < 0)
    return fail(call, input_error, place,
                {"in projection year ", missing.year + 1, " this row reads a cell of the ", table,
                 " before its first one; it has ", cells, " cells"});
  return fail(call, input_error, place,
              {"in projection year ", missing.year + 1, " this row reads cell ",
               static_cast<uint32_t>(missing.cell), " of the ", table, ", which has ", cells,
               " (the first one is 0)"});
}

} // namespace livecalc::projection
