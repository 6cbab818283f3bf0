/** Who leads which job, and which gateways live. Times are the store's: `store_now()`. */
import type { Fence } from '../job-store.ts';
import type { Database, Row } from './database.ts';
import { canBeLed, hasNotEnded } from './job-row.ts';

/** A gateway is forgotten after so many times the time that it may be silent. */
const forgottenAfter = 10;
/** One that seems to last longer was taken before the clock was set back. */
const longestLeaseMs = 120_000;
const isFree = `(leads.gateway IS NULL OR leads.held_until < store_now()
  OR leads.held_until > store_now() + ${longestLeaseMs})`;

export async function gatewayAlive(
  database: Database,
  gateway: string,
  ttlMs: number,
): Promise<readonly string[]> {
  await database.repeatable(
    `INSERT INTO gateways (gateway, seen_at) VALUES ($1, store_now())
     ON CONFLICT (gateway) DO UPDATE SET seen_at = excluded.seen_at`,
    [gateway],
  );
  await database.repeatable(`DELETE FROM gateways WHERE seen_at < store_now() - $1`, [
    ttlMs * forgottenAfter,
  ]);
  const rows = await database.repeatable(
    `SELECT gateway FROM gateways WHERE seen_at >= store_now() - $1 ORDER BY gateway`,
    [ttlMs],
  );
  return rows.map((row) => row['gateway'] as string);
}

/** One statement: of two that find the same job free, the second waits and then finds it taken. */
export async function leaseJobs(
  database: Database,
  gateway: string,
  limit: number,
  ttlMs: number,
): Promise<readonly Fence[]> {
  const rows = await database.query(
    `INSERT INTO leads (job_id, gateway, token, held_until)
     SELECT jobs.id, $1, 1, store_now() + $3 FROM jobs LEFT JOIN leads ON leads.job_id = jobs.id
     WHERE ${hasNotEnded} AND ${canBeLed} AND ${isFree} ORDER BY jobs.created_at, jobs.id LIMIT $2
     ON CONFLICT (job_id) DO UPDATE
     SET gateway = excluded.gateway, token = leads.token + 1, held_until = excluded.held_until
     WHERE ${isFree}
     RETURNING job_id, gateway, token`,
    [gateway, limit, ttlMs],
  );
  return rows.map(fenceOf);
}

export async function renewLeases(
  database: Database,
  fences: readonly Fence[],
  ttlMs: number,
): Promise<readonly Fence[]> {
  if (fences.length === 0) return [];
  const rows = await database.repeatable(
    `UPDATE leads SET held_until = store_now() + $2 FROM (${fenceRecords(database)}) AS held
     WHERE ${isHeld} RETURNING leads.job_id, leads.gateway, leads.token`,
    [recordsOf(fences), ttlMs],
  );
  return rows.map(fenceOf);
}

export async function releaseLeases(database: Database, fences: readonly Fence[]): Promise<void> {
  if (fences.length === 0) return;
  await database.repeatable(
    `UPDATE leads SET gateway = NULL, held_until = 0 FROM (${fenceRecords(database)}) AS held
     WHERE ${isHeld}`,
    [recordsOf(fences)],
  );
}

const isHeld = `leads.job_id = held.job_id AND leads.gateway = held.gateway AND leads.token = held.token`;

function fenceRecords({ dialect }: Database): string {
  return dialect.records('$1', { job_id: 'TEXT', gateway: 'TEXT', token: 'BIGINT' });
}

/** In one order, so that two renewals never wait for each other. */
function recordsOf(fences: readonly Fence[]): string {
  const sorted = fences.toSorted((a, b) => (a.jobId < b.jobId ? -1 : 1));
  return JSON.stringify(
    sorted.map(({ jobId, gateway, token }) => ({ job_id: jobId, gateway, token })),
  );
}

function fenceOf(row: Row): Fence {
  return {
    jobId: row['job_id'] as string,
    gateway: row['gateway'] as string,
    token: row['token'] as number,
  };
}
