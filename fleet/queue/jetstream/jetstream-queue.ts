/**
 * The queue over NATS JetStream: two work-queue streams, and news over plain NATS.
 *
 * docs/decisions/021-queue.md says why it is used this way.
 */
import type { Msg } from '@nats-io/transport-node';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { Task, TaskOutcome } from '../../../contracts/wire/task.ts';
import {
  decodeNews,
  decodeOutcome,
  decodeTask,
  encodeNews,
  encodeOutcome,
  encodeTask,
} from '../message.ts';
import type { Delivery, Lane, News, Queue, ReportedOutcome } from '../queue.ts';
import { asBackendError, hasNoResponders, isJetStreamError } from './backend-error.ts';
import { NatsLink, type LinkOptions } from './nats-link.ts';
import { OutcomeLoop } from './outcome-loop.ts';
import { acknowledge, PulledMessages, working, type Pulled } from './pulled-messages.ts';
import { requestMs, type ConsumerPlace, type Session, type StreamName } from './session.ts';
import {
  allNews,
  gatewaysConsumer,
  allOutcomes,
  jobTasksSubject,
  laneConsumer,
  laneSubject,
  newsSubject,
  outcomesStream,
  outcomeSubject,
  tasksStream,
  taskSubject,
} from './subjects.ts';

export interface JetStreamOptions extends LinkOptions {
  readonly ackWaitMs: number;
}

/** How long one waits for a connection that is being made again. */
const connectionWaitMs = 5000;
/** Outcomes that a gateway takes in at the same time. */
const outcomesAtOnce = 16;

export class JetStreamQueue implements Queue {
  readonly #options: JetStreamOptions;
  readonly #link: NatsLink;
  readonly #messages: PulledMessages;

  constructor(options: JetStreamOptions) {
    this.#options = options;
    this.#link = new NatsLink(options);
    this.#messages = new PulledMessages(this.#link, options);
  }

  get ackWaitMs(): number {
    return this.#options.ackWaitMs;
  }

  get isConnected(): boolean {
    return this.#link.isConnected;
  }

  async publish(task: Task): Promise<void> {
    await this.#store(tasksStream, taskSubject(task), encodeTask(task));
  }

  async holds(task: Pick<Task, 'taskId' | 'jobId' | 'pool' | 'runtimeVersion'>): Promise<boolean> {
    const found = await this.#ask(null, async (session) => {
      const { streams } = await session.manager();
      return await streams.getMessage(tasksStream, { last_by_subj: taskSubject(task) });
    });
    return found !== null;
  }

  async withdraw(jobId: string): Promise<void> {
    await this.#ask(null, async (session) => {
      const { streams } = await session.manager();
      return await streams.purge(tasksStream, { filter: jobTasksSubject(jobId) });
    });
  }

  async take(lane: Lane, signal: AbortSignal): Promise<Delivery> {
    const place: ConsumerPlace = {
      stream: tasksStream,
      consumer: laneConsumer(lane),
      filter: laneSubject(lane),
      ackWaitMs: this.#options.ackWaitMs,
    };
    const { message, content: task } = await this.#messages.next(place, decodeTask, signal);
    return this.#delivery(task, message);
  }

  async report(outcome: TaskOutcome, bytes: Uint8Array | null): Promise<void> {
    await this.#store(outcomesStream, outcomeSubject(outcome), encodeOutcome(outcome, bytes));
  }

  onOutcome(listener: (reported: ReportedOutcome) => Promise<void>): AsyncDisposable {
    const place: ConsumerPlace = {
      stream: outcomesStream,
      consumer: gatewaysConsumer,
      filter: allOutcomes,
      ackWaitMs: this.#options.ackWaitMs,
    };
    const next = (signal: AbortSignal): Promise<Pulled<ReportedOutcome>> =>
      this.#messages.next(place, decodeOutcome, signal);
    const { ackWaitMs, logger } = this.#options;
    return new OutcomeLoop({ next, listener, ackWaitMs, logger, atOnce: outcomesAtOnce });
  }

  announce(news: News): void {
    this.#link.tell(newsSubject(news.kind), encodeNews(news));
  }

  onNews(listener: (news: News) => void, kind?: News['kind']): Disposable {
    return this.#link.listen(kind === undefined ? allNews : newsSubject(kind), (data) => {
      const news = this.#newsOf(data);
      if (news !== null) listener(news);
    });
  }

  async size(): Promise<number> {
    const sizes = [tasksStream, outcomesStream].map((stream) =>
      this.#ask(0, async (session) => {
        const { state } = await (await session.manager()).streams.info(stream);
        return state.messages;
      }),
    );
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  #delivery(task: Task, message: Msg): Delivery {
    return {
      task,
      working: () => working(message),
      done: () => this.#done(message),
      giveBack: () => Promise.resolve(void message.respond('-NAK')),
    };
  }

  /** Once more over another connection where the first falls. */
  async #done(message: Msg): Promise<void> {
    for (const _attempt of ['first', 'second']) {
      try {
        const { connection } = await this.#link.sessionWithin(connectionWaitMs);
        await connection.request(message.reply!, acknowledge, { timeout: requestMs });
        return;
      } catch (error) {
        this.#options.logger.warn({ err: error }, 'a task could not be acknowledged');
      }
    }
  }

  /** Puts a message into a stream, which is made where it is missing. What is there already is fine. */
  async #store(stream: StreamName, subject: string, data: Uint8Array): Promise<void> {
    const session = await this.#link.sessionWithin(connectionWaitMs);
    const put = async (): Promise<void> => {
      await session.stream(stream);
      await session.jetStream.publish(subject, data, { timeout: requestMs });
    };
    try {
      await put().catch(async (error: unknown) => {
        if (!hasNoResponders(error)) throw error;
        session.doubt();
        await put();
      });
    } catch (error) {
      if (!isJetStreamError(error, 'subjectFull')) throw asBackendError(error);
    }
  }

  /** What is asked of a stream; `missing` where there is no such stream. */
  async #ask<T, M>(missing: M, action: (session: Session) => Promise<T>): Promise<T | M> {
    const session = await this.#link.sessionWithin(connectionWaitMs);
    try {
      return await action(session);
    } catch (error) {
      if (isJetStreamError(error, 'streamMissing')) return missing;
      throw asBackendError(error);
    }
  }

  #newsOf(data: Uint8Array): News | null {
    try {
      return decodeNews(data);
    } catch (error) {
      if (!(error instanceof LiveCalcError)) throw error;
      this.#options.logger.warn({ err: error }, 'news that cannot be read');
      return null;
    }
  }
}
