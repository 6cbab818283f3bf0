/**
 * A valuation that is held where it stands: it goes on when the product of the stage before it is
 * there, and meanwhile runs ranges of that stage's units.
 *
 * Its threads are its own while it lives: a pool that it is given carries one of them at a time, and is
 * free when `dispose` has resolved. The deadline of the request, execution.deadlineMs, runs from its
 * start, waiting included, and ends it also where it stands.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { PlannedJob } from '../../contracts/wire/job.ts';
import type { Frontier, UnitRange } from '../../contracts/wire/task.ts';
import { awaitable } from '../awaitable.ts';
import { engineList } from '../collect-result.ts';
import { prepareValuation, type PreparedValuation } from '../prepare-valuation.ts';
import { valuePrepared } from '../run-valuation.ts';
import { unlessAborted } from '../stop-signal.ts';
import type { Valuation, ValuationRequest } from '../valuation.ts';
import type { RangeProduct, ReachedStage, StageProduct } from './spread.ts';
import { isWorthSpreading, measureStage, type StageCost } from './spread-decision.ts';

/** Products by stage; one is loaded when the run comes to its stage. */
export type KnownProducts = ReadonlyMap<number, () => Promise<StageProduct>>;

/** What a run is identified by before anything is valued. */
export interface PlannedValuation {
  readonly job: PlannedJob;
  /** SHA-256 by name of every engine of the run. */
  readonly engines: Readonly<Record<string, string>>;
}

export type Advanced =
  | { readonly kind: 'reached'; readonly frontier: Frontier }
  | { readonly kind: 'finished'; readonly valuation: Valuation };

/** What the run is to do next: go on as far as it should, or as far as the stage. */
type Order = { readonly products: KnownProducts } & (
  | {
      readonly kind: 'advance';
      readonly spreadAboveMs: number;
      readonly answer: PromiseWithResolvers<Advanced>;
    }
  | {
      readonly kind: 'stand';
      readonly stage: number;
      readonly answer: PromiseWithResolvers<ReachedStage>;
    }
);

/** The run waits at a stage. */
interface Parked {
  readonly stage: number;
  readonly goOn: PromiseWithResolvers<void>;
}

export class HeldValuation {
  readonly #request: ValuationRequest;
  readonly #nowMs: () => number;
  readonly #stop = new AbortController();
  readonly #planned = awaitable<PlannedValuation>();
  readonly #firstOrder = awaitable<void>();
  /** Stages whose products were put in place. */
  readonly #put = new Set<number>();
  #threads = 1;
  #isBusy = false;
  #order: Order | null = null;
  #parked: Parked | null = null;
  /** Settles when the run has ended; never rejects. */
  #running: Promise<void> | null = null;
  #ended: { readonly error: unknown } | null = null;

  /** Nothing is started yet. `nowMs` measures stages. */
  constructor(request: Omit<ValuationRequest, 'spread'>, nowMs: () => number) {
    const { signal } = this.#stop;
    const either = request.signal ? AbortSignal.any([request.signal, signal]) : signal;
    this.#request = { ...request, signal: either, spread: { at: (stage) => this.#at(stage) } };
    this.#nowMs = nowMs;
  }

  /** Groups and plans, once. Throws as prepareValuation does. */
  planned(): Promise<PlannedValuation> {
    this.#running ??= this.#run();
    return this.#planned.promise;
  }

  /** Whether `advance` can go on from here: the run has not ended, nor used a product that is not among these. */
  canAdvance(products: KnownProducts): boolean {
    return this.#ended === null && [...this.#put].every((stage) => products.has(stage));
  }

  /** Whether it stands at this stage or before it. */
  canRun(stage: number): boolean {
    return this.#ended === null && (this.#parked?.stage ?? -1) <= stage;
  }

