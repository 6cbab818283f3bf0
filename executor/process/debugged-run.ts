/** A run of this process that can be looked into. */
import type { DebugAnswer, DebugCommand } from '../../contracts/wire/debug.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { DebugDesk } from '../../runtime/debug/debug-desk.ts';
import type { RunObserver } from '../../runtime/execution/run-observer.ts';
import { createNodeSha256 } from '../../runtime/node/node-sha256.ts';

/** A run that stands holds its process: after so long it is ended. Its deadline goes on meanwhile. */
const longestPauseMs = 600_000;

export class DebuggedRun {
  /** Aborted when the run has stood too long. */
  readonly #stop = new AbortController();
  readonly #desk: DebugDesk;
  #patience: NodeJS.Timeout | undefined;

  /** `isPaused`: it stands before its first node. */
  constructor(isPaused: boolean, pauseMs = longestPauseMs) {
    this.#desk = new DebugDesk({
      createSha256: createNodeSha256,
      isPaused,
      onStanding: (standing) => {
        clearTimeout(this.#patience);
        if (standing === null) return;
        this.#patience = setTimeout(() => this.#stop.abort(stoodTooLong(pauseMs)), pauseMs);
      },
    });
  }

  get observer(): RunObserver {
    return this.#desk.debugger;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Throws as DebugDesk.do does. */
  do(command: DebugCommand): Promise<DebugAnswer> {
    return this.#desk.do(command);
  }

  end(): void {
    clearTimeout(this.#patience);
    this.#desk.end();
  }
}

function stoodTooLong(pauseMs: number): LiveCalcError {
  const message =
    `The run was paused for ${pauseMs / 1000} seconds, as long as a server lets one stand, and was ended. ` +
    'Submit it again; livecalc debug lets a run stand on your own machine for as long as you like.';
  return new LiveCalcError('CANCELLED', message);
}
