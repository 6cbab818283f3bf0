// The net present values of a few rows under every scenario.
#pragma once

#include "lapsing_kernel.h"
#include "static_nets.h"

namespace livecalc::projection {

/** Rows that are valued together, so that a tile of scenarios is read for all of them. */
constexpr uint32_t npv_rows = 4;

/** What the rows of a call share where their NPVs are evaluated. */
struct Evaluation {
  const lc_call &call;
  YearlyBasis basis;
  LapsingRules rules;
  NetLayout layout;
  uint32_t tiles;
};

/** `terms` are `net` or `units`. */
Evaluation read_evaluation(const lc_call &call, Terms terms);

/**
 * Writes the NPVs of rows [row, row + count), count at most 4, to the scratch `npvs`. Returns an
 * error where a row reads a cell that is not there.
 */
int32_t evaluate_rows(const Evaluation &evaluation, uint32_t row, uint32_t count);

/** The NPVs of a term of the row at `each`, [scenario]. */
double *row_npvs(const Evaluation &evaluation, uint32_t each, uint32_t term);

} // namespace livecalc::projection
