/** The execution record of a run in this process: on the command line, or on a server. */
import path from 'node:path';
import type { RunConfig } from '../contracts/config.ts';
import type { ExecutionRecord, StepReport } from '../contracts/execution-record.ts';
import type { RunResult } from '../contracts/run-result.ts';
import { isAssumption, localPrefix } from '../contracts/file-reference.ts';
import { machineFacts, peakProcessBytes } from '../runtime/node/machine-facts.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import type { Platform } from '../runtime/platform.ts';
import { executionRecord } from '../runtime/record/execution-record.ts';
import type { ValuationReport } from '../runtime/record/valuation-report.ts';
import type { Model } from './model.ts';
import { fileReferences } from './needed-files.ts';

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

type NamedModel = Pick<Model, 'config' | 'nameOf'>;

export interface FinishedRun {
  readonly report: ValuationReport;
  /** As it is written. */
  readonly result: RunResult;
  readonly start: RunStart;
  /** Beside the runtime's own. */
  readonly steps: readonly StepReport[];
}

/** The process of a run. */
export interface RunProcess {
  readonly platform: Platform;
  /** The most memory that it ever held; null where it has run what others asked for (I8). */
  readonly peakBytes: number | null;
}

/** `process` is this one, which has run nothing else, unless it is said. */
export function recordOfRun(
  model: NamedModel,
  { report, result, start, steps }: FinishedRun,
  process: RunProcess = { platform: nodePlatform(), peakBytes: peakProcessBytes() },
): ExecutionRecord {
  return executionRecord({
    config: configWithoutPlaces(model),
    result: {
      ...result,
      inputs: result.inputs.map((input) => ({ ...input, file: withoutPlace(input.file) })),
    },
    report,
    startedAtMs: start.atMs,
    endedAtMs: start.atMs + (performance.now() - start.originMs),
    originMs: start.originMs,
    steps,
    machine: machineFacts(process.platform),
    peakBytes: process.peakBytes,
  });
}

/** Files as the configuration or the user names them, and nothing of where on the machine they are. */
function configWithoutPlaces({ config: given, nameOf }: NamedModel): RunConfig {
  const { assumptionsManager: _, ...config } = given;
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
