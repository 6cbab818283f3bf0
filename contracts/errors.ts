/**
 * The one kind of error this project throws on purpose.
 *
 * A code is a stable string that programs may rely on. Whether the user can mend the cause or we
 * must is part of the code; so is whether the same work could succeed when tried again.
 */

/** Who can mend it: `user` ends the command line with exit code 2, `us` with 1. */
export type Blame = 'user' | 'us';

interface CodeFacts {
  readonly blame: Blame;
  readonly retryable: boolean;
}

const userError: CodeFacts = { blame: 'user', retryable: false };
const ourError: CodeFacts = { blame: 'us', retryable: false };

/** Every error code there is. */
export const errorCodes = {
  /** The configuration does not follow its schema, or contradicts itself. */
  CONFIG_INVALID: userError,
  /** A command-line argument is wrong. */
  ARGUMENT_INVALID: userError,
  /** A file that the run needs is not there or cannot be opened. */
  FILE_NOT_FOUND: userError,
  /** A file is not of the format its name says, is cut short, or cannot be decoded. */
  FILE_UNREADABLE: userError,
  /** A column is missing, has the wrong type or the wrong length. */
  COLUMN_INVALID: userError,
  /** A value in a row breaks a rule. */
  VALUE_INVALID: userError,
  /** A key that must be unique occurs twice. */
  DUPLICATE_KEY: userError,
  /** A table or scenario file is too short for what the run asks of it. */
  TABLE_TOO_SHORT: userError,
  /** There is nothing to value. */
  EMPTY_INPUT: userError,
  /** The pipeline's graph is wrong: a cycle, an unknown input, a second writer, sizes that disagree. */
  PIPELINE_INVALID: userError,
  /** The run needs more memory than its limit, the machine or wasm32 allows. */
  MEMORY_LIMIT_EXCEEDED: userError,
  /** The machine refused memory that the limits allowed. */
  MEMORY_ALLOCATION_FAILED: { blame: 'us', retryable: true },
  /** A table under `data` cannot be had. */
  DATA_LOAD_FAILED: userError,
  /** A table lacks a column that an engine reads, or has it in another type. */
  INVALID_INPUT_FORMAT: userError,
  /** What a node is given has another size than its axes say. */
  INPUT_SIZE_MISMATCH: userError,
  /** No engine of that name is known. */
  ENGINE_NOT_FOUND: userError,
  /** An engine's bytes are not a module that follows the ABI. */
  ENGINE_INVALID: userError,
  /** An engine could not be loaded or initialised. */
  ENGINE_INIT_FAILED: userError,
  /** An engine returned an error of its own. */
  EXECUTION_FAILED: userError,
  /** An engine trapped: a memory access out of bounds, `unreachable`, a stack overflow. */
  ENGINE_TRAPPED: userError,
  /** An engine's own memory, which is Python's, ran out. */
  OUT_OF_MEMORY: userError,
  /** An engine returned NaN or an infinity. */
  NUMERICAL_ERROR: userError,
  /** Columns could not be handed to an engine, or taken back from it. */
  HANDOFF_FAILED: userError,
  /** A node could not run because one that it reads from did not succeed. */
  UPSTREAM_ERROR: userError,
  /** A block on the bus no longer holds what its node wrote. */
  INTEGRITY_CHECK_FAILED: ourError,
  /** A node took longer than it may. */
  TIMEOUT: { blame: 'user', retryable: true },
  /** The run's deadline passed. */
  DEADLINE_EXCEEDED: userError,
  /** The run was cancelled. */
  CANCELLED: userError,
  /** Written results do not have the hash they should have. */
  HASH_MISMATCH: userError,
  /** A result folder or a file in it could not be written. */
  OUTPUT_UNWRITABLE: userError,
  /** A package is not a zip, or its manifest does not describe what is in it. */
  PACKAGE_INVALID: userError,
  /** A package, or a body with a model, has more bytes than may be uploaded. */
  PACKAGE_TOO_LARGE: userError,
  /** The files of a package would take more bytes than they may. */
  UNPACKED_TOO_LARGE: userError,
  /** A file of a package unpacks to many times what is packed. */
  COMPRESSION_RATIO_EXCEEDED: userError,
  /** A package has more files than it may. */
  TOO_MANY_FILES: userError,
  /** A path in a package is absolute, leads out of it, or is written otherwise than it should be. */
  PATH_UNSAFE: userError,
  /** A package has a link or another entry that is neither file nor folder. */
  LINK_REFUSED: userError,
  /** An asset is neither in the package nor known to the server. */
  ASSET_MISSING: userError,
  /** An asset's bytes are not those that the manifest or the address says. */
  ASSET_CHANGED: userError,
  /** A package was made for engine bytes that are not here. */
  ENGINE_MISMATCH: userError,
  /** Here no code runs that a package brings. */
  PACKAGE_CODE_DENIED: userError,
  /** The request is not what the route takes. */
  REQUEST_INVALID: userError,
  /** The route is there, and does not take this method. */
  METHOD_NOT_ALLOWED: userError,
  /** A JSON body is nested deeper than it may be. */
  JSON_TOO_DEEP: userError,
  /** Nobody is named, or the credentials are not valid. */
  UNAUTHENTICATED: userError,
  /** Credentials cannot be checked now, because the issuer's keys cannot be had. */
  AUTH_UNAVAILABLE: { blame: 'us', retryable: true },
  /** Whoever asks may not do this. */
  FORBIDDEN: userError,
  /** There is no such thing, or it is another tenant's. */
  NOT_FOUND: userError,
  /** The job has not come to where this can be asked. */
  NOT_READY: { blame: 'user', retryable: true },
  /** An Idempotency-Key was used before, with another request. */
  IDEMPOTENCY_CONFLICT: userError,
  /** As many jobs wait as may. */
  QUEUE_FULL: { blame: 'user', retryable: true },
  /** There is no connection to the server, or it was lost and did not come back. */
  SERVER_UNREACHABLE: { blame: 'user', retryable: true },
  /** The server is on its way down and takes no new work. */
  DRAINING: { blame: 'user', retryable: true },
  /** A message on a socket is not one of the protocol's. */
  FRAME_MALFORMED: userError,
  /** A message on a socket is longer than it may be. */
  FRAME_TOO_LARGE: userError,
  /** A message on a socket came where the protocol has no place for it. */
  FRAME_OUT_OF_ORDER: userError,
  /** The server has no room left on its disk. */
  STORAGE_FULL: { blame: 'us', retryable: true },
  /** Two computations of the same thing gave different bytes (I7). */
  PARITY_VIOLATION: ourError,
  /** A task was lost as often as it may be tried. */
  ATTEMPTS_EXHAUSTED: { blame: 'us', retryable: true },
  /** A tenant has as much as its quota allows. */
  QUOTA_EXCEEDED: { blame: 'user', retryable: true },
  /** Requests come faster than they may. */
  RATE_LIMITED: { blame: 'user', retryable: true },
  /** The database, the queue or the object store does not answer. */
  BACKEND_UNAVAILABLE: { blame: 'us', retryable: true },
  /** Results are not kept in the form that was asked for. */
  NOT_ACCEPTABLE: userError,
  /** A part of a result was asked for that it does not have. */
  RANGE_INVALID: userError,
  /** A chain of audit lines was changed or cut. */
  AUDIT_BROKEN: userError,
  /** The process that ran a job ended in the middle of it. */
  EXECUTOR_LOST: { blame: 'us', retryable: true },
  /** A thread ended more often than it may be replaced. */
  THREAD_LOST: { blame: 'us', retryable: true },
  /** A defect in LiveCalc. */
  INTERNAL: ourError,
} as const satisfies Record<string, CodeFacts>;

