/**
 * How gateways and workers talk: tasks one way, outcomes the other, and news to everybody.
 *
 * A queue may forget everything: the job store is the truth, and what the queue forgot is published
 * again. What it delivers twice does no harm (I7).
 */
import type { Task, TaskOutcome, WorkerStatus } from '../../contracts/wire/task.ts';

/** The tasks that a worker may take. */
export interface Lane {
  readonly runtimeVersion: string;
  /** `everyPool` for all of them. */
  readonly pool: string;
}

/** A task in a worker's hands. It is offered again where nobody says anything of it for `ackWaitMs`. */
export interface Delivery {
  readonly task: Task;
  /** It is still being worked on. */
  working(): void;
  /** It need not be offered again: its outcome was reported. Where that gets lost it is offered again, which does no harm (I7). */
  done(): Promise<void>;
  /** Somebody else should have it, at once. */
  giveBack(): Promise<void>;
}

/** An outcome with the bytes of its inline payload. */
export interface ReportedOutcome {
  readonly outcome: TaskOutcome;
  /** Null where the payload is null or stored. */
  readonly bytes: Uint8Array | null;
}

/** Told to whoever listens now, and then forgotten. */
export type News =
  | { readonly kind: 'worker'; readonly status: WorkerStatus }
  /** Workers end what they do for the job. */
  | { readonly kind: 'stop'; readonly jobId: string }
  /** Something of the job was stored that whoever leads or follows it should look at. */
  | { readonly kind: 'job'; readonly jobId: string };

export interface Queue extends AsyncDisposable {
  /** How long a task stays in the hands of whoever says nothing of it. */
  readonly ackWaitMs: number;
  /**
   * Puts a task into its lane. A task whose id and attempt are in the queue already is not put there
   * twice. Throws BACKEND_UNAVAILABLE.
   */
  publish(task: Task): Promise<void>;
  /** Whether the queue has the task still, waiting or in somebody's hands. Throws BACKEND_UNAVAILABLE. */
  holds(task: Pick<Task, 'taskId' | 'jobId' | 'pool' | 'runtimeVersion'>): Promise<boolean>;
  /** Takes all tasks of a job out of the queue. Throws BACKEND_UNAVAILABLE. */
  withdraw(jobId: string): Promise<void>;
  /** The next task of the lane, first come first served; waits for one until the signal is aborted, then throws its reason. */
  take(lane: Lane, signal: AbortSignal): Promise<Delivery>;
  /** Kept until a gateway has taken it in. Throws BACKEND_UNAVAILABLE. */
  report(outcome: TaskOutcome, bytes: Uint8Array | null): Promise<void>;
  /**
   * Hands each outcome to one of the listeners of all gateways, in any order. It is offered again
   * where the listener rejects.
   */
  onOutcome(listener: (reported: ReportedOutcome) => Promise<void>): AsyncDisposable;
  announce(news: News): void;
  /** Of one kind, or of all: every worker tells of itself each second, which only gateways need to know. */
  onNews(listener: (news: News) => void, kind?: News['kind']): Disposable;
  /** Messages that the queue holds: 0 where nothing was left behind. */
  size(): Promise<number>;
}
