/**
 * One message of a consumer, asked for when there is somebody to work on it, so that nothing waits in
 * the memory of whoever is busy.
 *
 * A pull stays with the server until it has a message or `expiresMs` are over. A server that knows no
 * such consumer does not answer at all; that it lives is known by its heartbeats.
 */
import { createInbox, nanos, type Msg } from '@nats-io/transport-node';
import { notConnected } from './backend-error.ts';
import type { ConsumerPlace, Session } from './session.ts';

const expiresMs = 30_000;
const heartbeatMs = 5000;
/** Two that did not come, and a little. */
const silenceMs = 2 * heartbeatMs + 1000;

const status = { heartbeat: 100, noMessages: 404, expired: 408 } as const;

/**
 * The next message; null where none came in time. Throws the signal's reason, and BACKEND_UNAVAILABLE
 * where the session ends or the consumer is gone.
 */
export async function pull(
  session: Session,
  { stream, consumer }: ConsumerPlace,
  signal: AbortSignal,
): Promise<Msg | null> {
  const { promise, resolve, reject } = Promise.withResolvers<Msg | null>();
  let isOver = false;
  const silence = setTimeout(() => reject(notConnected()), silenceMs);
  const subscription = session.connection.subscribe(createInbox(), {
    callback: (error, message) => {
      silence.refresh();
      const code = message.headers?.code ?? 0;
      if (error !== null) reject(error);
      // Too late: somebody else may have it at once.
      else if (code === 0 && isOver) message.respond('-NAK');
      else if (code === 0) resolve(message);
      else if (code === status.noMessages || code === status.expired) resolve(null);
      else if (code !== status.heartbeat) reject(refused(message));
    },
  });
  const stop = AbortSignal.any([signal, session.lost]);
  const abort = (): void => reject(stop.reason);
  stop.addEventListener('abort', abort, { once: true });
  if (stop.aborted) abort();
  const ask = {
    batch: 1,
    expires: nanos(expiresMs),
    idle_heartbeat: nanos(heartbeatMs),
  };
  session.connection.publish(
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
    JSON.stringify(ask),
    { reply: subscription.getSubject() },
  );
  try {
    return await promise;
  } finally {
    isOver = true;
    clearTimeout(silence);
    stop.removeEventListener('abort', abort);
    // The server takes it back; what was on its way is still given back above.
    void subscription.drain().catch(() => {});
  }
}

function refused({ headers }: Msg): Error {
  return new Error(`the pull was refused: ${headers?.code} ${headers?.description}`);
}