  /**
   * Goes on to the end, or to the next stage that has no product here and would take longer than
   * `spreadAboveMs`; with 0, to the next that can be spread. Stages in between that have products get
   * them, the others are run here. Throws what the valuation throws, which ends it; what it ended with
   * where it has ended; INTERNAL where `canAdvance` says no.
   */
  async advance(products: KnownProducts, spreadAboveMs: number): Promise<Advanced> {
    if (this.#ended === null && !this.canAdvance(products)) throw standsTooFar('these products');
    return await this.#alone(async () => {
      const answer = awaitable<Advanced>();
      await this.#give({ kind: 'advance', products, spreadAboveMs, answer });
      return await answer.promise;
    });
  }

  /**
   * Runs units of a stage, going on to it first: stages before it that have no product are run here.
   * The run stays there. Throws as `advance` does; INTERNAL where `canRun` says no, and for a
   * stage that the run does not have.
   */
  async chunk(products: KnownProducts, stage: number, range: UnitRange): Promise<RangeProduct> {
    if (this.#ended === null && !this.canRun(stage)) throw standsTooFar(`stage ${stage}`);
    return await this.#alone(async () => {
      const answer = awaitable<ReachedStage>();
      await this.#give({ kind: 'stand', products, stage, answer });
      return await this.#runUnits(await answer.promise, range);
    });
  }

  /** Ends the run. Resolves when threads and memory are let go; a pool that was at work is spent. */
  async dispose(): Promise<void> {
    this.#stop.abort(letGo());
    this.#ended ??= { error: letGo() };
    await this.#running;
  }

  async #give(order: Order): Promise<void> {
    await this.planned();
    if (this.#ended !== null) throw this.#ended.error;
    this.#order = order;
    this.#firstOrder.resolve();
    this.#parked?.goOn.resolve();
  }

  async #runUnits(reached: ReachedStage, range: UnitRange): Promise<RangeProduct> {
    try {
      return await reached.run(range, this.#stop.signal);
    } catch (error) {
      // The run ends with it, and says in which sensitivity it was.
      this.#parked?.goOn.reject(error);
      await this.#running;
      throw this.#ended!.error;
    }
  }

  async #run(): Promise<void> {
    try {
      const valuation = await this.#value();
      this.#end(new LiveCalcError('INTERNAL', 'The held run is finished.'), valuation);
    } catch (error) {
      this.#planned.reject(error);
      this.#end(error, null);
    }
  }

  async #value(): Promise<Valuation> {
    using prepared = await prepareValuation(this.#request);
    this.#threads = prepared.request.pool.size;
    this.#planned.resolve(identified(prepared));
    await unlessAborted(this.#firstOrder.promise, prepared.request.signal);
    return await valuePrepared(prepared);
  }

  #end(error: unknown, valuation: Valuation | null): void {
    this.#ended ??= { error };
    this.#parked = null;
    const order = this.#order;
    this.#order = null;
    if (order?.kind === 'advance' && valuation !== null) {
      order.answer.resolve({ kind: 'finished', valuation });
    } else {
      order?.answer.reject(order.kind === 'stand' && valuation ? noStage(order.stage) : error);
    }
  }

  /** The run has come to a stage: it goes on as ordered, or waits for the next order. */
  async #at(reached: ReachedStage): Promise<StageProduct | null> {
    let cost: StageCost | null = null;
    for (;;) {
      // A run that moves has an order: it loses it where it stops.
      const order = this.#order!;
      if (order.kind === 'stand' && order.stage === reached.stage) {
        await this.#park(reached, () => order.answer.resolve(reached));
        continue;
      }
      const load = order.products.get(reached.stage);
      if (load !== undefined) {
        this.#put.add(reached.stage);
        return await load();
      }
      if (order.kind === 'stand') return null;
      const { spreadAboveMs, answer } = order;
      cost ??= await this.#measure(reached, spreadAboveMs);
      if (!isWorthSpreading(reached, cost, spreadAboveMs)) return null;
      const frontier = frontierOf(reached, cost);
      await this.#park(reached, () => answer.resolve({ kind: 'reached', frontier }));
    }
  }

  #measure(reached: ReachedStage, spreadAboveMs: number): Promise<StageCost> {
    return measureStage(reached, {
      threads: this.#threads,
      spreadAboveMs,
      nowMs: this.#nowMs,
      signal: this.#stop.signal,
    });
  }

  async #park({ stage }: ReachedStage, tell: () => void): Promise<void> {
    const goOn = awaitable<void>();
    this.#parked = { stage, goOn };
    this.#order = null;
    tell();
    await goOn.promise;
    this.#parked = null;
  }

  async #alone<T>(action: () => Promise<T>): Promise<T> {
    if (this.#isBusy) throw new LiveCalcError('INTERNAL', 'A held run does one thing at a time.');
    this.#isBusy = true;
    try {
      return await action();
    } finally {
      this.#isBusy = false;
    }
  }
}

function identified({
  runHash,
  executionOrder,
  memoryBytes,
  plan,
}: PreparedValuation): PlannedValuation {
  return {
    job: { runHash, executionOrder: [...executionOrder], memoryBytes },
    engines: Object.fromEntries(engineList(plan).map(({ name, sha256 }) => [name, sha256])),
  };
}

function frontierOf(reached: ReachedStage, { unitMs }: StageCost): Frontier {
  const { stage, label, units, grain, sums, isSliced } = reached;
  return { stage, label, units, grain, unitMs, sums, isSliced };
}

function standsTooFar(purpose: string): LiveCalcError {
  const message = `A held run has gone too far for ${purpose}: another has to be started.`;
  return new LiveCalcError('INTERNAL', message);
}

function noStage(stage: number): LiveCalcError {
  const message = `Stage ${stage} was asked for, and the run ended without it.`;
  return new LiveCalcError('INTERNAL', message, { found: String(stage) });
}

function letGo(): LiveCalcError {
  return new LiveCalcError('CANCELLED', 'The held run was let go.');
}
