/** Where commands for a debugged run are taken: each is answered once it has had its effect. */
import type { DebugAnswer, DebugCommand, Standing } from '../../contracts/wire/debug.ts';
import { Debugger, type DebuggerOptions } from './debugger.ts';

const running = { is: 'running' } as const;

export class DebugDesk {
  readonly debugger: Debugger;
  #next = Promise.withResolvers<Standing | null>();
  #isOver = false;

  constructor(options: DebuggerOptions) {
    this.debugger = new Debugger({
      ...options,
      onStanding: (standing) => {
        if (standing !== null) this.#settle(standing);
        options.onStanding?.(standing);
      },
    });
  }

  /**
   * `pause` and `step` are answered when the run stands, or is at its end. Throws NOT_READY, NOT_FOUND,
   * RANGE_INVALID, ARGUMENT_INVALID.
   */
  async do(command: DebugCommand): Promise<DebugAnswer> {
    switch (command.do) {
      case 'pause': {
        const { at, node } = command;
        this.debugger.pause({ at, node });
        return node === undefined && this.debugger.standing !== null
          ? { is: 'paused', ...this.debugger.standing }
          : await this.#standing();
      }
      case 'step': {
        const standing = this.#standing();
        this.debugger.step();
        return await standing;
      }
      case 'resume':
        this.debugger.resume();
        return running;
      case 'inspect': {
        const { do: _, ...asked } = command;
        return { is: 'inspected', ...this.debugger.inspect(asked) };
      }
    }
  }

  /** The run has come to its end: whoever waits for a stand is told. */
  end(): void {
    this.#isOver = true;
    this.#settle(null);
  }

  /** Where the run stands next. */
  async #standing(): Promise<DebugAnswer> {
    const standing = this.#isOver ? null : await this.#next.promise;
    return standing === null ? running : { is: 'paused', ...standing };
  }

  #settle(standing: Standing | null): void {
    this.#next.resolve(standing);
    this.#next = Promise.withResolvers();
  }
}
