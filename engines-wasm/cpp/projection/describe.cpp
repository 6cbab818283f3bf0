// The engine's description (contracts/engine-info.ts); columns.h names its parameters and columns
// in the same order.
#include "abi/livecalc_engine.h"

LC_EXPORT(lc_describe) const char *lc_describe(void) {
  return R"json({
  "name": "projection",
  "version": "0.2.0",
  "engine_type": "projection",
  "description": "Annual cash flows of a life portfolio and their net present value under every scenario",
  "method": {"parameter": "lapseReference", "names": {"none": "discount-once", "number": "common-factor", "column": "simd-over-scenarios"}},
  "parameters": {
    "type": "object",
    "properties": {
      "mortalityMultiplier": {"type": "number", "minimum": 0, "default": 1, "description": "times every mortality rate"},
      "lapseMultiplier": {"type": "number", "minimum": 0, "default": 1, "description": "times every lapse rate"},
      "expenseMultiplier": {"type": "number", "minimum": 0, "default": 1, "description": "times every expense"},
      "premiumMultiplier": {"type": "number", "minimum": 0, "default": 1, "description": "times every policy's premium"},
      "mortality": {"type": "object", "additionalProperties": false, "default": {"floor": 0, "cap": 1}, "properties": {
        "floor": {"type": "number", "minimum": 0, "maximum": 1, "default": 0, "description": "a rate below it is set to it"},
        "cap": {"type": "number", "minimum": 0, "maximum": 1, "default": 1, "description": "a rate above it is set to it"},
        "maxIncrease": {"type": "number", "minimum": 0, "maximum": 1, "description": "the most that multiply and add may add to a rate"},
        "maxDecrease": {"type": "number", "minimum": 0, "maximum": 1, "description": "the most that multiply and add may take from a rate"}}},
      "lapse": {"type": "object", "additionalProperties": false, "default": {"floor": 0, "cap": 1}, "properties": {
        "floor": {"type": "number", "minimum": 0, "maximum": 1, "default": 0, "description": "a rate below it is set to it"},
        "cap": {"type": "number", "minimum": 0, "maximum": 1, "default": 1, "description": "a rate above it is set to it"},
        "maxIncrease": {"type": "number", "minimum": 0, "maximum": 1, "description": "the most that multiply and add may add to a rate"},
        "maxDecrease": {"type": "number", "minimum": 0, "maximum": 1, "description": "the most that multiply and add may take from a rate"}}},
      "discount": {"type": "object", "additionalProperties": false, "default": {"spread": 0}, "properties": {
        "spread": {"type": "number", "default": 0, "description": "added to every rate before discounting"}}},
      "premiumTiming": {"enum": ["start", "mid", "end"], "default": "end", "description": "when in the year premiums are paid"},
      "deathTiming": {"enum": ["start", "mid", "end"], "default": "end", "description": "when in the year death benefits are paid"},
      "surrenderTiming": {"enum": ["start", "mid", "end"], "default": "end", "description": "when in the year surrender benefits are paid"},
      "maturityTiming": {"enum": ["start", "mid", "end"], "default": "end", "description": "when in the year maturity benefits are paid"},
      "expenseTiming": {"enum": ["start", "mid", "end"], "default": "end", "description": "when in the year expenses are paid"},
      "lapseReference": {"enum": ["none", "number", "column"], "default": "none", "description": "what dynamic lapse compares interest with: nothing, one number, or the policy's reference_rate"},
      "dynamicLapse": {"type": "object", "additionalProperties": false, "default": {}, "properties": {
        "slope": {"type": "number", "description": "change of the factor per unit of interest above the reference"},
        "floor": {"type": "number", "minimum": 0, "description": "least factor"},
        "cap": {"type": "number", "minimum": 0, "description": "largest factor"},
        "reference": {"type": "number", "description": "the rate, where lapseReference is number"}}}
    },
    "additionalProperties": false
  },
  "inputs": [
    {"name": "policies", "columns": [
      {"name": "mortality_start", "type": "i32", "axes": ["row"], "description": "cell of the mortality table that projection year 1 reads; year t reads the cell t - 1 further"},
      {"name": "end_year", "type": "u32", "axes": ["row"], "description": "the last projection year in which the row is in force; 0: none"},
      {"name": "policy_count", "type": "f64", "axes": ["row"], "description": "policies the row stands for"},
      {"name": "sum_assured", "type": "f64", "axes": ["row"], "description": "the row's total"},
      {"name": "premium", "type": "f64", "axes": ["row"], "description": "the row's total, per year"},
      {"name": "duration", "type": "i32", "axes": ["row"], "optional": true, "description": "completed policy years; negative: years until issue; absent: 0"},
      {"name": "premium_end", "type": "i32", "axes": ["row"], "optional": true, "description": "the last projection year with a premium; absent: end_year"},
      {"name": "lapse_start", "type": "i32", "axes": ["row"], "optional": true, "description": "as mortality_start; absent: 0"},
      {"name": "product_start", "type": "i32", "axes": ["row"], "optional": true, "description": "as mortality_start; absent: term insurance, without a product table"},
      {"name": "expense_row", "type": "u32", "axes": ["row"], "optional": true, "description": "row of expenses; absent: 0"},
      {"name": "ending", "type": "u32", "axes": ["row"], "optional": true, "description": "in end_year 0 the term ends, 1 the survivors are paid the sum assured, 2 all die; absent: 0"},
      {"name": "reference_rate", "type": "f64", "axes": ["row"], "optional": true, "description": "the rate that the row's lapses compare interest with"},
      {"name": "lapse_class", "type": "u32", "axes": ["row"], "optional": true, "description": "rows of a class have one lapse rate in every year, and begin in one year; absent: 0"},
      {"name": "group", "type": "u32", "axes": ["row"], "optional": true, "description": "of the results by group"},
      {"name": "segment", "type": "u32", "axes": ["row"], "optional": true, "description": "the row's group and lapse class"}]},
    {"name": "assumptions", "columns": [
      {"name": "mortality", "type": "f64", "axes": ["mortality_cell"], "description": "probability of death within the year"},
      {"name": "lapse", "type": "f64", "axes": ["lapse_cell"], "description": "probability of lapse of those who live at the year's end"},
      {"name": "expenses", "type": "f64", "axes": ["expense_set", 4], "description": "per policy: acquisition, maintenance per year; fraction of premium; per claim"},
      {"name": "class_lapse_start", "type": "i32", "axes": ["class"], "description": "cell of the lapse table that year 1 reads"},
      {"name": "class_first_year", "type": "u32", "axes": ["class"], "description": "the first year in force, from 0"},
      {"name": "death_factor", "type": "f64", "axes": ["product_cell"], "optional": true, "description": "of the sum assured"},
      {"name": "maturity_factor", "type": "f64", "axes": ["product_cell"], "optional": true, "description": "of the sum assured"},
      {"name": "surrender_factor", "type": "f64", "axes": ["product_cell"], "optional": true, "description": "of the sum assured"},
      {"name": "surrender_premiums_factor", "type": "f64", "axes": ["product_cell"], "optional": true, "description": "of the premiums paid since issue"},
      {"name": "premium_factor", "type": "f64", "axes": ["product_cell"], "optional": true, "description": "of the premium"},
      {"name": "premiums_paid", "type": "f64", "axes": ["product_cell"], "optional": true, "description": "sum of premium_factor from issue to this year"},
      {"name": "mortality_multiply", "type": "f64", "axes": ["time"], "optional": true},
      {"name": "mortality_add", "type": "f64", "axes": ["time"], "optional": true},
      {"name": "lapse_multiply", "type": "f64", "axes": ["time"], "optional": true},
      {"name": "lapse_add", "type": "f64", "axes": ["time"], "optional": true},
      {"name": "expense_multiply", "type": "f64", "axes": ["time"], "optional": true},
      {"name": "expense_add", "type": "f64", "axes": ["time"], "optional": true, "description": "to the yearly expense per policy"},
      {"name": "expense_index", "type": "f64", "axes": ["time"], "optional": true, "description": "level of expenses per policy and per claim; 1 in year 1"},
      {"name": "segment_group", "type": "u32", "axes": ["segment"], "optional": true},
      {"name": "segment_class", "type": "u32", "axes": ["segment"], "optional": true}]},
    {"name": "scenarios", "columns": [
      {"name": "rate", "type": "f64", "axes": ["scenario", "time"], "description": "interest of the year, above -1"}]},
    {"name": "members", "columns": [
      {"name": "member_end", "type": "u32", "axes": ["row"], "optional": true, "description": "where the row's policies end among the members; absent: every row is one policy"},
      {"name": "policy_count", "type": "f64", "axes": ["member"], "optional": true},
      {"name": "sum_assured", "type": "f64", "axes": ["member"], "optional": true},
      {"name": "premium", "type": "f64", "axes": ["member"], "optional": true, "description": "per year"}]}
  ],
  "stages": [
    {"name": "discount", "over": "scenario"},
    {"name": "project", "over": "row"},
    {"name": "value", "over": "scenario"},
    {"name": "tail", "over": "none"},
    {"name": "policies", "over": "row"}
  ],
  "outputs": [
    {"name": "discount", "internal": true, "columns": [
      {"name": "factor", "type": "f64", "axes": ["tile", "time", 64], "stage": "discount", "combine": "concat", "description": "value today of 1 at the year's end"},
      {"name": "mid_factor", "type": "f64", "axes": ["tile", "time", 64], "stage": "discount", "combine": "concat", "when": {"premiumTiming": ["mid"], "deathTiming": ["mid"], "surrenderTiming": ["mid"], "maturityTiming": ["mid"], "expenseTiming": ["mid"]}, "description": "value today of 1 in the middle of the year"},
      {"name": "interest", "type": "f64", "axes": ["tile", "time", 64], "stage": "discount", "combine": "concat", "when": {"lapseReference": ["number", "column"]}, "description": "slope times the year's rate"},
      {"name": "interest_range", "type": "f64", "axes": ["tile", 2], "stage": "discount", "combine": "concat", "when": {"lapseReference": ["number", "column"]}, "description": "the tile's least and greatest interest"},
      {"name": "year_factor", "type": "f64", "axes": ["tile", "time", 64], "stage": "discount", "combine": "concat", "when": {"lapseReference": ["number", "column"]}, "description": "value at the year's start of 1 at its end"},
      {"name": "half_year_factor", "type": "f64", "axes": ["tile", "time", 64], "stage": "discount", "combine": "concat", "when": {"premiumTiming": ["mid"], "deathTiming": ["mid"], "surrenderTiming": ["mid"], "maturityTiming": ["mid"], "expenseTiming": ["mid"]}, "description": "value at the year's start of 1 in its middle"}]},
    {"name": "moments", "internal": true, "columns": [
      {"name": "deviation", "type": "f64", "axes": ["time"], "stage": "discount", "combine": "sum", "for": ["policies"], "when": {"lapseReference": ["none"]}, "description": "of the factors from those of scenario 0"},
      {"name": "product", "type": "f64", "axes": ["time", "time"], "stage": "discount", "combine": "sum", "for": ["policies"], "when": {"lapseReference": ["none"]}, "description": "of two years' deviations"}]},
    {"name": "flows", "internal": true, "columns": [
      {"name": "total", "type": "f64", "axes": ["class", "time", 8], "stage": "project", "combine": "sum", "for": ["scenarios", "cash_flows", "policies.tail_mean"], "when": {"lapseReference": ["none", "number"]}, "description": "lives at the year's start, premiums, deaths, death, surrender and maturity benefits, expenses, unused"},
      {"name": "by_group", "type": "f64", "axes": ["segment", "time", 8], "stage": "project", "combine": "sum", "for": ["scenarios_by_group", "cash_flows_by_group"], "when": {"lapseReference": ["none", "number"]}, "description": "the same"}]},
    {"name": "lapsing", "internal": true, "columns": [
      {"name": "npv", "type": "f64", "axes": ["tile", 64], "stage": "project", "combine": "sum", "for": ["scenarios", "policies.tail_mean"], "when": {"lapseReference": ["column"]}, "description": "net present value of the portfolio"},
      {"name": "components", "type": "f64", "axes": ["tile", 5, 64], "stage": "project", "combine": "sum", "for": ["scenarios.pv_premiums", "scenarios.pv_death", "scenarios.pv_surrender", "scenarios.pv_maturity", "scenarios.pv_expenses"], "when": {"lapseReference": ["column"]}, "description": "present values of premiums, death, surrender and maturity benefits, expenses"},
      {"name": "flows", "type": "f64", "axes": ["time", 8], "stage": "project", "combine": "sum", "for": ["cash_flows"], "when": {"lapseReference": ["column"]}, "description": "summed over the scenarios: lives at the year's start, premiums, deaths, death, surrender and maturity benefits, expenses, unused"},
      {"name": "discounted", "type": "f64", "axes": ["time", 8], "stage": "project", "combine": "sum", "for": ["cash_flows.discounted_premiums", "cash_flows.discounted_death_benefits", "cash_flows.discounted_surrender_benefits", "cash_flows.discounted_maturity_benefits", "cash_flows.discounted_expenses", "cash_flows.discounted_net"], "when": {"lapseReference": ["column"]}, "description": "the same, discounted"},
      {"name": "group_npv", "type": "f64", "axes": ["group", "tile", 64], "stage": "project", "combine": "sum", "for": ["scenarios_by_group"], "when": {"lapseReference": ["column"]}},
      {"name": "group_flows", "type": "f64", "axes": ["group", "time", 8], "stage": "project", "combine": "sum", "for": ["cash_flows_by_group"], "when": {"lapseReference": ["column"]}},
      {"name": "group_discounted", "type": "f64", "axes": ["group", "time", 8], "stage": "project", "combine": "sum", "for": ["cash_flows_by_group.discounted_premiums", "cash_flows_by_group.discounted_death_benefits", "cash_flows_by_group.discounted_surrender_benefits", "cash_flows_by_group.discounted_maturity_benefits", "cash_flows_by_group.discounted_expenses", "cash_flows_by_group.discounted_net"], "when": {"lapseReference": ["column"]}}]},
    {"name": "valued", "internal": true, "columns": [
      {"name": "flows", "type": "f64", "axes": ["time", 8], "stage": "value", "combine": "sum", "for": ["cash_flows"], "when": {"lapseReference": ["number"]}, "description": "summed over the scenarios: lives at the year's start, premiums, deaths, death, surrender and maturity benefits, expenses, unused"},
      {"name": "discounted", "type": "f64", "axes": ["time", 8], "stage": "value", "combine": "sum", "for": ["cash_flows.discounted_premiums", "cash_flows.discounted_death_benefits", "cash_flows.discounted_surrender_benefits", "cash_flows.discounted_maturity_benefits", "cash_flows.discounted_expenses", "cash_flows.discounted_net"], "when": {"lapseReference": ["none", "number"]}, "description": "the same, discounted"},
      {"name": "group_flows", "type": "f64", "axes": ["group", "time", 8], "stage": "value", "combine": "sum", "for": ["cash_flows_by_group"], "when": {"lapseReference": ["number"]}},
      {"name": "group_discounted", "type": "f64", "axes": ["group", "time", 8], "stage": "value", "combine": "sum", "for": ["cash_flows_by_group.discounted_premiums", "cash_flows_by_group.discounted_death_benefits", "cash_flows_by_group.discounted_surrender_benefits", "cash_flows_by_group.discounted_maturity_benefits", "cash_flows_by_group.discounted_expenses", "cash_flows_by_group.discounted_net"], "when": {"lapseReference": ["none", "number"]}}]},
    {"name": "tail", "internal": true, "columns": [
      {"name": "npv", "type": "f64", "axes": ["scenario"], "stage": "value", "combine": "concat", "for": ["policies.tail_mean"], "description": "net present value of the portfolio"},
      {"name": "scenario", "type": "u32", "axes": ["scenario"], "stage": "tail", "combine": "concat", "for": ["policies.tail_mean"], "description": "the portfolio's worst scenarios, as many as 5 % are; the rest is unused"}]},
    {"name": "scenarios", "columns": [
      {"name": "npv", "type": "f64", "axes": ["scenario"], "stage": "value", "combine": "concat", "description": "net present value of the portfolio"},
      {"name": "pv_premiums", "type": "f64", "axes": ["scenario"], "stage": "value", "combine": "concat", "optional": true},
      {"name": "pv_death", "type": "f64", "axes": ["scenario"], "stage": "value", "combine": "concat", "optional": true},
      {"name": "pv_surrender", "type": "f64", "axes": ["scenario"], "stage": "value", "combine": "concat", "optional": true},
      {"name": "pv_maturity", "type": "f64", "axes": ["scenario"], "stage": "value", "combine": "concat", "optional": true},
      {"name": "pv_expenses", "type": "f64", "axes": ["scenario"], "stage": "value", "combine": "concat", "optional": true}]},
    {"name": "cash_flows", "columns": [
      {"name": "lives", "type": "f64", "axes": ["time"], "stage": "finalize", "description": "at the year's start"},
      {"name": "premiums", "type": "f64", "axes": ["time"], "stage": "finalize"},
      {"name": "death_benefits", "type": "f64", "axes": ["time"], "stage": "finalize"},
      {"name": "surrender_benefits", "type": "f64", "axes": ["time"], "stage": "finalize"},
      {"name": "maturity_benefits", "type": "f64", "axes": ["time"], "stage": "finalize"},
      {"name": "expenses", "type": "f64", "axes": ["time"], "stage": "finalize"},
      {"name": "net", "type": "f64", "axes": ["time"], "stage": "finalize", "description": "premiums less benefits and expenses"},
      {"name": "discounted_premiums", "type": "f64", "axes": ["time"], "stage": "finalize", "optional": true},
      {"name": "discounted_death_benefits", "type": "f64", "axes": ["time"], "stage": "finalize", "optional": true},
      {"name": "discounted_surrender_benefits", "type": "f64", "axes": ["time"], "stage": "finalize", "optional": true},
      {"name": "discounted_maturity_benefits", "type": "f64", "axes": ["time"], "stage": "finalize", "optional": true},
      {"name": "discounted_expenses", "type": "f64", "axes": ["time"], "stage": "finalize", "optional": true},
      {"name": "discounted_net", "type": "f64", "axes": ["time"], "stage": "finalize", "optional": true, "description": "mean over the scenarios"}]},
    {"name": "policies", "columns": [
      {"name": "mean", "type": "f64", "axes": ["member"], "stage": "policies", "combine": "concat", "description": "of the policy's NPV over the scenarios"},
      {"name": "std_dev", "type": "f64", "axes": ["member"], "stage": "policies", "combine": "concat", "description": "population standard deviation of the policy's NPV over the scenarios"},
      {"name": "p5", "type": "f64", "axes": ["member"], "stage": "policies", "combine": "concat", "optional": true},
      {"name": "p50", "type": "f64", "axes": ["member"], "stage": "policies", "combine": "concat", "optional": true},
      {"name": "p95", "type": "f64", "axes": ["member"], "stage": "policies", "combine": "concat", "optional": true},
      {"name": "cte95", "type": "f64", "axes": ["member"], "stage": "policies", "combine": "concat", "optional": true, "description": "mean of the lowest 5 % of the policy's NPVs"},
      {"name": "tail_mean", "type": "f64", "axes": ["member"], "stage": "policies", "combine": "concat", "optional": true, "description": "mean of the policy's NPV over the portfolio's worst 5 %"}]},
    {"name": "scenarios_by_group", "columns": [
      {"name": "npv", "type": "f64", "axes": ["scenario", "group"], "stage": "value", "combine": "concat", "description": "net present value of the group"}]},
    {"name": "cash_flows_by_group", "columns": [
      {"name": "lives", "type": "f64", "axes": ["time", "group"], "stage": "finalize", "description": "at the year's start"},
      {"name": "premiums", "type": "f64", "axes": ["time", "group"], "stage": "finalize"},
      {"name": "death_benefits", "type": "f64", "axes": ["time", "group"], "stage": "finalize"},
      {"name": "surrender_benefits", "type": "f64", "axes": ["time", "group"], "stage": "finalize"},
      {"name": "maturity_benefits", "type": "f64", "axes": ["time", "group"], "stage": "finalize"},
      {"name": "expenses", "type": "f64", "axes": ["time", "group"], "stage": "finalize"},
      {"name": "net", "type": "f64", "axes": ["time", "group"], "stage": "finalize"},
      {"name": "discounted_premiums", "type": "f64", "axes": ["time", "group"], "stage": "finalize", "optional": true},
      {"name": "discounted_death_benefits", "type": "f64", "axes": ["time", "group"], "stage": "finalize", "optional": true},
      {"name": "discounted_surrender_benefits", "type": "f64", "axes": ["time", "group"], "stage": "finalize", "optional": true},
      {"name": "discounted_maturity_benefits", "type": "f64", "axes": ["time", "group"], "stage": "finalize", "optional": true},
      {"name": "discounted_expenses", "type": "f64", "axes": ["time", "group"], "stage": "finalize", "optional": true},
      {"name": "discounted_net", "type": "f64", "axes": ["time", "group"], "stage": "finalize", "optional": true}]}
  ],
  "scratch": [
    {"name": "lapse", "type": "f64", "axes": ["time"]},
    {"name": "cells", "type": "f64", "axes": [4, "time"]},
    {"name": "yearly", "type": "f64", "axes": [7, "time"]},
    {"name": "row_years", "type": "f64", "axes": [10, "time"]},
    {"name": "amounts", "type": "f64", "axes": [8, "time"]},
    {"name": "persistency", "type": "f64", "axes": [4, "time", 64], "when": {"lapseReference": ["number"]}},
    {"name": "deviation", "type": "f64", "axes": ["time", 68], "for": ["policies"]},
    {"name": "row_net", "type": "f64", "axes": ["time", 4], "for": ["policies"]},
    {"name": "mean_factor", "type": "f64", "axes": ["time"], "for": ["policies"]},
    {"name": "paths", "type": "f64", "axes": [12, "time", 10]},
    {"name": "npvs", "type": "f64", "axes": [4, 3, "tile", 64], "for": ["policies"]},
    {"name": "policy_npvs", "type": "f64", "axes": ["scenario"], "for": ["policies.p5", "policies.p50", "policies.p95", "policies.cte95"]},
    {"name": "ordered", "type": "f64", "axes": ["tile", 82], "for": ["policies.p5", "policies.p50", "policies.p95", "policies.cte95"]},
    {"name": "lives", "type": "f64", "axes": [3, "time", 64], "for": ["cash_flows", "cash_flows_by_group"], "when": {"lapseReference": ["column"]}},
    {"name": "life_sums", "type": "f64", "axes": [21, "time", 8], "for": ["cash_flows", "cash_flows_by_group"], "when": {"lapseReference": ["column"]}},
    {"name": "covariance", "type": "f64", "axes": ["time", "time"], "for": ["policies"], "when": {"lapseReference": ["none"]}}
  ]
})json";
}
