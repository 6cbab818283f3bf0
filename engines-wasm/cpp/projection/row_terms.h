// What a row's lives are worth to the company, year by year, before discounting.
#pragma once

#include "flow_kinds.h"
#include "row_flows.h"

namespace livecalc::projection {

/**
 * Every cash flow of a year is linear in the lives at its start and in those that remain at its
 * end: deaths are lives * q, lapses lives * (1 - q) - remaining.
 */
struct PerLife {
  double start, remaining;
};

/** Which present values of a row are wanted. */
enum class Terms {
  /** One: the net of everything, for the row's amounts. */
  net,
  /** Three: the net per unit of policy_count, of sum_assured and of premium. */
  units
};
constexpr uint32_t unit_count = 3;
constexpr uint32_t most_terms = unit_count;

inline uint32_t term_count(Terms terms) { return terms == Terms::net ? 1 : unit_count; }

/** The times of the year at which a call's cash flows fall, each once. */
struct Payments {
  uint32_t count;
  Timing when[timing_count];
  /** Index into `when`, by kind. */
  uint32_t of_kind[kind_count];
};

Payments read_payments(const lc_call &call);

/** Writes the year's terms, [payment][term]. */
void write_terms(const RowYear &year, const Amounts &amounts, const Payments &payments, Terms terms,
                 PerLife *to);

} // namespace livecalc::projection
