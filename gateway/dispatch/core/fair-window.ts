/**
 * Whose task is next. Of each lane (workers of one version and pool) at most 2 x slots - 1 tasks are
 * in flight, so that a task that is put behind them begins after one chunk at most, however much others
 * have waiting.
 */

/** What a job could hand out in a lane. */
export interface Claim {
  readonly jobId: string;
  readonly tenant: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Published tasks without an outcome. */
  readonly inFlight: number;
  /** Tasks that could be published now. */
  readonly available: number;
}

/** How much of a lane this gateway may fill. */
export interface LaneUse {
  readonly slots: number;
  readonly gateways: number;
  /** Tasks that workers of the lane run for jobs which other gateways lead. */
  readonly foreignRunning: number;
}

/**
 * Tasks that this gateway may have in flight in a lane. Alone, it has the whole window; of others it
 * sees what runs for them, has them hold about twice as much, and keeps at least its even share.
 */
export function laneRoom({ slots, gateways, foreignRunning }: LaneUse): number {
  if (slots === 0) return 0;
  const window = 2 * slots - 1;
  const share = Math.max(1, Math.floor(window / Math.max(1, gateways)));
  return Math.max(share, window - 2 * foreignRunning);
}

interface Share {
  readonly claim: Claim;
  inFlight: number;
  available: number;
}

export class FairWindow {
  /** By tenant: when it was last served, as a count of grants. */
  readonly #servedAt = new Map<string, number>();
  #grants = 0;

  /**
   * The jobs that may publish a task each, in their order; a job occurs as often as it may publish. A
   * tenant with nothing in flight may have one, whatever the room, unless there is none at all. Next is
   * the tenant with the fewest in flight, in turns; of a tenant the job with the fewest, then the oldest.
   */
  grants(claims: readonly Claim[], room: number): readonly string[] {
    if (room === 0) return [];
    const tenants = Map.groupBy(
      claims.map((claim) => ({ claim, ...mutable(claim) })),
      ({ claim }) => claim.tenant,
    );
    this.#forgetOthers(tenants);
    let free = room - claims.reduce((sum, { inFlight }) => sum + inFlight, 0);
    const granted: string[] = [];
    for (;;) {
      const tenant = this.#nextTenant(tenants, free);
      if (tenant === null) return granted;
      const share = nextJob(tenants.get(tenant)!);
      share.inFlight += 1;
      share.available -= 1;
      free -= 1;
      this.#servedAt.set(tenant, ++this.#grants);
      granted.push(share.claim.jobId);
    }
  }

  #nextTenant(tenants: ReadonlyMap<string, readonly Share[]>, free: number): string | null {
    let best: { tenant: string; inFlight: number; servedAt: number } | null = null;
    for (const [tenant, shares] of tenants) {
      if (shares.every(({ available }) => available <= 0)) continue;
      const inFlight = shares.reduce((sum, share) => sum + share.inFlight, 0);
      if (free <= 0 && inFlight > 0) continue;
      const servedAt = this.#servedAt.get(tenant) ?? 0;
      const isBetter =
        best === null ||
        inFlight < best.inFlight ||
        (inFlight === best.inFlight && servedAt < best.servedAt);
      if (isBetter) best = { tenant, inFlight, servedAt };
    }
    return best === null ? null : best.tenant;
  }

  /** Turns are among those that want something; who comes back comes first. */
  #forgetOthers(tenants: ReadonlyMap<string, unknown>): void {
    for (const tenant of this.#servedAt.keys()) {
      if (!tenants.has(tenant)) this.#servedAt.delete(tenant);
    }
  }
}

function mutable({ inFlight, available }: Claim): { inFlight: number; available: number } {
  return { inFlight, available };
}

function nextJob(shares: readonly Share[]): Share {
  return shares
    .filter(({ available }) => available > 0)
    .reduce((best, share) => (isSooner(share, best) ? share : best));
}

function isSooner(left: Share, right: Share): boolean {
  if (left.inFlight !== right.inFlight) return left.inFlight < right.inFlight;
  if (left.claim.createdAt !== right.claim.createdAt) {
    return left.claim.createdAt < right.claim.createdAt;
  }
  return left.claim.jobId < right.claim.jobId;
}
