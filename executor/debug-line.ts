/** Commands for a run that is under way in a process, and their answers, which come in any order. */
import type { DebugAnswer, DebugCommand } from '../contracts/wire/debug.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { revive } from './executor-child.ts';
import type { FromProcess, ToProcess } from './messages.ts';

/** More at once are refused: an answer may take as long as the run. */
const mostOpen = 16;

export class DebugLine {
  readonly #tell: (message: ToProcess) => void;
  readonly #open = new Map<number, PromiseWithResolvers<DebugAnswer>>();
  #last = 0;

  constructor(tell: (message: ToProcess) => void) {
    this.#tell = tell;
  }

  /** Throws what the process answers, and FRAME_OUT_OF_ORDER where too many commands are open. */
  async ask(command: DebugCommand): Promise<DebugAnswer> {
    if (this.#open.size >= mostOpen) {
      const message = `${mostOpen} debug commands of this run wait for their answers, as many as may.`;
      throw new LiveCalcError('FRAME_OUT_OF_ORDER', message);
    }
    const number = ++this.#last;
    const answer = Promise.withResolvers<DebugAnswer>();
    this.#open.set(number, answer);
    this.#tell({ type: 'debug', number, command });
    return await answer.promise;
  }

  hear({ number, outcome }: FromProcess & { type: 'debugged' }): void {
    const asked = this.#open.get(number);
    this.#open.delete(number);
    if ('answer' in outcome) asked?.resolve(outcome.answer);
    else asked?.reject(revive(outcome));
  }

  /** The run is over: what was not answered stands nowhere any more. */
  end(): void {
    for (const answer of this.#open.values()) answer.resolve({ is: 'running' });
    this.#open.clear();
  }
}
