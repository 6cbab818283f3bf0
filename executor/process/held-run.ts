/**
 * The run of one job, held where it stands, so that the job's next part goes on from there. Another
 * job's part takes its place.
 */
import path from 'node:path';
import { errorCodes, LiveCalcError } from '../../contracts/errors.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import type { StoredTable } from '../../contracts/wire/job.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import { stepSince } from '../../model/record-of-run.ts';
import { HeldValuation, type PlannedValuation } from '../../runtime/spreading/held-valuation.ts';
import type { KnownProducts } from '../../runtime/spreading/spread.ts';
import type { Valuation } from '../../runtime/valuation.ts';
import type { PartOutcome, RunPart, RunTask } from '../executor.ts';
import { collectGarbage } from './collect-garbage.ts';
import { knownProducts } from './known-products.ts';
import { nameLimits } from './name-limits.ts';
import type { ProgressTeller } from './progress-teller.ts';
import type { ReadRequest, RunRequests } from './run-requests.ts';
import { storeRecord } from './store-record.ts';
import { storeTable } from './store-table.ts';
import { storeBytes } from './stored-file.ts';

interface Held {
  readonly jobId: string;
  readonly valuation: HeldValuation;
  readonly reading: Pick<ReadRequest, 'start' | 'read'>;
}

/** The longest that a timer of Node can be set to. Deadlines of jobs are the gateway's: a run that waits here is not late. */
const noDeadlineMs = 2 ** 31 - 1;

export class HeldRun {
  readonly #requests: RunRequests;
  readonly #memoryMb: number;
  readonly #progress: ProgressTeller;
  #held: Held | null = null;
  #gone: Promise<void> = Promise.resolve();

  /** `memoryMb`: what this worker allows a run. */
  constructor(requests: RunRequests, memoryMb: number, progress: ProgressTeller) {
    this.#requests = requests;
    this.#memoryMb = memoryMb;
    this.#progress = progress;
  }

  /**
   * Throws what is wrong with the task's model, what valuing throws, ENGINE_MISMATCH, STORAGE_FULL;
   * then nothing is held any more, nor when the run has finished.
   */
  async part(part: RunPart): Promise<PartOutcome> {
    this.#progress.begin();
    const started = performance.now();
    const { execution } = part.task.config;
    try {
      const products = knownProducts(part.products);
      const held = await this.#standingFor(part, products);
      const planned = await held.valuation.planned();
      checkEngines(part, planned.engines);
      const outcome = await this.#work(held, part, products, planned);
      if (outcome.kind === 'finished') await this.letGo();
      const computeMs = (performance.now() - started) * (execution.threads ?? 1);
      return { ...outcome, computeMs };
    } catch (error) {
      await this.letGo();
      throw nameLimits(error, this.#memoryMb, execution.memoryMb);
    }
  }

  /** Lets go of the run; inputs stay for the tenant's next task. */
  letGo(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.#gone = held.valuation.dispose().then(collectGarbage);
    return this.#gone;
  }

  /** The job's run, where it has not gone too far for the part; else from its start. */
  async #standingFor(part: RunPart, products: KnownProducts): Promise<Held> {
    const held = this.#held;
    if (held?.jobId === part.jobId && canGoOn(held.valuation, part, products)) return held;
    await this.letGo();
    const { config } = part.task;
    const execution = { ...config.execution, deadlineMs: noDeadlineMs };
    const { request, ...reading } = await this.#requests.of({
      ...part.task,
      config: { ...config, execution },
    });
    const known = part.runHash !== undefined && { knownRunHash: part.runHash };
    const valuation = new HeldValuation({ ...request, ...known }, () => performance.now());
    this.#held = { jobId: part.jobId, valuation, reading };
    return this.#held;
  }

  /** Does the work; what it has cost is not known yet. */
  async #work(
    held: Held,
    { work, task }: RunPart,
    products: KnownProducts,
    { job: planned, engines }: PlannedValuation,
  ): Promise<PartOutcome> {
    if (work.kind === 'chunk') {
      const { sums, slice } = await held.valuation.chunk(products, work.stage, work.range);
      const store = (name: string, bytes: Uint8Array | null) =>
        storeBytes(path.join(task.resultFolder, `${name}.bin`), `The ${name} of a chunk`, bytes);
      const stored = { sums: await store('sums', sums), slice: await store('slice', slice) };
      return { kind: 'chunk', computeMs: 0, engines, ...stored };
    }
    const advanced = await held.valuation.advance(products, work.spreadAboveMs);
    if (advanced.kind === 'reached') {
      return { kind: 'reached', computeMs: 0, planned, engines, frontier: advanced.frontier };
    }
    checkPassing(advanced.valuation.result);
    return {
      kind: 'finished',
      computeMs: 0,
      planned,
      ...(await this.#store(advanced.valuation, held, task)),
    };
  }

  async #store(
    { result: valued, tables, report }: Valuation,
    { reading: { start, read } }: Held,
    task: RunTask,
  ): Promise<{ result: RunResult; tables: StoredTable[]; record: ObjectRef }> {
    this.#progress.stage('write');
    const started = performance.now();
    const stored: StoredTable[] = [];
    for (const table of tables) stored.push(await storeTable(table, task.resultFolder));
    const write = stepSince('write', started);
    const timings = { read: read.ms, ...valued.timings, write: write.ms };
    const result = { ...valued, timings };
    const run = { report, result, start, steps: [read, write] };
    const record = await storeRecord(task, run, this.#requests.platform);
    return { result, tables: stored, record };
  }
}

function canGoOn(valuation: HeldValuation, { work }: RunPart, products: KnownProducts): boolean {
  return work.kind === 'advance' ? valuation.canAdvance(products) : valuation.canRun(work.stage);
}

/**
 * What another attempt may have whole is not told as partial: the task is lost, and tried again as often
 * as tasks are. Throws the error of such a node.
 */
function checkPassing({ partial }: RunResult): void {
  // A node that takes too long here would take too long elsewhere: what was finished is delivered.
  const passing = partial?.failures.find(
    ({ code }) => errorCodes[code].retryable && code !== 'TIMEOUT',
  );
  if (passing === undefined) return;
  const { code, message, node, engine } = passing;
  throw new LiveCalcError(code, message, { node, engine });
}

/** Parts of one run are parts of the same run only under the same engines (I1). */
function checkEngines({ engines: expected }: RunPart, found: PlannedValuation['engines']): void {
  if (expected === null) return;
  for (const name of Object.keys({ ...expected, ...found }).toSorted()) {
    if (expected[name] === found[name]) continue;
    const [here, there] = [found[name] ?? 'not used', expected[name] ?? 'not used'];
    const message =
      `The job began with an engine "${name}" with SHA-256 ${there}; here it is ${here}. Run the same ` +
      'version of LiveCalc on all workers, or submit the job again.';
    throw new LiveCalcError('ENGINE_MISMATCH', message, {
      node: name,
      found: here,
      expected: there,
    });
  }
}
