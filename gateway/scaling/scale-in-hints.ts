/**
 * Tells Kubernetes which workers are busy, so that scaling down takes idle ones first.
 *
 * Every gateway does: all of them hear of the same workers, and the same number set twice does no
 * harm. A lease for it would be one more thing to lose.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Logger } from '../../service/logger.ts';
import { DeletionCosts, type Loads } from './deletion-costs.ts';
import type { Pods } from './pods.ts';

export interface ScaleInHintsOptions {
  /** Tasks that run, by pod. */
  readonly loads: () => Loads;
  readonly pods: Pods;
  readonly logger: Pick<Logger, 'warn'>;
  /** Milliseconds. */
  readonly now: () => number;
}

/** The autoscaler decides every 15 s. */
const roundMs = 5000;
/** A gateway asks the API server for no more than 4 patches per second, however large the fleet. */
export const patchesPerRound = 20;
const patchMs = 4000;

export class ScaleInHints implements Disposable {
  readonly #options: ScaleInHintsOptions;
  readonly #costs = new DeletionCosts();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #isFailing = false;

  constructor(options: ScaleInHintsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setTimeout(() => {
      void this.round().finally(() => {
        this.#timer = null;
        if (!this.#stop.signal.aborted) this.start();
      });
    }, roundMs).unref();
  }

  /** Looks at the fleet and tells what has changed, once; never rejects. */
  async round(): Promise<void> {
    this.#costs.see(this.#options.loads(), this.#options.now());
    for (const change of this.#costs.changes(patchesPerRound)) {
      try {
        const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(patchMs)]);
        const isThere = await this.#options.pods.setDeletionCost(change.pod, change.cost, signal);
        if (isThere) this.#costs.told(change);
        else this.#costs.forget(change.pod);
        this.#isFailing = false;
      } catch (error) {
        // The others would fail, too; the next round tries again.
        return this.#failed(error);
      }
    }
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Said once, until it works again. */
  #failed(error: unknown): void {
    if (this.#isFailing || this.#stop.signal.aborted) return;
    this.#isFailing = true;
    const words =
      'Kubernetes is not told which workers are busy; scaling down may take one of them';
    const code = error instanceof LiveCalcError ? error.code : undefined;
    this.#options.logger.warn({ err: error, code }, words);
  }
}
