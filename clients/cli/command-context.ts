/** What a command may do besides computing. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { OnProgress } from '../../contracts/progress.ts';
import type { Outcome } from './describe-error.ts';
import type { Talk } from './talk.ts';
import type { Question, Said, Temporary, Terminal } from './thread-messages.ts';

/** What whoever watches a command gives it and is told. */
export interface CommandWatch {
  /** Aborted with `stoppedError()` at Ctrl-C. */
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Null where stdout is none. */
  readonly terminal: Terminal | null;
  /** Prints at once, before the command has come to its end. */
  say(said: Said): void;
  /** Asks whoever sits at the terminal, one question at a time; null where nobody does. */
  readonly ask: ((question: Question) => Promise<string>) | null;
  /** Takes lines of stdin, typed or piped, until it is disposed of. */
  talk(): Talk;
  /** Until it is disposed of, Ctrl-C waits so long for a goodbye to a server; a second one does not. */
  part(withinMs: number): Disposable;
  /** Says that something temporary is being written; what is returned says that it is gone. */
  holdTemporary(temporary: Temporary): () => void;
}

export interface CommandContext extends CommandWatch {
  /** Adds to what goes to stdout, as it is, once the command has come to its end. */
  readonly print: (text: string) => void;
  /** The exit code of a command that comes to its end without an error; 0 where nobody says. */
  readonly endWith: (exitCode: Outcome['exitCode']) => void;
}

/** The error of a run that the user stopped. */
export function stoppedError(): LiveCalcError {
  return new LiveCalcError('CANCELLED', 'Stopped before the end; nothing is left half-written.');
}
