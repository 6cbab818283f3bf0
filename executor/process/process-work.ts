/** What a process does when it is asked: one thing at a time. */
import type { Probe } from '../../contracts/wire/capabilities.ts';
import { builtInEngines, type BuiltInEngine } from '../capabilities/built-in-engines.ts';
import type { FromProcess, ToProcess } from '../messages.ts';
import { convertTable } from './convert-table.ts';
import { HeldRun } from './held-run.ts';
import { ProgressTeller } from './progress-teller.ts';
import { serializeError } from './serialize-error.ts';
import { RunRequests, type TaskLimits } from './run-requests.ts';
import { TaskRunner } from './task-runner.ts';

export class ProcessWork {
  readonly #requests: RunRequests;
  readonly #runner: TaskRunner;
  readonly #held: HeldRun;
  readonly #pythonCache: string | null;
  /** Held, so that what was compiled of them stays, and runs find it by their bytes. */
  #engines: readonly BuiltInEngine[] = [];

  /** `tell` is told what is said before an answer. */
  constructor(limits: TaskLimits, tell: (message: FromProcess) => void) {
    this.#pythonCache = limits.pythonCache;
    const progress = new ProgressTeller((one) => tell({ type: 'progress', progress: one }));
    this.#requests = new RunRequests(limits, progress);
    this.#runner = new TaskRunner(this.#requests, limits.memoryMb, progress, tell);
    this.#held = new HeldRun(this.#requests, limits.memoryMb, progress);
  }

  /** Returns the answer; null where there is none. Throws what the work throws. */
  async do(message: ToProcess): Promise<FromProcess | null> {
    switch (message.type) {
      case 'probe':
        return { type: 'probed', probe: await this.#warmUp() };
      case 'probe-python': {
        const { probePython } = await import('../capabilities/python-probe.ts');
        return { type: 'python-probed', pyodide: await probePython(this.#pythonCache) };
      }
      case 'plan':
        await this.#held.letGo();
        return { type: 'planned', planned: await this.#runner.plan(message.task) };
      case 'run':
        return { type: 'completed', result: await this.#runner.run() };
      case 'debug': {
        const { number, command } = message;
        const outcome = await this.#runner.debug(command).then(
          (answer) => ({ answer }),
          (error: unknown) => ({ error: serializeError(error) }),
        );
        return { type: 'debugged', number, outcome };
      }
      case 'release':
        await this.#runner.release();
        return null;
      case 'part':
        return { type: 'part-done', outcome: await this.#held.part(message.part) };
      case 'forget':
        await this.#held.letGo();
        return null;
      case 'convert':
        return { type: 'converted', converted: await convertTable(message.conversion) };
    }
  }

  /** For a process that is kept: one for a single task would wait for it. */
  async #warmUp(): Promise<Probe> {
    const capabilities = await import('../capabilities/probe.ts');
    this.#engines = await builtInEngines();
    return await capabilities.probe(this.#requests.pool, this.#engines);
  }
}
