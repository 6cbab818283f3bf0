/**
 * The way down of a gateway's doors. Jobs live in the store and go on at the next gateway, so nothing
 * that runs is waited for: only what is being answered or streamed.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Traffic } from '../service/http/traffic.ts';
import type { AttachedSockets } from '../service/sockets/attach-sockets.ts';

export interface DrainedDoors {
  readonly sockets: AttachedSockets;
  readonly traffic: Traffic;
}

/** Until a load balancer that saw us ready a moment ago sends no more requests. */
const settleMs = 250;
const lookMs = 20;

export async function drainDoors(
  { sockets, traffic }: DrainedDoors,
  graceMs: number,
  stop: AbortSignal,
): Promise<void> {
  const over = AbortSignal.any([AbortSignal.timeout(graceMs), stop]);
  // Clients come back to another gateway and resume from the frame that they have.
  sockets.drain(0);
  traffic.touch();
  while (!over.aborted && traffic.quietMs < settleMs) await delay(lookMs);
}
