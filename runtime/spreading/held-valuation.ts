/**
 * A valuation that is held where it stands: it goes on when the product of the stage before it is
 * there, and meanwhile runs ranges of that stage's units.
 *
 * Its threads are its own while it lives: a pool that it is given carries one of them at a time, and is
 * free when `dispose` has resolved. The deadline of the request, execution.deadlineMs, runs from its
 * start, waiting included, and ends it also where it stands.
 */
import { awaitable } from '../awaitable.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import type { PlannedJob } from '../../contracts/wire/job.ts';
import type { Frontier, UnitRange } from '../../contracts/wire/task.ts';
import { nameCoordinates } from '../check-finite.ts';
import { engineList } from '../collect-result.ts';
import { prepareValuation, type PreparedValuation } from '../prepare-valuation.ts';
import { valuePrepared } from '../run-valuation.ts';
import { unlessAborted } from '../stop-signal.ts';
import type { Valuation, ValuationRequest } from '../valuation.ts';
import type { KnownProducts, RangeProduct, ReachedStage } from './spread.ts';
import { measureStage, type StageCost } from './spread-decision.ts';
import { StageGate } from './stage-gate.ts';

/** What a run is identified by before anything is valued. */
export interface PlannedValuation {
  readonly job: PlannedJob;
  /** SHA-256 by name of every engine of the run. */
  readonly engines: Readonly<Record<string, string>>;
}

export type Advanced =
  | { readonly kind: 'reached'; readonly frontier: Frontier }
  | { readonly kind: 'finished'; readonly valuation: Valuation };

export class HeldValuation {
  readonly #request: ValuationRequest;
  readonly #nowMs: () => number;
  readonly #mayFail: boolean;
  readonly #gate: StageGate;
  readonly #stop = new AbortController();
  readonly #planned = awaitable<PlannedValuation>();
  readonly #ordered = awaitable<void>();
  #running: Promise<Valuation> | null = null;
  /** Once the run is prepared. */
  #inputs: RunInputs | null = null;
  #threads = 1;
  #isBusy = false;
  #hasEnded = false;

  /** Nothing is started yet. `nowMs` measures stages. */
  constructor(request: Omit<ValuationRequest, 'spread'>, nowMs: () => number) {
    // Only what a config says of its nodes lets a run go on without one.
    this.#mayFail = request.config.pipeline !== undefined;
    this.#gate = new StageGate((...asked) => this.#measure(...asked), this.#mayFail);
    const { signal } = this.#stop;
    const either = request.signal ? AbortSignal.any([request.signal, signal]) : signal;
    this.#request = { ...request, signal: either, spread: this.#gate };
    this.#nowMs = nowMs;
  }

  /** Groups and plans, once. Throws as prepareValuation does. */
  planned(): Promise<PlannedValuation> {
    void this.#start();
    return this.#planned.promise;
  }

  /** Whether `advance` can go on from here: the run has not ended, and used no product but these. */
  canAdvance(products: KnownProducts): boolean {
    return !this.#hasEnded && [...this.#gate.used].every((stage) => products.has(stage));
  }

  /** Whether `chunk` can run units of this stage: the run stands at it, or before it. */
  canRun(stage: number): boolean {
    return !this.#hasEnded && (this.#gate.standsAt ?? 0) <= stage;
  }

