/** Messages of a consumer one by one, whatever becomes of server, stream and consumer meanwhile. */
import type { Msg } from '@nats-io/transport-node';
import { backoffMs } from '../../../contracts/backoff.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { pause } from '../../pause.ts';
import type { NatsLink, QueueLogger } from './nats-link.ts';
import { pull } from './pull.ts';
import type { ConsumerPlace } from './session.ts';

/** What a receiver says of a message: taken in, not to be offered again, being worked on. */
export const acknowledge = '+ACK';
const terminate = '+TERM';
const inProgress = '+WPI';

export interface Pulled<T> {
  readonly message: Msg;
  readonly content: T;
}

interface Options {
  readonly logger: QueueLogger;
  readonly random: () => number;
}

export class PulledMessages {
  readonly #link: NatsLink;
  readonly #options: Options;

  constructor(link: NatsLink, options: Options) {
    this.#link = link;
    this.#options = options;
  }

  /** The next message that can be read; others are removed. Throws the signal's reason only. */
  async next<T>(
    place: ConsumerPlace,
    decode: (data: Uint8Array) => T,
    signal: AbortSignal,
  ): Promise<Pulled<T>> {
    for (let failures = 0; ;) {
      const session = await this.#link.session(signal);
      try {
        await session.consumer(place);
        const message = await pull(session, place, signal);
        failures = 0;
        if (message === null) continue;
        const content = this.#read(message, decode);
        if (content !== null) return { message, content };
      } catch (error) {
        signal.throwIfAborted();
        session.doubt();
        // A connection that falls was told of already, and the next session is waited for.
        if (session.lost.aborted) continue;
        this.#options.logger.warn({ err: error, ...place }, 'the queue gives nothing');
        await pause(backoffMs(failures++, this.#options.random), signal);
      }
    }
  }

  #read<T>(message: Msg, decode: (data: Uint8Array) => T): T | null {
    try {
      return decode(message.data);
    } catch (error) {
      if (!(error instanceof LiveCalcError)) throw error;
      this.#options.logger.warn({ err: error, subject: message.subject }, 'a message is removed');
      message.respond(terminate);
      return null;
    }
  }
}

export function working(message: Msg): void {
  message.respond(inProgress);
}
