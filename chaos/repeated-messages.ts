/** Listens to the queue beside everybody else, and says again what was said before. */
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { allOutcomes, allTasks } from '../fleet/queue/jetstream/subjects.ts';

const kept = 50;
const reconnectMs = 100;

interface Said {
  readonly subject: string;
  readonly data: Uint8Array;
}

export class RepeatedMessages implements AsyncDisposable {
  readonly #connection: NatsConnection;
  readonly #said = { tasks: [] as Said[], outcomes: [] as Said[] };

  private constructor(connection: NatsConnection) {
    this.#connection = connection;
    this.#listen(allTasks, this.#said.tasks);
    this.#listen(allOutcomes, this.#said.outcomes);
  }

  static async open(url: string): Promise<RepeatedMessages> {
    const connection = await connect({
      servers: url,
      maxReconnectAttempts: -1,
      reconnectTimeWait: reconnectMs,
    });
    return new RepeatedMessages(connection);
  }

  /** Says the last `count` messages again, the oldest first. Resolves once the server has them. */
  async repeat(what: 'tasks' | 'outcomes', count: number): Promise<void> {
    for (const { subject, data } of this.#said[what].slice(-count)) {
      this.#connection.publish(subject, data);
    }
    // It may be on its way back to a server that was away; what was said waits for it.
    while (!(await this.#isFlushed())) await delay(reconnectMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  async #isFlushed(): Promise<boolean> {
    return await this.#connection.flush().then(
      () => true,
      () => this.#connection.isClosed(),
    );
  }

  #listen(subject: string, said: Said[]): void {
    this.#connection.subscribe(subject, {
      callback: (error: Error | null, message: Msg) => {
        // Without headers, by which the queue would know it again.
        if (error === null) said.push({ subject: message.subject, data: message.data });
        if (said.length > kept) said.shift();
      },
    });
  }
}
