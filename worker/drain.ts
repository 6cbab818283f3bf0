/**
 * The way down: nothing new comes in, what runs may finish, what is being fetched is given.
 *
 * Waiting jobs end at once, with DRAINING: they hold nothing yet, and begin sooner elsewhere.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { AttachedSockets } from '../service/sockets/attach-sockets.ts';
import type { FleetWork } from './fleet-work.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Readiness } from '../service/readiness.ts';
import type { Traffic } from '../service/http/traffic.ts';

export interface DrainedParts {
  readonly jobs: Jobs;
  readonly sockets: AttachedSockets;
  readonly traffic: Traffic;
  readonly readiness: Readiness;
  /** Null where the worker is alone. */
  readonly fleet: FleetWork | null;
}

/** A client that asks for its job's state now and then finds the end, and fetches its tables. */
const lingerMs = 2000;
const lookMs = 20;

/**
 * Resolves when no job runs, to whether all that ran came to its own end: at most `graceMs` later, or
 * when `stop` is aborted, what still runs is ended.
 */
export async function drain(
  { jobs, sockets, traffic, readiness, fleet }: DrainedParts,
  graceMs: number,
  stop: AbortSignal,
): Promise<boolean> {
  const over = AbortSignal.any([AbortSignal.timeout(graceMs), stop]);
  readiness.drain();
  sockets.drain(graceMs);
  // What is not done in time is given back: nothing of a fleet's work is cut off.
  const given = fleet?.drain(over);
  const hadWork = jobs.running !== null;
  jobs.drain();
  const cut = Promise.withResolvers<void>();
  if (over.aborted) cut.resolve();
  else over.addEventListener('abort', () => cut.resolve(), { once: true });
  await Promise.race([jobs.idle(), cut.promise]);
  const isLost = jobs.running !== null;
  await jobs.stop();
  await given;
  if (hadWork) traffic.touch();
  const needed = hadWork ? lingerMs : 0;
  const isQuiet = (): boolean => sockets.openAsks === 0 && traffic.quietMs > needed;
  while (!over.aborted && !isQuiet()) await delay(lookMs);
  return !isLost;
}
