/** The leases of this gateway: takes jobs that nobody leads, and keeps those that it has. */
import type { Fence } from '../store/job-store.ts';
import type { DispatchServices } from './services.ts';
import { Turns } from './turns.ts';

/** At a time, so that gateways that start together share what waits. */
const mostAtOnce = 64;

export interface LeaseListener {
  onLeased(fence: Fence): void;
  /** Somebody else has it. */
  onLost(jobId: string): void;
}

export class Leases {
  readonly #services: DispatchServices;
  readonly #listener: LeaseListener;
  readonly #held = new Map<string, Fence>();
  readonly #asking: Turns;
  readonly #renewing: Turns;
  #timer: NodeJS.Timeout | null = null;
  #gateways = 1;

  constructor(services: DispatchServices, listener: LeaseListener) {
    this.#services = services;
    this.#listener = listener;
    const { random, logger } = services;
    const onError = (error: unknown): boolean => {
      logger.warn({ err: error }, 'leases cannot be taken or kept');
      return true;
    };
    this.#asking = new Turns(() => this.#ask(), { random, onError });
    this.#renewing = new Turns(() => this.#renew(), { random, onError });
  }

  /** Gateways that live, this one among them. */
  get gateways(): number {
    return this.#gateways;
  }

  start(): void {
    this.#renewing.request();
    this.#timer = setInterval(
      () => this.#renewing.request(),
      this.#services.settings.leaseTtlMs / 3,
    );
  }

  /** There may be a job that nobody leads. */
  ask(): void {
    this.#asking.request();
  }

  /** The job is led no more. */
  drop({ jobId, token }: Fence): void {
    // It may have been leased anew since.
    if (this.#held.get(jobId)?.token === token) this.#held.delete(jobId);
  }

  /** Gives up these, so that another gateway need not wait. */
  async stop(fences: readonly Fence[]): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await Promise.all([this.#asking.stop(), this.#renewing.stop()]);
    const { store, logger } = this.#services;
    await store.release(fences).catch((error: unknown) => {
      logger.warn({ err: error }, 'leases end by themselves, as they cannot be given up');
    });
  }

  async #ask(): Promise<void> {
    const { store, gatewayId, settings } = this.#services;
    let leased: readonly Fence[];
    do {
      leased = await store.lease(gatewayId, mostAtOnce, settings.leaseTtlMs);
      for (const fence of leased) {
        this.#held.set(fence.jobId, fence);
        this.#listener.onLeased(fence);
      }
    } while (leased.length === mostAtOnce);
  }

  async #renew(): Promise<void> {
    const { store, gatewayId, settings } = this.#services;
    const fences = [...this.#held.values()];
    const [gateways, kept] = await Promise.all([
      store.gatewayAlive(gatewayId, settings.leaseTtlMs),
      fences.length === 0 ? [] : store.renew(fences, settings.leaseTtlMs),
    ]);
    this.#gateways = Math.max(1, gateways.length);
    const held = new Set(kept.map(({ jobId }) => jobId));
    for (const { jobId, token } of fences) {
      if (held.has(jobId) || this.#held.get(jobId)?.token !== token) continue;
      this.#held.delete(jobId);
      this.#listener.onLost(jobId);
    }
    this.ask();
  }
}
