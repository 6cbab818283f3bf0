/**
 * A connection from when it stands until it falls, and the streams that were seen on its server.
 *
 * Streams and consumers are made by whoever comes first. A server that comes back may have lost them
 * (its volume wiped), so they are made sure of once per session, and again where one is found missing.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  AckPolicy,
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
  type JetStreamClient,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { isJetStreamError } from './backend-error.ts';
import { allOutcomes, allTasks, outcomesStream, tasksStream } from './subjects.ts';

/** How long a request may take. */
export const requestMs = 4000;

const commonConfig = { retention: RetentionPolicy.Workqueue, storage: StorageType.File } as const;
const streams = {
  [tasksStream]: {
    ...commonConfig,
    subjects: [allTasks],
    discard: DiscardPolicy.New,
    // A task is never there twice: the second is refused.
    max_msgs_per_subject: 1,
    discard_new_per_subject: true,
  },
  [outcomesStream]: { ...commonConfig, subjects: [allOutcomes], discard: DiscardPolicy.New },
} satisfies Record<string, Partial<StreamConfig>>;

export type StreamName = keyof typeof streams;

/** Waiting pulls of a consumer; the default, 512, is less than a large fleet's slots. */
const maxWaiting = 20_000;
/** A lane whose workers are gone for so long needs no consumer; its tasks stay. */
const inactiveMs = 3_600_000;

export interface ConsumerPlace {
  readonly stream: StreamName;
  readonly consumer: string;
  readonly filter: string;
  readonly ackWaitMs: number;
}

/** How long one waits for what somebody else is making. */
const makingMs = [20, 200];

export class Session {
  readonly connection: NatsConnection;
  readonly jetStream: JetStreamClient;
  readonly #lost = new AbortController();
  readonly #made = new Map<string, Promise<void>>();
  #manager: Promise<JetStreamManager> | null = null;

  constructor(connection: NatsConnection) {
    this.connection = connection;
    this.jetStream = jetstream(connection, { timeout: requestMs });
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  manager(): Promise<JetStreamManager> {
    this.#manager ??= jetstreamManager(this.connection, { checkAPI: false, timeout: requestMs });
    return this.#manager;
  }

  end(reason: Error): void {
    this.#lost.abort(reason);
  }

  /** Streams and consumers may be gone: they are made sure of again. */
  doubt(): void {
    this.#made.clear();
  }

  stream(name: StreamName): Promise<void> {
    return this.#once(name, async () => {
      const { streams: api } = await this.manager();
      try {
        await api.add({ name, ...streams[name], num_replicas: this.#replicas() });
      } catch (error) {
        // Made by another version: that it is there is enough.
        if (!isJetStreamError(error, 'streamDiffers')) throw error;
      }
    });
  }

  async consumer({ stream, consumer, filter, ackWaitMs }: ConsumerPlace): Promise<void> {
    await this.stream(stream);
    await this.#once(`${stream} ${consumer}`, async () => {
      const config: Partial<ConsumerConfig> = {
        durable_name: consumer,
        filter_subject: filter,
        ack_policy: AckPolicy.Explicit,
        ack_wait: nanos(ackWaitMs),
        // Attempts are counted in the job store.
        max_deliver: -1,
        max_ack_pending: -1,
        max_waiting: maxWaiting,
        inactive_threshold: nanos(inactiveMs),
      };
      const { consumers: api } = await this.manager();
      try {
        await api.add(stream, config);
      } catch (error) {
        if (!isJetStreamError(error, 'consumerDiffers')) throw error;
        await api.update(stream, consumer, { ack_wait: nanos(ackWaitMs) });
      }
    });
  }

  /** Servers of a cluster keep a stream three times, so that one of them may go. */
  #replicas(): number {
    return this.connection.info?.cluster === undefined ? 1 : 3;
  }

  #once(key: string, make: () => Promise<void>): Promise<void> {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = madeOnce(make);
    this.#made.set(key, made);
    made.catch(() => {
      if (this.#made.get(key) === made) this.#made.delete(key);
    });
    return made;
  }
}

/**
 * Of several who make the same in the same instant the server may refuse one: that the subjects are taken,
 * or that the stream is invalid, which it is until it is made.
 */
async function madeOnce(make: () => Promise<void>): Promise<void> {
  for (const waitMs of makingMs) {
    try {
      return await make();
    } catch (error) {
      const isInTheMaking =
        isJetStreamError(error, 'subjectsOverlap') || isJetStreamError(error, 'streamInvalid');
      if (!isInTheMaking) throw error;
      await delay(waitMs);
    }
  }
  return await make();
}
