/** Why a job waits, in a sentence for whoever asks. */
import type { Lane } from '../../../fleet/queue/queue.ts';
import type { Claim } from './fair-window.ts';

export interface Waiting {
  readonly jobId: string;
  readonly tenant: string;
  readonly lane: Lane;
  /** Of the lane. */
  readonly slots: number;
  /** Of all jobs in the lane that this gateway leads. */
  readonly claims: readonly Claim[];
}

export function waitingReason({ jobId, tenant, lane, slots, claims }: Waiting): string {
  if (slots === 0) return `no worker of version ${lane.runtimeVersion} in pool ${lane.pool}`;
  const others = claims.filter((claim) => claim.jobId !== jobId);
  const mine = tasks(others.filter((claim) => claim.tenant === tenant));
  const theirs = tasks(others.filter((claim) => claim.tenant !== tenant));
  if (mine + theirs === 0) return 'a worker to begin it';
  const verb = mine + theirs === 1 ? 'is' : 'are';
  const noun = theirs === 1 ? 'task' : 'tasks';
  return `${theirs} ${noun} of other tenants and ${mine} of yours ${verb} ahead`;
}

function tasks(claims: readonly Claim[]): number {
  return claims.reduce((sum, { inFlight, available }) => sum + inFlight + available, 0);
}
