#include "present_value.h"

namespace livecalc::projection {
namespace {

constexpr uint32_t pairs = 8;
constexpr uint32_t lanes_at_once = 2 * pairs;

/** Amounts [time] that are paid at one time of the year. */
struct Payments {
  const double *amounts;
  double sign;
  Timing timing;
};

/** The sum over the years, ascending, of amount * factor, for 16 scenarios in registers. */
void add_lanes(const TileView &tile, const Payments &of, uint32_t lane, double *sums) {
  f64x2 sum[pairs];
  for (uint32_t pair = 0; pair < pairs; ++pair)
    sum[pair] = load2(sums + lane + 2 * pair);
  for (uint32_t t = 0; t < tile.call.time_count; ++t) {
    const double *factor = tile.factors.lanes(of.timing, t) + lane;
    const double amount = of.sign * of.amounts[t];
    for (uint32_t pair = 0; pair < pairs; ++pair)
      sum[pair] += amount * load2(factor + 2 * pair);
  }
  for (uint32_t pair = 0; pair < pairs; ++pair)
    store2(sums + lane + 2 * pair, sum[pair]);
}

/** The same of amount * scale * factor. */
void add_scaled_lanes(const TileView &tile, const Payments &of, const double *scale, uint32_t lane,
                      double *sums) {
  f64x2 sum[pairs];
  for (uint32_t pair = 0; pair < pairs; ++pair)
    sum[pair] = load2(sums + lane + 2 * pair);
  for (uint32_t t = 0; t < tile.call.time_count; ++t) {
    const double *factor = tile.factors.lanes(of.timing, t) + lane;
    const double *part = scale + size_t{t} * scenarios_per_tile + lane;
    const double amount = of.sign * of.amounts[t];
    for (uint32_t pair = 0; pair < pairs; ++pair)
      sum[pair] += amount * load2(part + 2 * pair) * load2(factor + 2 * pair);
  }
  for (uint32_t pair = 0; pair < pairs; ++pair)
    store2(sums + lane + 2 * pair, sum[pair]);
}

void add_payments(const TileView &tile, const Payments &of, const double *scale, double *sums) {
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += lanes_at_once) {
    if (scale == nullptr)
      add_lanes(tile, of, lane, sums);
    else
      add_scaled_lanes(tile, of, scale, lane, sums);
  }
}

void add_signed(const TileView &tile, const FlowKinds &flows, Kind kind, double sign,
                double *values) {
  const uint32_t index = static_cast<uint32_t>(kind);
  const Payments payments = {.amounts = flows.amounts + index * tile.call.time_count,
                             .sign = sign,
                             .timing = timing_of(tile.call, index)};
  add_payments(tile, payments, tile.scale(kind), values);
}

} // namespace

void add_npvs(const TileView &tile, const FlowKinds &flows, double *npv) {
  const uint32_t years = tile.call.time_count;
  for (uint32_t when = 0; when < timing_count; ++when) {
    const Payments net = {
        .amounts = flows.net + when * years, .sign = 1, .timing = static_cast<Timing>(when)};
    if (flows.is_paid[when])
      add_payments(tile, net, tile.persistency.staying, npv);
  }
  if (tile.persistency.staying == nullptr)
    return;
  add_signed(tile, flows, Kind::surrender, -1, npv);
  add_signed(tile, flows, Kind::maturity, -1, npv);
}

void add_kind(const TileView &tile, const FlowKinds &flows, Kind kind, double *values) {
  add_signed(tile, flows, kind, 1, values);
}

} // namespace livecalc::projection
