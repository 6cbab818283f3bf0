/** The execution record of a run in this process. */
import path from 'node:path';
import type { RunConfig } from '../../../contracts/config.ts';
import type { ExecutionRecord, StepReport } from '../../../contracts/execution-record.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { isAssumption, localPrefix } from '../../../contracts/file-reference.ts';
import { fileReferences } from '../../../model/needed-files.ts';
import { machineFacts, peakProcessBytes } from '../../../runtime/node/machine-facts.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { executionRecord } from '../../../runtime/record/execution-record.ts';
import type { ValuationReport } from '../../../runtime/record/valuation-report.ts';

/** One moment on both clocks. */
export interface RunStart {
  /** Of the wall's, in milliseconds since 1970. */
  readonly atMs: number;
  /** Of `performance.now()`. */
  readonly originMs: number;
}

export function runStart(): RunStart {
  return { atMs: Date.now(), originMs: performance.now() };
}

/** A step that ends now. */
export function stepSince(name: string, startedMs: number): StepReport {
  return { name, startedMs, ms: performance.now() - startedMs };
}

export interface FinishedRun {
  readonly report: ValuationReport;
  /** As it is written. */
  readonly result: RunResult;
  readonly start: RunStart;
  /** Beside the runtime's own. */
  readonly steps: readonly StepReport[];
}

export function recordOfRun(
  loaded: LoadedConfig,
  { report, result, start, steps }: FinishedRun,
): ExecutionRecord {
  return executionRecord({
    config: configWithoutPlaces(loaded),
    result: {
      ...result,
      inputs: result.inputs.map((input) => ({ ...input, file: withoutPlace(input.file) })),
    },
    report,
    startedAtMs: start.atMs,
    endedAtMs: start.atMs + (performance.now() - start.originMs),
    originMs: start.originMs,
    steps,
    machine: machineFacts(nodePlatform()),
    peakBytes: peakProcessBytes(),
  });
}

/** Files as the configuration or the user names them, and nothing of where on the machine they are. */
function configWithoutPlaces(loaded: LoadedConfig): RunConfig {
  const { nameOf } = loaded;
  const { assumptionsManager: _, ...config } = loaded.config;
  const names = new Map(
    fileReferences(config)
      .filter((one) => !isAssumption(one))
      .map((one) => [one, localPrefix + withoutPlace(nameOf(one))]),
  );
  const named = JSON.parse(JSON.stringify(config), (_key, value: unknown) =>
    typeof value === 'string' ? (names.get(value) ?? value) : value,
  ) as RunConfig;
  return { ...named, output: { ...named.output, dir: withoutPlace(named.output.dir) } };
}

/** Of a path from the root of the disk, which may say whose it is, the last part. */
function withoutPlace(file: string): string {
  return path.isAbsolute(file) ? path.basename(file) : file;
}
