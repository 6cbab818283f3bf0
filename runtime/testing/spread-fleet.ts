/** A valuation over several held runs, cut at random: what a fleet does, without its wires. */
import assert from 'node:assert/strict';
import type { Frontier, UnitRange } from '../../contracts/wire/task.ts';
import { addPartial, type Partial } from '../reduction/partial.ts';
import { viewSums } from '../reduction/partial-bytes.ts';
import { SubtreeMerge } from '../reduction/subtree-merge.ts';
import { HeldValuation } from '../spreading/held-valuation.ts';
import type { KnownProducts, RangeProduct, StageProduct, StageSlice } from '../spreading/spread.ts';
import type { Valuation, ValuationRequest } from '../valuation.ts';

/** The request as the `worker`-th of them makes it: of nothing that the others hold. */
export type RequestOf = (worker: number) => ValuationRequest;

/** Returns whole numbers in [0, below). */
export type Pick = (below: number) => number;

export interface SpreadValuation {
  readonly valuation: Valuation;
  /** Stages that were spread, in order. */
  readonly frontiers: readonly Frontier[];
}

/** Repeatable choices, plain enough that a failing test can be run again. */
export function picks(seed: number): Pick {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Held runs, of which one that has gone too far is replaced by a fresh one. */
export class SpreadFleet implements AsyncDisposable {
  readonly #requestOf: RequestOf;
  readonly #held: HeldValuation[];
  readonly #pick: Pick;

  constructor(requestOf: RequestOf, workers: number, pick: Pick) {
    this.#requestOf = requestOf;
    this.#pick = pick;
    this.#held = Array.from({ length: workers }, (_, worker) => this.#start(worker));
  }

  /** Everything that can be spread is. */
  async value(): Promise<SpreadValuation> {
    const frontiers: Frontier[] = [];
    const products = new Map<number, () => Promise<StageProduct>>();
    for (;;) {
      const held = await this.#any((one) => one.canAdvance(products));
      const advanced = await held.advance(products, 0);
      if (advanced.kind === 'finished') return { valuation: advanced.valuation, frontiers };
      const { frontier } = advanced;
      frontiers.push(frontier);
      const product = await this.product(frontier, products);
      products.set(frontier.stage, async () => product);
    }
  }

  /** The product of a stage, its ranges cut at random and run by anyone in any order. */
  async product(frontier: Frontier, products: KnownProducts): Promise<StageProduct> {
    const merge = new SubtreeMerge<Partial>(frontier.units, addPartial);
    const slices: StageSlice[] = [];
    for (const range of this.#shuffled(this.#cut(wholeOf(frontier), frontier))) {
      const { sums, slice } = await this.#chunk(products, frontier.stage, range);
      if (this.#pick(4) === 0) {
        // What was lost on its way is made again, and must be the same (I7).
        const again = await this.#chunk(products, frontier.stage, range);
        assert.deepEqual(again, { sums, slice });
      }
      merge.insert(range, viewSums(frontier.sums, sums));
      if (slice !== null) slices.push({ range, bytes: slice });
    }
    return { sums: merge.root!, slices };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#held.map((one) => one.dispose()));
  }

  async #chunk(products: KnownProducts, stage: number, range: UnitRange): Promise<RangeProduct> {
    const held = await this.#any((one) => one.canRun(stage));
    const { sums, slice } = await held.chunk(products, stage, range);
    return { sums: sums.slice(), slice: slice?.slice() ?? null };
  }

  async #any(canDo: (held: HeldValuation) => boolean): Promise<HeldValuation> {
    const worker = this.#pick(this.#held.length);
    if (!canDo(this.#held[worker]!)) {
      await this.#held[worker]!.dispose();
      this.#held[worker] = this.#start(worker);
    }
    return this.#held[worker]!;
  }

  #start(worker: number): HeldValuation {
    return new HeldValuation(this.#requestOf(worker), () => performance.now());
  }

  #cut({ begin, count }: UnitRange, frontier: Frontier): UnitRange[] {
    if (begin >= frontier.units) return [];
    const isPiece = count === frontier.grain || (count < frontier.units && this.#pick(3) === 0);
    if (isPiece) return [{ begin, count }];
    const half = count / 2;
    const right = { begin: begin + half, count: half };
    return [...this.#cut({ begin, count: half }, frontier), ...this.#cut(right, frontier)];
  }

  #shuffled<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item, key: this.#pick(1_000_000) }));
    return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
  }
}

function wholeOf({ units }: Frontier): UnitRange {
  return { begin: 0, count: 2 ** Math.ceil(Math.log2(units)) };
}
