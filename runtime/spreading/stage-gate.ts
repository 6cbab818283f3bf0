/** Where a run stops and goes on: at the stages that can be spread, as it is ordered. */
import { awaitable } from '../awaitable.ts';
import type { Frontier } from '../../contracts/wire/task.ts';
import type { KnownProducts, ReachedStage, StageProduct, StageSpread } from './spread.ts';
import { isWorthSpreading, type StageCost } from './spread-decision.ts';

/** How far the run is to go: as far as is worth doing here, or as far as a stage. */
type Order = { readonly products: KnownProducts } & (
  | {
      readonly kind: 'advance';
      readonly spreadAboveMs: number;
      readonly answer: PromiseWithResolvers<Frontier>;
    }
  | {
      readonly kind: 'goTo';
      readonly stage: number;
      readonly answer: PromiseWithResolvers<ReachedStage>;
    }
);

type Measure = (stage: ReachedStage, spreadAboveMs: number) => Promise<StageCost>;

export class StageGate implements StageSpread {
  readonly #measure: Measure;
  readonly #mayFail: boolean;
  readonly #used = new Set<number>();
  #order: Order | null = null;
  #stop: { readonly stage: number; readonly goOn: PromiseWithResolvers<void> } | null = null;

  /** `mayFail`: whether the run may end with a result though a stage of it fails. */
  constructor(measure: Measure, mayFail: boolean) {
    this.#measure = measure;
    this.#mayFail = mayFail;
  }

  /** The stage at which the run stands; null before the first, and while it runs. */
  get standsAt(): number | null {
    return this.#stop?.stage ?? null;
  }

  /** Stages whose products the run has taken. */
  get used(): ReadonlySet<number> {
    return this.#used;
  }

  /** Lets the run go on. Resolves at the next stage to be spread; not where it ends before one. */
  advance(products: KnownProducts, spreadAboveMs: number): Promise<Frontier> {
    const answer = awaitable<Frontier>();
    this.#give({ kind: 'advance', products, spreadAboveMs, answer });
    return answer.promise;
  }

  /** Lets the run go on. Resolves at the stage; not where it ends before it. */
  goTo(stage: number, products: KnownProducts): Promise<ReachedStage> {
    const answer = awaitable<ReachedStage>();
    this.#give({ kind: 'goTo', products, stage, answer });
    return answer.promise;
  }

  /** The run ends with the error, where it stands. */
  fail(error: unknown): void {
    this.#stop?.goOn.reject(error);
  }

  async at(reached: ReachedStage): Promise<StageProduct | null> {
    let cost: StageCost | null = null;
    for (;;) {
      // A run that moves has an order: it loses it where it stops.
      const order = this.#order!;
      if (order.kind === 'goTo' && order.stage === reached.stage) {
        await this.#stand(reached, () => order.answer.resolve(reached));
        continue;
      }
      const load = order.products.get(reached.stage);
      if (load !== undefined) {
        this.#used.add(reached.stage);
        return await load(reached);
      }
      if (order.kind === 'goTo') return null;
      const { spreadAboveMs, answer } = order;
      cost ??= await this.#measure(reached, spreadAboveMs);
      if (!isWorthSpreading(reached, cost, spreadAboveMs)) return null;
      const frontier = frontierOf(reached, cost, this.#mayFail);
      await this.#stand(reached, () => answer.resolve(frontier));
    }
  }

  #give(order: Order): void {
    this.#order = order;
    this.#stop?.goOn.resolve();
  }

  /** Resolves with the next order. */
  async #stand({ stage }: ReachedStage, tell: () => void): Promise<void> {
    const goOn = awaitable<void>();
    this.#stop = { stage, goOn };
    this.#order = null;
    tell();
    await goOn.promise;
    this.#stop = null;
  }
}

function frontierOf(reached: ReachedStage, { unitMs }: StageCost, mayFail: boolean): Frontier {
  const { stage, label, units, grain, sums, isSliced } = reached;
  return { stage, label, units, grain, unitMs, sums, isSliced, mayFail };
}
