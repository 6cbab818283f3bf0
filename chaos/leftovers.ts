/** Finds what is left behind once every job was taken away. */
import { setTimeout as delay } from 'node:timers/promises';
import { connectJetStream } from '../fleet/queue/jetstream/connect-jetstream.ts';
import { openFolderObjects } from '../gateway/objects/folder-objects.ts';
import { Retention } from '../gateway/retention/retention.ts';
import { openPostgresStore } from '../gateway/store/postgres-store.ts';
import { createLogger } from '../service/logger.ts';
import type { ChaosFleet } from './chaos-fleet.ts';

const ackWaitMs = 15_000;
/**
 * Some times as long as a worker may be silent with a task that nobody needs any more: a message may be
 * handed once more to a connection that is stalled.
 */
const patienceMs = 150_000;
const lookEveryMs = 1000;

/** Resolves to what is left in the store, in the queue and on the disk; '' for nothing. */
export async function leftovers({ fleet, disk }: ChaosFleet): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const logger = createLogger({ LOG_LEVEL: 'warn' }, process.stderr);
  const store = stack.use(await openPostgresStore({ url: fleet.postgres.url, caFile: null }));
  const objects = stack.use(await openFolderObjects({ folder: disk.folder, maxBytes: 2 ** 30 }));
  const queue = stack.use(
    await connectJetStream({
      url: fleet.nats.url,
      credentialsFile: null,
      caFile: null,
      name: 'chaos',
      ackWaitMs,
      logger,
    }),
  );
  // What gateways do by the hour, done now.
  const settings = { jobMs: 0, objectMs: 0, everyMs: ackWaitMs };
  const now = (): number => Date.now() + 1000;
  const retention = stack.use(new Retention({ store, objects, queue, settings, now, logger }));
  const until = performance.now() + patienceMs;
  for (;;) {
    await retention.sweep();
    const rows = await store.size();
    const left = { ...rows, messages: await queue.size(), files: (await objects.size()).objects };
    const found = Object.entries(left).filter(([, count]) => count > 0);
    if (found.length === 0) return '';
    if (performance.now() > until) return found.map(([what, n]) => `${n} ${what}`).join(', ');
    await delay(lookEveryMs);
  }
}
