/** How often each tenant may ask: a bucket that fills with time and gives one token for a request. Pure. */
interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Of buckets that are not full; a full one is the same as none. */
const sweepEveryMs = 60_000;

export class TokenBuckets {
  readonly #perMinute: number;
  readonly #buckets = new Map<string, Bucket>();
  #sweptAtMs = 0;

  /** A bucket holds a minute's tokens. */
  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Takes a token; 0, or the milliseconds until there is one. Time never goes back here. */
  take(tenant: string, nowMs: number): number {
    this.#sweep(nowMs);
    const bucket = this.#filled(tenant, nowMs);
    this.#buckets.set(tenant, bucket);
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return 0;
    }
    return Math.ceil(((1 - bucket.tokens) * 60_000) / this.#perMinute);
  }

  /** Tenants that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  #filled(tenant: string, nowMs: number): Bucket {
    const { tokens, filledAtMs } = this.#buckets.get(tenant) ?? {
      tokens: this.#perMinute,
      filledAtMs: nowMs,
    };
    const added = ((nowMs - filledAtMs) * this.#perMinute) / 60_000;
    return { tokens: Math.min(this.#perMinute, tokens + added), filledAtMs: nowMs };
  }

  #sweep(nowMs: number): void {
    if (nowMs - this.#sweptAtMs < sweepEveryMs) return;
    this.#sweptAtMs = nowMs;
    for (const tenant of this.#buckets.keys()) {
      if (this.#filled(tenant, nowMs).tokens >= this.#perMinute) this.#buckets.delete(tenant);
    }
  }
}
