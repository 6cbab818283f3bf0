/** One process, from the server's side: it is asked, answers, and comes to an end that has a reason. */
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { LiveCalcError } from '../contracts/errors.ts';
import { exitError, outOfMemoryKills } from './exit-error.ts';
import { fromProcessSchema, type FromProcess, type ToProcess } from './messages.ts';
import { processArguments, type ProcessGrant } from './process-arguments.ts';
import { TextTail } from './text-tail.ts';

type Said<T extends FromProcess['type']> = Extract<FromProcess, { type: T }>;

/**
 * Told where it starts by itself, glibc does not raise it: what threads have freed goes back to the
 * system. An idle process that has run Python takes 40 % less.
 */
const allocator = { MALLOC_TRIM_THRESHOLD_: String(128 * 1024) } as const;

interface Question {
  readonly hear: (message: FromProcess) => void;
  readonly fail: (error: unknown) => void;
}

export class ExecutorChild {
  readonly #process: ChildProcess;
  readonly #exited = Promise.withResolvers<void>();
  readonly #stderr = new TextTail(4096);
  readonly #heapMb: number;
  readonly #killsBefore = outOfMemoryKills();
  /** The job whose run stands in it; null for none. */
  holds: string | null = null;
  #question: Question | null = null;
  /** Why it is at its end; null while it is not. */
  #reason: { readonly error: unknown } | null = null;
  #isGone = false;

  /** Nothing of the server's is handed on: nothing of its environment, no files, no sockets but the one to talk over. */
  constructor(grant: ProcessGrant) {
    this.#heapMb = grant.heapMb;
    this.#process = spawn(process.execPath, processArguments(grant), {
      cwd: '/',
      env: allocator,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // JSON would lose -0.
      serialization: 'advanced',
    });
    this.#process.stderr?.on('data', (bytes: Buffer) => this.#stderr.add(bytes));
    this.#process.on('message', (message) => this.#hear(message));
    this.#process.on('error', (error) => this.#fail(error));
    this.#process.on('close', (exitCode, signal) => this.#leave(exitCode, signal));
    if (this.pid !== null) preferForMemory(this.pid);
  }

  /** Null where it could not be started. */
  get pid(): number | null {
    return this.#process.pid ?? null;
  }

  /** Resolves when the process is gone. */
  get exited(): Promise<void> {
    return this.#exited.promise;
  }

  /** Whether it is gone, or on its way. */
  get isEnded(): boolean {
    return this.#reason !== null;
  }

  /**
   * Sends a message and waits for the answer of a type; what else is said meanwhile goes to `onOther`.
   * One question at a time. Throws the error that is answered; once the process is gone, what it ended for.
   */
  async ask<T extends FromProcess['type']>(
    message: ToProcess,
    answer: T,
    onOther: (message: FromProcess) => void = () => {},
  ): Promise<Said<T>> {
    if (this.#isGone) throw this.#reason?.error;
    const { promise, resolve, reject } = Promise.withResolvers<Said<T>>();
    this.#question = {
      hear: (said) => {
        if (said.type === 'failed') reject(revive(said));
        else if (said.type === answer) resolve(said as Said<T>);
        else onOther(said);
      },
      fail: reject,
    };
    this.tell(message);
    try {
      return await promise;
    } finally {
      this.#question = null;
    }
  }

  /** Sends a message that is not answered. */
  tell(message: ToProcess): void {
    // Where the process is gone, 'exit' says so.
    this.#process.send(message, () => {});
  }

  /** Lets go of the run that it holds. */
  forget(): void {
    if (this.holds === null) return;
    this.holds = null;
    this.tell({ type: 'forget' });
  }

  /** Kills the process, whatever it is doing. Whoever waits for an answer is thrown the error once it is gone. */
  end(error: unknown): Promise<void> {
    this.#reason ??= { error };
    this.#process.kill('SIGKILL');
    return this.exited;
  }

  #hear(message: unknown): void {
    // What was under way when it was ended does not count: whoever ended it is told why.
    if (this.isEnded) return;
    const parsed = fromProcessSchema.safeParse(message);
    if (parsed.success) return this.#question?.hear(parsed.data);
    const text = `A process of an executor said what none says: ${parsed.error.message}`;
    void this.end(new LiveCalcError('INTERNAL', text));
  }

  #leave(exitCode: number | null, signal: NodeJS.Signals | null): void {
    const isOutOfMemory = outOfMemoryKills() > this.#killsBefore;
    const end = { exitCode, signal, stderr: this.#stderr.text, isOutOfMemory };
    this.#fail(exitError(end, this.#heapMb));
  }

  #fail(error: unknown): void {
    this.#reason ??= { error };
    this.#isGone = true;
    this.#exited.resolve();
    this.#question?.fail(this.#reason.error);
  }
}

/** The error that a process has told. */
export function revive({ error }: Pick<Said<'failed'>, 'error'>): LiveCalcError {
  const { code, message, ...details } = error;
  const given = Object.entries(details).filter(([, value]) => value !== undefined);
  return new LiveCalcError(code, message, Object.fromEntries(given));
}

/** Where memory runs out, the kernel is to take a run rather than the server. */
function preferForMemory(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // Not Linux, or not allowed: then the kernel chooses by size, which is most often the run.
  }
}
