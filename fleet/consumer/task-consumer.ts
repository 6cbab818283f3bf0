/**
 * Takes tasks of a lane from the queue, has executors run them, and reports.
 *
 * Used by workers and by the embedded gateway. A task is acknowledged after its outcome was reported,
 * so that one whose worker dies is offered again; what is done twice does no harm (I7).
 */
import { backoffMs } from '../../contracts/backoff.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Task, TaskKind, WorkerStatus } from '../../contracts/wire/task.ts';
import type { Logger } from '../../service/logger.ts';
import { pause } from '../pause.ts';
import type { Queue } from '../queue/queue.ts';
import { answerOf, type Answer } from './answer.ts';
import { HeldJobs } from './held-jobs.ts';
import { checkLane } from './run-part.ts';
import { RunningTask } from './running-task.ts';
import { StatusTeller } from './status-teller.ts';
import { TaskReports, type TaskEnd } from './task-reports.ts';
import { TaskWork, type Left, type WorkTools } from './task-work.ts';
import { verdictOn } from './verdict.ts';

export interface ConsumerOptions extends WorkTools {
  readonly queue: Queue;
  /** Anew at every start: a UUID. */
  readonly workerId: string;
  /** Null outside of Kubernetes. */
  readonly pod: string | null;
  /** Tasks that executors run at the same time. */
  readonly slots: number;
  /** Of each task. */
  readonly threads: number;
  readonly logger: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random?: () => number;
  readonly onEnd?: (kind: TaskKind, end: TaskEnd) => void;
}

/** What executors hold of a job costs memory; a job that goes on elsewhere is run again from its start. */
const forgetAfterMs = 60_000;

