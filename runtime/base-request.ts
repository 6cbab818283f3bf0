/** The base curve beside the scenarios: the same run with one scenario that is given. */
import type { RunConfig } from '../contracts/config.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import type { Block } from '../contracts/run-inputs.ts';
import { pipelineNodes, resultsPrefix } from './pipeline/default-pipeline.ts';
import { statisticsTable } from './pipeline/graph.ts';
import type { RunPlan } from './pipeline/plan-run.ts';
import type { ValuationRequest } from './valuation.ts';

/** The request that values the curve, and nothing but its net present value. */
export function baseRequest(request: ValuationRequest, curve: Block): ValuationRequest {
  const { inputs } = request;
  // Nothing is asked by group: the portfolio's value is all that is taken from it.
  const { groupBy: _, ...config } = request.config;
  const { measure, seed } = config.scenarios;
  return {
    ...request,
    config: {
      ...config,
      // A given scenario stands wherever `$scenarios` is read, also in place of a generator's.
      scenarios: { file: config.scenarios.base ?? '', measure, seed },
      output: { ...config.output, tables: [statisticsTable], columns: {} },
    },
    inputs: { ...inputs, scenarios: curve, scenarioIds: null, base: null },
    onProgress: () => {},
  };
}

/** Throws PIPELINE_INVALID where no node writes what would be valued. */
export function checkWritesStatistics(config: RunConfig): void {
  const wanted = resultsPrefix + statisticsTable;
  if (pipelineNodes(config).some(({ outputs }) => outputs.includes(wanted))) return;
  throw baseInvalid('no node writes that table');
}

/** Throws PIPELINE_INVALID where the curve would change nothing, as nothing reads it. */
export function checkReadsCurve(plan: RunPlan): void {
  if (plan.inputs.some(({ name }) => name.startsWith('$scenarios.'))) return;
  throw baseInvalid('no node that it is made of reads $scenarios');
}

/** The error of a base curve that the pipeline cannot value. */
export function baseInvalid(reason: string): LiveCalcError {
  const message =
    `scenarios.base asks for the net present value under a curve, column npv of the table ` +
    `"${statisticsTable}", but ${reason}. Leave scenarios.base out, or mend the pipeline.`;
  return new LiveCalcError('PIPELINE_INVALID', message, { found: reason });
}

/** An error of the base run: it has no scenario, so its place is the curve. */
export function underBaseCurve(error: unknown): unknown {
  if (!(error instanceof LiveCalcError)) return error;
  const { scenarioId: _, ...details } = error.details;
  return new LiveCalcError(error.code, `Under the base curve: ${error.message}`, details, error);
}
