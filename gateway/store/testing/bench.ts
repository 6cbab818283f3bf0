/** What the contract suite works on: an empty database, and as many stores over it as a test opens. */
import type { Fence, JobRecord, JobStore, NewJob } from '../job-store.ts';
import { aJob, noQuota } from './samples.ts';

export interface Bench extends AsyncDisposable {
  /** One more gateway's. Closed with the bench. */
  readonly open: () => Promise<JobStore>;
  /** The database itself, behind the store's back. */
  readonly sql: (statement: string) => Promise<void>;
  /** Lets leases of `ttlMs` end: by the clock where it is the test's, by waiting where it is not. */
  readonly pass: (ttlMs: number) => Promise<void>;
}

export type MakeBench = () => Promise<Bench>;

/** Tests by the sentence that they prove; each gets an empty store. */
export type Contract = Readonly<Record<string, (store: JobStore, bench: Bench) => Promise<void>>>;

export async function insert(
  store: JobStore,
  differences: Partial<NewJob> = {},
): Promise<JobRecord> {
  return (await store.insert(aJob(differences), noQuota)).job;
}

/** A job that a gateway leads. */
export async function ledJob(
  store: JobStore,
  gateway = 'gateway-a',
  ttlMs = 60_000,
): Promise<{ readonly job: JobRecord; readonly fence: Fence }> {
  const job = await insert(store);
  const fences = await store.lease(gateway, 100, ttlMs);
  return { job, fence: fences.find(({ jobId }) => jobId === job.id)! };
}