export class TaskConsumer {
  readonly #options: ConsumerOptions;
  readonly #running = new Set<RunningTask>();
  readonly #draining = new AbortController();
  /** Aborted when what still runs has to end. */
  readonly #leaving = new AbortController();
  readonly #held: HeldJobs;
  readonly #reports: TaskReports;
  readonly #startedAt: string;
  #teller: StatusTeller | null = null;
  #news: Disposable | null = null;
  #loops: Promise<unknown> = Promise.resolve();
  #state: WorkerStatus['state'] = 'ready';
  #tasksDone = 0;
  /** Tasks that it gave back one after the other, as it lacked something. */
  #givenBack = 0;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#startedAt = new Date(options.now()).toISOString();
    const { queue, workerId, random = Math.random } = options;
    this.#reports = new TaskReports({ queue, workerId, random, leaving: this.#leaving.signal });
    this.#held = new HeldJobs({
      idleMs: forgetAfterMs,
      isBusy: (jobId) => [...this.#running].some(({ task }) => task.jobId === jobId),
      forget: (jobId) => void this.#forget(jobId),
    });
  }

  /** Tasks in its hands, those among them whose answers are on their way. */
  get running(): number {
    return this.#running.size;
  }

  start(): void {
    if (this.#draining.signal.aborted) return;
    const { queue, slots } = this.#options;
    this.#news = queue.onNews((news) => {
      if (news.kind === 'stop') this.#stopJob(news.jobId);
    }, 'stop');
    this.#teller = new StatusTeller(() => this.#announce());
    this.#teller.changed();
    this.#loops = Promise.allSettled(Array.from({ length: slots }, () => this.#loop()));
  }

  /**
   * Takes nothing more. Resolves when all it had was answered: when `signal` is aborted what still runs
   * is ended and given back as preempted.
   */
  async drain(signal: AbortSignal): Promise<void> {
    this.#state = 'draining';
    this.#announce();
    this.#draining.abort(draining());
    const leave = (): void => {
      this.#leaving.abort(draining());
      for (const running of this.#running) running.end('preempted', draining());
    };
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    await this.#loops;
    signal.removeEventListener('abort', leave);
    this.#news?.[Symbol.dispose]();
    this.#teller?.[Symbol.dispose]();
    this.#held[Symbol.dispose]();
    this.#state = 'gone';
    this.#announce();
  }

  /** While an answer is stored and reported, its slot has the next task. */
  async #loop(): Promise<void> {
    const { queue, lane, now } = this.#options;
    const { signal } = this.#draining;
    let answering: Promise<void> = Promise.resolve();
    while (!signal.aborted) {
      await this.#rest();
      const delivery = await queue.take(lane, signal).catch((error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      });
      if (delivery === null) break;
      const running = new RunningTask(delivery, queue.ackWaitMs, now());
      this.#running.add(running);
      this.#held.touch(running.task.jobId);
      this.#teller?.changed();
      const work = this.#work(running);
      await Promise.allSettled([work, answering]);
      answering = this.#answer(running, work);
    }
    await answering;
  }

  /** Where it could not do its last tasks, others may: it does not take the next at once. */
  async #rest(): Promise<void> {
    if (this.#givenBack === 0) return;
    const { random = Math.random } = this.#options;
    const restMs = backoffMs(this.#givenBack - 1, random);
    // Draining ends it.
    await pause(restMs, this.#draining.signal).catch(() => {});
  }

  async #work(running: RunningTask): Promise<Left> {
    const { task, signal } = running;
    checkLane(task, this.#options.lane);
    const work = new TaskWork(this.#options, task, signal);
    return await work.run((progress) => (running.progress = progress));
  }

  /** Rejects never. */
  async #answer(running: RunningTask, work: Promise<Left>): Promise<void> {
    const answer = await this.#stored(running, work);
    const end = await this.#reports.tell(running, answer).catch((error: unknown) => {
      // Nobody could be told: the task is offered to somebody else.
      this.#log(running.task, 'an outcome could not be reported', error);
      return null;
    });
    running[Symbol.dispose]();
    this.#running.delete(running);
    this.#held.touch(running.task.jobId);
    this.#tasksDone++;
    this.#teller?.changed();
    if (end === null) return;
    const { kind, taskId, jobId, traceparent } = running.task;
    const fields = { task: taskId, job: jobId, end, traceparent };
    this.#options.logger.debug(fields, 'task ended');
    this.#options.onEnd?.(kind, end);
  }

  async #stored(running: RunningTask, work: Promise<Left>): Promise<Answer | null> {
    try {
      using left = await work;
      const answer = await left.store();
      this.#givenBack = 0;
      return answer;
    } catch (error) {
      return this.#answerTo(running, error);
    }
  }

  /** Null where nobody wants one. */
  #answerTo({ task, ending }: RunningTask, error: unknown): Answer | null {
    const verdict = verdictOn(error, ending);
    if (verdict === null) return null;
    this.#givenBack = verdict.kind === 'returned' ? this.#givenBack + 1 : 0;
    const isOurs = !(error instanceof LiveCalcError) || error.blame === 'us';
    if (isOurs && ending === null) this.#log(task, 'a task was not done', error);
    return answerOf(verdict);
  }

  #stopJob(jobId: string): void {
    const reason = new LiveCalcError('CANCELLED', 'The job was stopped.');
    for (const running of this.#running) {
      if (running.task.jobId === jobId) running.end('stopped', reason);
    }
    this.#held.forget(jobId);
  }

  async #forget(jobId: string): Promise<void> {
    await this.#options.executors.forget(jobId).catch((error: unknown) => {
      this.#options.logger.warn({ err: error, job: jobId }, 'a job could not be let go of');
    });
  }

  #announce(): void {
    const { queue, workerId, pod, lane, slots, threads, executors, now } = this.#options;
    const nowMs = now();
    const status: WorkerStatus = {
      worker: workerId,
      pod,
      ...lane,
      slots,
      threads,
      state: this.#state,
      startedAt: this.#startedAt,
      running: [...this.#running].map((running) => running.status(nowMs)),
      tasksDone: this.#tasksDone,
      residentBytes: executors.residentBytes(),
    };
    queue.announce({ kind: 'worker', status });
  }

  #log({ taskId, jobId, traceparent }: Task, message: string, error: unknown): void {
    this.#options.logger.warn({ err: error, task: taskId, job: jobId, traceparent }, message);
  }
}

function draining(): LiveCalcError {
  const message = 'The worker went down before the task was done; another one does it.';
  return new LiveCalcError('DRAINING', message);
}
