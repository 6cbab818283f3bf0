import type { RunConfig } from '../../contracts/config.ts';
import type { ExecutionRecord, StepReport } from '../../contracts/execution-record.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import type { ValuationReport } from './valuation-report.ts';
import { runtimeVersion } from '../version.ts';

/** What whoever ran a valuation knows of it. */
export interface RecordedRun {
  readonly config: RunConfig;
  readonly report: ValuationReport;
  /** As it is written. */
  readonly result: RunResult;
  /** Of the wall's clock, in milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** The start on the clock of the report's steps. */
  readonly originMs: number;
  /** Steps beside the runtime's own, on the same clock: reading, writing. */
  readonly steps: readonly StepReport[];
  readonly machine: ExecutionRecord['machine'];
  readonly peakBytes: number | null;
}

/** The record of a run, as execution.json holds it. */
export function executionRecord(run: RecordedRun): ExecutionRecord {
  const { config, result, report, originMs } = run;
  const steps = [...report.steps, ...run.steps]
    .map((step) => ({ ...step, startedMs: Math.max(0, step.startedMs - originMs) }))
    .toSorted((a, b) => a.startedMs - b.startedMs);
  const { runHash, resultHash, threads, engines, inputs, assumptions, warnings } = result;
  return {
    v: 1,
    runtimeVersion,
    runHash,
    resultHash,
    startedAt: new Date(run.startedAtMs).toISOString(),
    endedAt: new Date(run.endedAtMs).toISOString(),
    machine: run.machine,
    threads,
    memory: {
      busBytes: report.busBytes,
      limitBytes: config.execution.memoryMb * 1024 ** 2,
      peakBytes: run.peakBytes,
    },
    parameters: config,
    engines,
    inputs,
    assumptions,
    steps,
    nodes: [...report.nodes],
    bus: [...report.bus],
    warnings,
  };
}
