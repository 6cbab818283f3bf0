/** What a valuation is asked, and what it answers. */
import type { RunConfig } from '../contracts/config.ts';
import type { OnProgress } from '../contracts/progress.ts';
import type { RunInputs } from '../contracts/run-inputs.ts';
import type { RunResult } from '../contracts/run-result.ts';
import type { Table } from '../contracts/table.ts';
import type { EngineSource } from '../engines-wasm/engine-source.ts';
import type { RunObserver } from './execution/run-observer.ts';
import type { Platform } from './platform.ts';
import type { ThreadPool } from './pool/thread-pool.ts';
import type { PythonCredentials } from '../engines-wasm/python/interpreter.ts';
import type { PythonEngines } from './python/python-engines.ts';
import type { ValuationReport } from './record/valuation-report.ts';
import type { StageSpread } from './spreading/spread.ts';

export interface ValuationRequest {
  readonly config: RunConfig;
  readonly inputs: RunInputs;
  /** Inputs under another configuration, for sensitivities: whoever reads files keeps what is the same. */
  readonly loadInputs?: (config: RunConfig) => Promise<RunInputs>;
  readonly engines: EngineSource;
  readonly platform: Platform;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Watches the nodes of the run itself, not of its base curve and sensitivities. */
  readonly observer?: RunObserver;
  /**
   * Threads started ahead, so that they come up while inputs are read; the caller closes them.
   * Without it the run starts its own.
   */
  readonly pool?: ThreadPool;
  /** Python engines that are known; without it the run has its own. */
  readonly python?: PythonEngines;
  /** For Python engines that support the Assumptions Manager. Never on a server (I8). */
  readonly credentials?: PythonCredentials;
  /** Units of every chunk, a power of two. Changes the schedule, never the result (I1). */
  readonly unitsPerChunk?: number;
  /** Is asked at every stage over rows or scenarios that has more than one chunk. */
  readonly spread?: StageSpread;
  /** Of this very request, where it is known: then nothing is hashed to find it. */
  readonly knownRunHash?: string;
}

export interface Valuation {
  readonly result: RunResult;
  readonly tables: readonly Table[];
  /** What happened, beside the result. */
  readonly report: ValuationReport;
}
