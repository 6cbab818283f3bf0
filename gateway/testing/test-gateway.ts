/** A real gateway in this process, without a worker: its jobs stay where a test moves them. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { emptyResult } from '../../contracts/testing/empty-result.ts';
import type { StoredTable } from '../../contracts/wire/job.ts';
import { InProcessQueue } from '../../fleet/queue/in-process-queue.ts';
import { runtimeVersion } from '../../runtime/version.ts';
import { createAuditLog } from '../../service/audit-log.ts';
import { createAuthenticator } from '../../service/auth/create-authenticator.ts';
import { createLogger } from '../../service/logger.ts';
import { Readiness } from '../../service/readiness.ts';
import { loadSettings, type Environment } from '../../service/settings/load-settings.ts';
import { auditJobEnd } from '../audit/audit-job-end.ts';
import { ChainedAuditLog } from '../audit/chained-audit-log.ts';
import { Dispatcher } from '../dispatch/dispatcher.ts';
import { openFolderObjects } from '../objects/folder-objects.ts';
import { ObjectTokens } from '../objects/object-tokens.ts';
import { serve } from '../server.ts';
import { gatewaySettings } from '../settings.ts';
import type { JobChange, JobRecord, JobStore } from '../store/job-store.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { createWorks, type Works } from '../works.ts';
import { GatewayClient } from './gateway-client.ts';

export interface TestGateway {
  readonly url: string;
  readonly client: GatewayClient;
  readonly works: Works;
  readonly audited: Record<string, unknown>[];
  readonly logged: string[];
  /** Ends it as SIGTERM does. */
  readonly drain: () => Promise<void>;
}

/** Stopped when the test is over. */
export async function testGateway(env: Environment = {}): Promise<TestGateway> {
  const settings = loadSettings(gatewaySettings, { PORT: '0', LOG_LEVEL: 'trace', ...env });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-test-gateway-'));
  const [audited, logged]: [Record<string, unknown>[], string[]] = [[], []];
  const logger = createLogger(settings, { write: (line) => logged.push(line) });
  const written = createAuditLog({
    write: (line) => audited.push(JSON.parse(line) as Record<string, unknown>),
  });
  const stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const store = stack.use(await openSqliteStore({ file: ':memory:', now: Date.now }));
  const audit = stack.use(new ChainedAuditLog({ written, store, logger, now: Date.now }));
  const objects = stack.use(await openFolderObjects({ folder, maxBytes: 2 ** 30 }));
  const queue = stack.use(new InProcessQueue({ ackWaitMs: 15_000 }));
  const tokens = await ObjectTokens.of(store, Date.now);
  const onEnded = (job: JobRecord): void => auditJobEnd(audit, job);
  const lead = new Dispatcher({
    store,
    queue,
    objects,
    tokens: { mint: (grant) => tokens.mint(grant, 60) },
    gatewayId: 'test',
    runtimeVersion,
    now: Date.now,
    elapsed: () => performance.now(),
    random: Math.random,
    logger,
    onEnded,
  });
  const incoming = { incoming: folder, incomingBytes: 2 ** 30 };
  const works = stack.use(
    createWorks({ store, objects, queue, tokens, lead, onEnded, ...incoming }, settings, logger),
  );
  const authenticator = await createAuthenticator(settings, () => {});
  const readiness = new Readiness(Promise.resolve());
  const executorBytes = (): number => 0;
  const parts = { settings, logger, audit, authenticator, readiness, works, executorBytes };
  const server = await serve(parts);
  lead.start();
  let isDown = false;
  const drain = async (): Promise<void> => {
    if (isDown) return;
    isDown = true;
    await server.drain(AbortSignal.timeout(2000));
    await lead.stop();
    await stack.disposeAsync();
  };
  onTestFinished(drain);
  const client = new GatewayClient(server.url);
  return { url: server.url, client, works, audited, logged, drain };
}

/** Completes a job with tables of any bytes, as its lead would. */
export async function complete(
  { store, objects, queue }: Works,
  jobId: string,
  tables: Readonly<Record<string, Uint8Array>> = {},
): Promise<JobRecord> {
  const job = (await store.anyJob(jobId))!;
  const stored: StoredTable[] = [];
  for (const [table, bytes] of Object.entries(tables)) {
    const expected = { name: table, maxBytes: bytes.byteLength };
    const { sha256, sizeBytes } = await objects.put(job.tenant, [bytes], expected);
    stored.push({ table, rows: 1, sizeBytes, sha256 });
  }
  await store.useObjects(jobId, stored);
  return await moved({ store, queue }, jobId, 'COMPLETED', {
    startedAt: Date.now(),
    finishedAt: Date.now(),
    runtimeVersion,
    planned: { runHash: 'a'.repeat(64), executionOrder: ['projection'], memoryBytes: 65_536 },
    result: emptyResult(),
    tables: stored,
    progress: null,
  });
}

/** Moves a job and tells of it. */
export async function moved(
  { store, queue }: { readonly store: JobStore; readonly queue: Works['queue'] },
  jobId: string,
  to: JobRecord['state'],
  change: JobChange,
): Promise<JobRecord> {
  const from = ['PENDING', 'SCHEDULED', 'RUNNING'] as const;
  const move = { from, to, at: Date.now(), by: 'a test', reason: 'The test says so.', change };
  const job = await store.move(jobId, move, null);
  if (job === null) throw new Error(`Job ${jobId} cannot be ${to}.`);
  queue.announce({ kind: 'job', jobId });
  return job;
}
