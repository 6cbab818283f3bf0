/** What the program's thread and the main thread say to each other. */
import type { ProgressEvent } from '../../contracts/progress.ts';
import type { Outcome } from './describe-error.ts';

/** The thread's workerData. */
export interface ProgramRequest {
  readonly argv: readonly string[];
  readonly showsProgress: boolean;
  readonly terminal: Terminal | null;
  /** Whether there is somebody who can answer: stdin and stderr are a terminal. */
  readonly canAsk: boolean;
}

/** Something to be typed; what is hidden is not shown meanwhile. */
export interface Question {
  readonly text: string;
  readonly hidden: boolean;
}

/** `stop`; what was typed; in a talk: Ctrl-C, and a line, null at the end of the input. */
export type ToProgram =
  'stop' | 'interrupt' | { readonly answer: string } | { readonly line: string | null };

/** What stdout is, where it is a terminal. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
}

/** A file or folder that is there only while something is written. */
export interface Temporary {
  readonly path: string;
  /** Where it will be renamed to; what was there waits meanwhile at `previousOf(path)`. */
  readonly target: string;
}

/** Where a folder waits while its replacement takes its place. */
export function previousOf(temporaryPath: string): string {
  return `${temporaryPath}.previous`;
}

/** Text for the two streams. */
export interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

export type FromProgram =
  | { readonly kind: 'said'; readonly said: Said }
  | { readonly kind: 'progress'; readonly event: ProgressEvent }
  | { readonly kind: 'question'; readonly question: Question }
  /** Lines of stdin are wanted from now on, or no more. */
  | { readonly kind: 'talk'; readonly isOn: boolean }
  /** How long Ctrl-C waits for the program; null: as long as it takes to clean up. */
  | { readonly kind: 'parting'; readonly withinMs: number | null }
  | { readonly kind: 'temporary'; readonly temporary: Temporary; readonly exists: boolean }
  | { readonly kind: 'done'; readonly outcome: Outcome };
