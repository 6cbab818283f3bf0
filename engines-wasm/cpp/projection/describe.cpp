// The engine's description (contracts/engine-info.ts); columns.h names its columns in the same
// order.
#include "abi/livecalc_engine.h"

LC_EXPORT(lc_describe) const char *lc_describe(void) {
  return R"json({
  "name": "projection",
  "version": "0.1.0",
  "engine_type": "projection",
  "description": "Annual cash flows of a life portfolio and their net present value under every scenario",
  "method": "discount-once",
  "parameters": {
    "type": "object",
    "properties": {
      "mortalityMultiplier": {"type": "number", "minimum": 0, "default": 1, "description": "times every mortality rate, capped at 1"},
      "lapseMultiplier": {"type": "number", "minimum": 0, "default": 1, "description": "times every lapse rate, capped at 1"},
      "expenseMultiplier": {"type": "number", "minimum": 0, "default": 1, "description": "times every expense"}
    },
    "additionalProperties": false
  },
  "inputs": [
    {"name": "policies", "columns": [
      {"name": "mortality_start", "type": "u32", "axes": ["row"], "description": "cell of the mortality table that year 1 reads; year t reads the cell t - 1 further"},
      {"name": "term", "type": "u32", "axes": ["row"], "description": "years"},
      {"name": "policy_count", "type": "f64", "axes": ["row"], "description": "policies the row stands for"},
      {"name": "sum_assured", "type": "f64", "axes": ["row"], "description": "the row's total"},
      {"name": "premium", "type": "f64", "axes": ["row"], "description": "the row's total, per year"}]},
    {"name": "assumptions", "columns": [
      {"name": "mortality", "type": "f64", "axes": ["curve", "age"], "description": "probability of death within the year"},
      {"name": "lapse", "type": "f64", "axes": ["time"], "description": "probability of lapse of those who live at the year's end"},
      {"name": "expenses", "type": "f64", "axes": [4], "description": "per policy: acquisition, maintenance per year; fraction of premium; per claim"}]},
    {"name": "scenarios", "columns": [
      {"name": "rate", "type": "f64", "axes": ["scenario", "time"], "description": "interest of the year, above -1"}]}
  ],
  "stages": [
    {"name": "discount", "over": "scenario"},
    {"name": "project", "over": "row"}
  ],
  "outputs": [
    {"name": "discount", "internal": true, "columns": [
      {"name": "factor", "type": "f64", "axes": ["tile", "time", 64], "stage": "discount", "combine": "concat", "description": "value today of 1 at the year's end"}]},
    {"name": "moments", "internal": true, "columns": [
      {"name": "deviation", "type": "f64", "axes": ["time"], "stage": "discount", "combine": "sum", "for": ["policies"], "description": "of the factors from those of scenario 0"},
      {"name": "product", "type": "f64", "axes": ["time", "time"], "stage": "discount", "combine": "sum", "for": ["policies"], "description": "of two years' deviations"}]},
    {"name": "flows", "internal": true, "columns": [
      {"name": "total", "type": "f64", "axes": ["time", 4], "stage": "project", "combine": "sum", "description": "lives at the year's start, premiums, deaths, death benefits"}]},
    {"name": "scenarios", "columns": [
      {"name": "npv", "type": "f64", "axes": ["scenario"], "stage": "finalize", "description": "net present value of the portfolio"}]},
    {"name": "cash_flows", "columns": [
      {"name": "lives", "type": "f64", "axes": ["time"], "stage": "finalize", "description": "at the year's start"},
      {"name": "premiums", "type": "f64", "axes": ["time"], "stage": "finalize"},
      {"name": "death_benefits", "type": "f64", "axes": ["time"], "stage": "finalize"},
      {"name": "surrender_benefits", "type": "f64", "axes": ["time"], "stage": "finalize"},
      {"name": "maturity_benefits", "type": "f64", "axes": ["time"], "stage": "finalize"},
      {"name": "expenses", "type": "f64", "axes": ["time"], "stage": "finalize"},
      {"name": "net", "type": "f64", "axes": ["time"], "stage": "finalize", "description": "premiums less benefits and expenses"}]},
    {"name": "policies", "columns": [
      {"name": "mean", "type": "f64", "axes": ["row"], "stage": "project", "combine": "concat", "description": "of the row's NPV over the scenarios"},
      {"name": "std_dev", "type": "f64", "axes": ["row"], "stage": "project", "combine": "concat", "description": "population standard deviation of the row's NPV over the scenarios"}]}
  ],
  "scratch": [
    {"name": "lapse", "type": "f64", "axes": ["time"]},
    {"name": "cells", "type": "f64", "axes": [4, "time"]},
    {"name": "deviation", "type": "f64", "axes": ["time", 68]},
    {"name": "row_net", "type": "f64", "axes": ["time", 4]},
    {"name": "mean_factor", "type": "f64", "axes": ["time"]},
    {"name": "covariance", "type": "f64", "axes": ["time", "time"]},
    {"name": "net", "type": "f64", "axes": ["time"]}
  ]
})json";
}
