/** What a socket has asked of one job, and how far that is. Pure. */
import type { ClientMessage } from '../../contracts/wire/control-message.ts';

/** The messages that ask for a job's tables. */
export type AskMessage = Extract<ClientMessage, { type: 'execute' | 'attach' | 'resume' }>;

export interface Ask {
  readonly requestId: string | undefined;
  readonly jobId: string;
  /** The first frame of every table that is wanted; null: all tables from their beginning. */
  readonly tables: ReadonlyMap<string, number> | null;
  /** Frames that may be under way without being acknowledged; null: as many as the socket takes. */
  readonly windowFrames: number | null;
  isInitialized: boolean;
  /** Tables whose stream was announced, or that were refused. */
  readonly begun: Set<string>;
  /** Streams whose end frame has not been sent. */
  readonly open: Set<number>;
}

export function askOf(message: AskMessage, jobId: string): Ask {
  return {
    requestId: message.requestId,
    jobId,
    tables: wantedTables(message),
    windowFrames: message.windowFrames ?? null,
    isInitialized: false,
    begun: new Set(),
    open: new Set(),
  };
}

function wantedTables(message: AskMessage): ReadonlyMap<string, number> | null {
  if (message.type === 'resume') {
    return new Map(message.streams.map(({ table, nextSequence }) => [table, nextSequence]));
  }
  return message.tables === undefined ? null : new Map(message.tables.map((table) => [table, 0]));
}