  /**
   * Goes on to the end, or to the next stage that has no product here and would take longer than
   * `spreadAboveMs`; with 0, to the next that can be spread. Stages in between that have products get
   * them, the others are run here. Throws what the valuation throws, which ends it; INTERNAL where
   * `canAdvance` says no: then another has to be started.
   */
  async advance(products: KnownProducts, spreadAboveMs: number): Promise<Advanced> {
    return await this.#alone(this.canAdvance(products), 'these products', async (running) => {
      const reached = this.#gate.advance(products, spreadAboveMs);
      this.#ordered.resolve();
      return await Promise.race([
        reached.then((frontier): Advanced => ({ kind: 'reached', frontier })),
        running.then((valuation): Advanced => ({ kind: 'finished', valuation })),
      ]);
    });
  }

  /**
   * Runs units of a stage, going on to it first: stages before it that have no product are run here.
   * The run stays there. Throws what the valuation throws, which ends it; INTERNAL for a stage that the
   * run does not have, and where `canRun` says no: then another has to be started.
   */
  async chunk(products: KnownProducts, stage: number, range: UnitRange): Promise<RangeProduct> {
    return await this.#alone(this.canRun(stage), `stage ${stage}`, async (running) => {
      const reached = this.#gate.goTo(stage, products);
      this.#ordered.resolve();
      const ended = running.then((): never => {
        throw this.#mayFail ? otherCourse(stage) : noStage(stage);
      });
      return await this.#runUnits(await Promise.race([reached, ended]), range);
    });
  }

  /** Ends the run. Resolves when threads and memory are let go; a pool that was at work is spent. */
  async dispose(): Promise<void> {
    this.#hasEnded = true;
    this.#stop.abort(new LiveCalcError('CANCELLED', 'The held run was let go.'));
    await this.#running?.catch(() => {});
  }

  #start(): Promise<Valuation> {
    if (this.#running === null) {
      this.#running = this.#run().finally(() => {
        this.#hasEnded = true;
      });
      // It may end where it stands, when nobody waits for it.
      this.#running.catch((error: unknown) => this.#planned.reject(error));
    }
    return this.#running;
  }

  async #run(): Promise<Valuation> {
    await using prepared = await prepareValuation(this.#request);
    this.#threads = prepared.request.pool.size;
    this.#inputs = prepared.inputs;
    this.#planned.resolve(identified(prepared));
    await unlessAborted(this.#ordered.promise, prepared.request.signal);
    return await valuePrepared(prepared);
  }

  async #runUnits(reached: ReachedStage, range: UnitRange): Promise<RangeProduct> {
    try {
      return await reached.run(range, this.#stop.signal);
    } catch (error) {
      if (this.#mayFail) await this.#endWith(error);
      else await this.#failWith(error);
      throw this.#inputs === null ? error : nameCoordinates(error, this.#inputs);
    }
  }

  /** The run ends with it, and says in which sensitivity it was. */
  async #failWith(error: unknown): Promise<void> {
    this.#gate.fail(error);
    await this.#running;
  }

  /** The run could go on without the stage, and somebody else will: nobody waits for this one. */
  async #endWith(error: unknown): Promise<void> {
    this.#hasEnded = true;
    this.#stop.abort(error);
    await this.#running?.catch(() => {});
  }

  #measure(reached: ReachedStage, spreadAboveMs: number): Promise<StageCost> {
    return measureStage(reached, {
      threads: this.#threads,
      spreadAboveMs,
      nowMs: this.#nowMs,
      signal: this.#stop.signal,
    });
  }

  /** A run's threads do one thing at a time. */
  async #alone<T>(
    isBefore: boolean,
    purpose: string,
    action: (running: Promise<Valuation>) => Promise<T>,
  ): Promise<T> {
    if (this.#isBusy) throw new LiveCalcError('INTERNAL', 'A held run does one thing at a time.');
    if (!isBefore) throw standsTooFar(purpose);
    this.#isBusy = true;
    try {
      return await action(this.#start());
    } finally {
      this.#isBusy = false;
    }
  }
}

function identified(prepared: PreparedValuation): PlannedValuation {
  const { runHash, executionOrder, memoryBytes, plan } = prepared;
  return {
    job: { runHash, executionOrder: [...executionOrder], memoryBytes },
    engines: Object.fromEntries(engineList(plan).map(({ name, sha256 }) => [name, sha256])),
  };
}

function standsTooFar(purpose: string): LiveCalcError {
  const message = `A held run has ended or gone too far for ${purpose}: another has to be started.`;
  return new LiveCalcError('INTERNAL', message);
}

function otherCourse(stage: number): LiveCalcError {
  const message =
    `The run ended here before it came to stage ${stage}: a time limit or a lost thread has decided ` +
    'how it went on. Where it is run again it may come to it.';
  return new LiveCalcError('EXECUTOR_LOST', message, { found: String(stage) });
}

function noStage(stage: number): LiveCalcError {
  const message = `Stage ${stage} was asked for, and the run ended without it.`;
  return new LiveCalcError('INTERNAL', message, { found: String(stage) });
}
