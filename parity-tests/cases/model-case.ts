/** A model that every way is asked to value. */

/** Tasks of the job; or also chunks of one of its stages, which takes long enough to be cut into several. */
export type Shared = 'job' | 'stage';

export interface ModelCase {
  /** Short: it heads a column of the table. */
  readonly name: string;
  /** What it is there for, as a phrase. */
  readonly about: string;
  /** Too much work for ways that are slow. */
  readonly isLarge: boolean;
  /** Whether a node of it is Python. */
  readonly needsPython?: boolean;
  /** What of it the workers of a fleet share, however fast they are; nothing for sure where it is not said. */
  readonly shared?: Shared;
  /**
   * The stage at which a fleet that shares the case loses a server; without it, as soon as it has begun.
   * Stages are numbered as they are reached.
   */
  readonly faultAtStage?: number;
  /** Writes the model, always the same bytes, into an empty folder. */
  write(folder: string): Promise<void>;
}

/** A case whose files are written. */
export interface WrittenCase {
  readonly name: string;
  readonly shared: Shared | null;
  readonly faultAtStage: number;
  /** Holds livecalc.config.json and every file that it names. Absolute. */
  readonly folder: string;
}
