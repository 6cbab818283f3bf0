/** Hands outcomes to a listener, several at a time, until it is disposed of. */
import { nanos } from '@nats-io/transport-node';
import type { ReportedOutcome } from '../queue.ts';
import type { QueueLogger } from './nats-link.ts';
import { acknowledge, working, type Pulled } from './pulled-messages.ts';

interface OutcomeLoopOptions {
  readonly next: (signal: AbortSignal) => Promise<Pulled<ReportedOutcome>>;
  readonly listener: (reported: ReportedOutcome) => Promise<void>;
  readonly ackWaitMs: number;
  readonly logger: QueueLogger;
  readonly atOnce: number;
}

/** What a gateway could not store now it is offered a little later. */
const offeredAgainMs = 500;

export class OutcomeLoop implements AsyncDisposable {
  readonly #options: OutcomeLoopOptions;
  readonly #closing = new AbortController();
  readonly #loops: Promise<unknown>;

  constructor(options: OutcomeLoopOptions) {
    this.#options = options;
    this.#loops = Promise.allSettled(Array.from({ length: options.atOnce }, () => this.#loop()));
  }

  /** What a listener has begun comes to its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#loops;
  }

  async #loop(): Promise<void> {
    for (;;) await this.#handle(await this.#options.next(this.#closing.signal));
  }

  async #handle({ message, content }: Pulled<ReportedOutcome>): Promise<void> {
    const { listener, ackWaitMs, logger } = this.#options;
    const alive = setInterval(() => working(message), ackWaitMs / 3);
    try {
      await listener(content);
      message.respond(acknowledge);
    } catch (error) {
      logger.warn({ err: error, task: content.outcome.taskId }, 'an outcome was not taken in');
      message.respond(`-NAK ${JSON.stringify({ delay: nanos(offeredAgainMs) })}`);
    } finally {
      clearInterval(alive);
    }
  }
}
