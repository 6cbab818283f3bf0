/**
 * What each worker's pod should cost to lose, and which of these numbers Kubernetes has yet to be told.
 *
 * A worker is idle for a moment between two chunks. So a pod costs what it cost at most over the last
 * seconds: the API server is told when work begins and when it has ended, not of every chunk.
 */

/** Tasks that run, by pod. */
export type Loads = ReadonlyMap<string, number>;

export interface CostChange {
  readonly pod: string;
  readonly cost: number;
}

/** Of a pod that runs nothing; pods without the annotation count as 0, too. */
const idleCost = 0;
const costPerTask = 100;
/** A pod that ran something so lately is busy. */
export const busyForMs = 10_000;

interface KnownPod {
  /** Loads of the last seconds, the newest last. */
  readonly loads: readonly { readonly at: number; readonly tasks: number }[];
  /** What Kubernetes was told; null where nobody knows, as after a start. */
  readonly told: number | null;
}

export class DeletionCosts {
  readonly #pods = new Map<string, KnownPod>();

  /** What is seen of the fleet at `at`, milliseconds. Pods that are not in it are forgotten. */
  see(loads: Loads, at: number): void {
    for (const pod of this.#pods.keys()) if (!loads.has(pod)) this.#pods.delete(pod);
    for (const [pod, tasks] of loads) {
      const known = this.#pods.get(pod);
      const recent = (known?.loads ?? []).filter((load) => load.at > at - busyForMs);
      this.#pods.set(pod, { told: known?.told ?? null, loads: [...recent, { at, tasks }] });
    }
  }

  /** At most `limit` changes that are still to be told, those that change most first. */
  changes(limit: number): CostChange[] {
    return [...this.#pods]
      .map(([pod, { loads, told }]) => ({ pod, told, cost: costOf(loads) }))
      .filter(({ told, cost }) => told !== cost)
      .toSorted((one, other) => size(other) - size(one) || (one.pod < other.pod ? -1 : 1))
      .slice(0, limit)
      .map(({ pod, cost }) => ({ pod, cost }));
  }

  told({ pod, cost }: CostChange): void {
    const known = this.#pods.get(pod);
    if (known !== undefined) this.#pods.set(pod, { ...known, told: cost });
  }

  /** Until it is seen again. */
  forget(pod: string): void {
    this.#pods.delete(pod);
  }
}

function costOf(loads: KnownPod['loads']): number {
  return idleCost + costPerTask * Math.max(0, ...loads.map(({ tasks }) => tasks));
}

function size({ told, cost }: { readonly told: number | null; readonly cost: number }): number {
  return Math.abs(cost - (told ?? idleCost));
}