export type ErrorCode = keyof typeof errorCodes;

/** Where an error lies and what was found there; every part is optional, none is invented. */
export interface ErrorDetails {
  /** The file as the user named it. */
  readonly file?: string;
  /** The row, counted from 1, the header not counted. */
  readonly row?: number;
  readonly column?: string;
  /** What was found, as it would be printed. */
  readonly found?: string;
  /** What would have been right. */
  readonly expected?: string;
  /** The node or engine of the pipeline. */
  readonly node?: string;
  /** The node's engine: `python://esg`. */
  readonly engine?: string;
  /** The chunk of a stage, from 0. */
  readonly chunk?: number;
  /** SHA-256 by name of the blocks that the node was reading. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Of Python code: its own lines, the innermost last. */
  readonly traceback?: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly policyId?: string;
  /** Position of the scenario, from 0, as an engine knows it. */
  readonly scenario?: number;
  readonly scenarioId?: string;
  /** Assets that are missing, so that a client can upload just these. */
  readonly missing?: readonly { readonly path: string; readonly sha256: string }[];
  /** How many further problems of any kind there are. */
  readonly furtherProblems?: number;
}

/** An error with a stable code, a message for a person, and its place. */
export class LiveCalcError extends Error {
  override readonly name = 'LiveCalcError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }

  /** Who can mend it. */
  get blame(): Blame {
    return errorCodes[this.code].blame;
  }

  /** Whether the same work could succeed when tried again. */
  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }

  /** The error as data, for `--json` and for crossing a thread boundary. */
  toJSON(): SerializedError {
    return { code: this.code, message: this.message, ...this.details };
  }
}

export type SerializedError = { code: ErrorCode; message: string } & ErrorDetails;
