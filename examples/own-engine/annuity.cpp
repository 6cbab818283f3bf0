// All premiums as an annuity certain: what they are worth if nobody dies and nobody lapses.
#include "abi/livecalc_engine.h"

extern "C" {
LC_EXPORT(lc_abi_version) uint32_t lc_abi_version(void) { return LC_ABI_VERSION; }

LC_EXPORT(lc_describe) const char *lc_describe(void) {
  return R"json({
    "name": "annuity", "version": "1.0.0", "engine_type": "projection",
    "parameters": {"type": "object", "properties": {
      "loading": {"type": "number", "minimum": 0, "default": 0}}},
    "inputs": [
      {"name": "policies", "columns": [
        {"name": "term", "type": "u32", "axes": ["row"]},
        {"name": "premium", "type": "f64", "axes": ["row"]}]},
      {"name": "scenarios", "columns": [
        {"name": "rate", "type": "f64", "axes": ["scenario", "time"]}]}],
    "stages": [{"name": "add", "over": "row"}],
    "outputs": [
      {"name": "premiums", "internal": true, "columns": [
        {"name": "due", "type": "f64", "axes": ["time"], "stage": "add", "combine": "sum"}]},
      {"name": "scenarios", "columns": [
        {"name": "npv", "type": "f64", "axes": ["scenario"], "stage": "finalize"}]}]
  })json";
}

// Map: the premiums due each year from at most 256 policies.
LC_EXPORT(lc_map) int32_t lc_map(const lc_call *call) {
  const auto *term = static_cast<const uint32_t *>(call->inputs[0].data);
  const auto *premium = static_cast<const double *>(call->inputs[1].data);
  auto *due = static_cast<double *>(call->outputs[0].data);
  for (uint32_t row = call->begin; row < call->end; row++)
    for (uint32_t year = 0; year < term[row]; year++)
      due[year] += premium[row];
  return LC_OK;
}

// Finalize: `due` is now the sum over all policies; discount it under every scenario.
LC_EXPORT(lc_finalize) int32_t lc_finalize(const lc_call *call) {
  const auto *rates = static_cast<const double *>(call->inputs[2].data);
  const auto *due = static_cast<const double *>(call->outputs[0].data);
  auto *npv = static_cast<double *>(call->outputs[1].data);
  const double net = 1 - call->parameters[0];
  for (uint32_t scenario = 0; scenario < call->scenario_count; scenario++) {
    const double *rate = rates + scenario * call->inputs[2].stride;
    double factor = 1, value = 0;
    for (uint32_t year = 0; year < call->time_count; year++) {
      factor /= 1 + rate[year];
      value += due[year] * net * factor;
    }
    npv[scenario] = value;
  }
  return LC_OK;
}
}
