/** Listens to the queue beside everybody else, and says again what was said before. */
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { allOutcomes, allTasks } from '../fleet/queue/jetstream/subjects.ts';

const kept = 50;

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
    const connection = await connect({ servers: url, maxReconnectAttempts: -1 });
    return new RepeatedMessages(connection);
  }

  /** Says the last `count` messages again, the oldest first. Resolves to how many there were. */
  async repeat(what: 'tasks' | 'outcomes', count: number): Promise<number> {
    const said = this.#said[what].slice(-count);
    for (const { subject, data } of said) this.#connection.publish(subject, data);
    await this.#connection.flush();
    return said.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
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
