import { createLogger } from '../../../service/logger.ts';
import { connectJetStream, type NatsSettings } from '../jetstream/connect-jetstream.ts';
import type { JetStreamQueue } from '../jetstream/jetstream-queue.ts';

/** A queue of a test's server, which says nothing. */
export async function natsQueue(
  url: string,
  changes: Partial<NatsSettings> = {},
): Promise<JetStreamQueue> {
  return await connectJetStream({
    url,
    credentialsFile: null,
    caFile: null,
    name: 'a test',
    ackWaitMs: 60_000,
    logger: createLogger({ LOG_LEVEL: 'silent' }),
    ...changes,
  });
}
