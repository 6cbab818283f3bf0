/**
 * The worker as one of a fleet: beside its own doors it takes tasks from the queue.
 *
 * Its own jobs and the fleet's tasks share the executors and, by them, processes and memory: there are
 * two processes, a job of its own values in one at a time and a task in the other, each with all
 * threads. Where both are at work they share the cores, and whoever comes third waits for its turn. A
 * worker of a fleet is usually given no jobs of its own: its doors are there for those who watch it.
 */
import { randomUUID } from 'node:crypto';
import { LiveCalcError } from '../contracts/errors.ts';
import type { TaskConsumer } from '../fleet/consumer/task-consumer.ts';
import { runtimeVersion } from '../runtime/version.ts';
import type { Logger } from '../service/logger.ts';
import type { WorkerSettings } from './settings.ts';
import type { Works } from './works.ts';

export interface FleetWork extends AsyncDisposable {
  /** Tasks in its hands. */
  readonly running: number;
  readonly isConnected: boolean;
  /** Takes tasks from now on. */
  start(): void;
  /** Takes nothing more; gives back what still runs when `signal` is aborted. */
  drain(signal: AbortSignal): Promise<void>;
}

/** A task has all threads of the worker. */
const slots = 1;

/**
 * Null where the settings name no queue. It is connected to in the background: a queue that is away is
 * no reason to end a worker. Throws CONFIG_INVALID where a setting cannot be used.
 */
export async function openFleetWork(
  settings: WorkerSettings,
  works: Works,
  logger: Logger,
): Promise<FleetWork | null> {
  const { NATS_URL, GATEWAY_URL, POOL, POD_NAME } = settings;
  if (NATS_URL === null) return null;
  if (GATEWAY_URL === null) throw noGateway();
  const workerId = randomUUID();
  // The client of NATS, and all that is of no use to a worker without one.
  const { connectJetStream } = await import('../fleet/queue/jetstream/connect-jetstream.ts');
  const { HttpTaskObjects } = await import('../fleet/objects/http-task-objects.ts');
  const { TaskConsumer: Consumer } = await import('../fleet/consumer/task-consumer.ts');
  const queue = await connectJetStream({
    url: NATS_URL,
    credentialsFile: settings.NATS_CREDENTIALS,
    caFile: settings.NATS_CA_FILE,
    name: `worker ${POD_NAME ?? workerId}`,
    ackWaitMs: settings.ACK_WAIT_SECONDS * 1000,
    logger,
  });
  const { executors, assets, room, metrics } = works;
  const consumer: TaskConsumer = new Consumer({
    queue,
    executors,
    objects: new HttpTaskObjects({ gatewayUrl: GATEWAY_URL.href, assets }),
    lane: { runtimeVersion, pool: POOL },
    allowsCode: settings.PACKAGE_CODE === 'allow',
    folder: works.taskFolder,
    room,
    workerId,
    pod: POD_NAME,
    slots,
    threads: settings.THREADS,
    logger,
    now: Date.now,
    onEnd: (kind, end) => metrics.taskEnded(kind, end),
  });
  return {
    get running() {
      return consumer.running;
    },
    get isConnected() {
      return queue.isConnected;
    },
    start: () => consumer.start(),
    drain: (signal) => consumer.drain(signal),
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  };
}

function noGateway(): LiveCalcError {
  const message =
    'NATS_URL is set, and GATEWAY_URL is not: a worker of a fleet fetches models and stores results ' +
    'through a gateway. Name where gateways are reached, for example http://livecalc-gateway:8000.';
  return new LiveCalcError('CONFIG_INVALID', message, { expected: 'GATEWAY_URL' });
}
