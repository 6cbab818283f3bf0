/** What the main side and the thread of an interpreter say to each other: plain data. */
import type { RunAxes } from '../../contracts/engine.ts';
import type { ErrorCode } from '../../contracts/errors.ts';
import type {
  EvaluateRequest,
  LogLine,
  PythonCall,
  PythonConfig,
  PythonSeed,
} from './interpreter.ts';
import type { PythonModule } from './interpreter.ts';

/** A module of the library, in the order in which they build on each other. */
export interface LibraryFile {
  readonly name: string;
  readonly source: string;
}

/** What a thread needs to become an interpreter. */
export interface StartSettings {
  /** The folder or address of Pyodide's files, with a slash at its end. */
  readonly pyodideUrl: string;
  readonly library: readonly LibraryFile[];
  /** Memory of an interpreter that has been started; null: plain start. */
  readonly snapshot: Uint8Array | null;
  /** More than this Python's memory does not grow. */
  readonly memoryLimitBytes: number;
}

/** Memory through which both sides meet while Python runs, and no message is read. */
export interface Meeting {
  /** One byte: 2 interrupts Python. */
  readonly interrupt: Uint8Array<SharedArrayBuffer>;
  /** Answers to `evaluate`, as reply.ts writes them. */
  readonly reply: SharedArrayBuffer;
}

export type ToInterpreter =
  | { readonly kind: 'start'; readonly settings: StartSettings; readonly meeting: Meeting }
  | { readonly kind: 'makeSnapshot'; readonly settings: StartSettings }
  | { readonly kind: 'open'; readonly module: PythonModule }
  | { readonly kind: 'initialize'; readonly config: PythonConfig; readonly seed: PythonSeed }
  | {
      readonly kind: 'run';
      readonly call: PythonCall;
      readonly seed: number;
      readonly axes: RunAxes;
      /** Whether somebody answers `evaluate`. */
      readonly canEvaluate: boolean;
    };

/** What went wrong in Python, as the host describes it. */
export interface PythonFault {
  readonly code: ErrorCode;
  /** The exception's class; null where the host itself refuses. */
  readonly exception: string | null;
  readonly text: string;
  /** Line of the engine's file. */
  readonly line: number | null;
  readonly traceback: string | null;
}

export type FromInterpreter =
  | { readonly kind: 'snapshot'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'answer'; readonly value: unknown; readonly memoryBytes: number }
  | { readonly kind: 'fault'; readonly fault: PythonFault; readonly memoryBytes: number }
  | { readonly kind: 'log'; readonly line: LogLine }
  | { readonly kind: 'evaluate'; readonly request: EvaluateRequest };
