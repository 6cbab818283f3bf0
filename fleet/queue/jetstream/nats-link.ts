/**
 * The connection to NATS: made, and made again, for as long as the process lives.
 *
 * While it stands there is a session. What was asked of a server is forgotten with its session, so
 * whoever waits for an answer waits for the end of the session too.
 */
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { backoffMs } from '../../../contracts/backoff.ts';
import type { Logger } from '../../../service/logger.ts';
import { pause } from '../../pause.ts';
import { notConnected } from './backend-error.ts';
import { Session } from './session.ts';

export type QueueLogger = Pick<Logger, 'info' | 'warn'>;

export interface LinkOptions {
  /** Tries once. */
  readonly connect: () => Promise<NatsConnection>;
  readonly logger: QueueLogger;
  /** From 0 to below 1. */
  readonly random: () => number;
}

interface Listener {
  readonly subject: string;
  readonly onMessage: (data: Uint8Array) => void;
  subscription: Subscription | null;
}

export class NatsLink implements AsyncDisposable {
  readonly #options: LinkOptions;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<Listener>();
  readonly #run: Promise<void>;
  #session = Promise.withResolvers<Session>();
  #current: Session | null = null;
  #connection: NatsConnection | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#run = this.#keepConnected();
  }

  get isConnected(): boolean {
    return this.#current !== null;
  }

  /** The session, waiting for one; throws the signal's reason. */
  async session(signal: AbortSignal): Promise<Session> {
    if (this.#current !== null) return this.#current;
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([this.#session.promise, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** The session, waiting at most so long for one. Throws BACKEND_UNAVAILABLE. */
  async sessionWithin(waitMs: number): Promise<Session> {
    if (this.#current !== null) return this.#current;
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(notConnected()), waitMs);
    try {
      return await this.session(AbortSignal.any([giveUp.signal, this.#closing.signal]));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Where there is no connection nobody hears it. */
  tell(subject: string, data: Uint8Array): void {
    this.#current?.connection.publish(subject, data);
  }

  listen(subject: string, onMessage: (data: Uint8Array) => void): Disposable {
    const listener: Listener = { subject, onMessage, subscription: null };
    this.#listeners.add(listener);
    if (this.#current !== null) subscribe(this.#current.connection, listener);
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(listener);
        listener.subscription?.unsubscribe();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(notConnected());
    await this.#connection?.close();
    await this.#run;
  }

  /** A connection that was lost is made anew, after a while: not by all of a fleet at once. */
  async #keepConnected(): Promise<void> {
    const { signal } = this.#closing;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        const connection = await this.#options.connect();
        attempt = 0;
        if (signal.aborted) await connection.close();
        else await this.#follow(connection);
      } catch (error) {
        if (attempt === 0) this.#options.logger.warn({ err: error }, 'NATS cannot be reached');
      }
      await pause(backoffMs(attempt, this.#options.random), signal).catch(() => {});
    }
  }

  async #follow(connection: NatsConnection): Promise<void> {
    this.#connection = connection;
    this.#begin(connection);
    for (const listener of this.#listeners) subscribe(connection, listener);
    await connection.closed();
    this.#end();
  }

  #begin(connection: NatsConnection): void {
    this.#options.logger.info({ server: connection.getServer() }, 'connected to NATS');
    this.#current = new Session(connection);
    this.#session.resolve(this.#current);
  }

  #end(): void {
    if (this.#current === null) return;
    if (!this.#closing.signal.aborted) this.#options.logger.warn('the connection to NATS is lost');
    this.#current.end(notConnected());
    this.#current = null;
    this.#session = Promise.withResolvers();
  }
}

function subscribe(connection: NatsConnection, listener: Listener): void {
  listener.subscription = connection.subscribe(listener.subject, {
    callback: (error, message) => {
      if (error === null) listener.onMessage(message.data);
    },
  });
}
