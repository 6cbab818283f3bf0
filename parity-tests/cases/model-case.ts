/** A model that every way is asked to value. */

export interface ModelCase {
  /** Short: it heads a column of the table. */
  readonly name: string;
  /** What it is there for, as a phrase. */
  readonly about: string;
  /** Too much work for ways that are slow. */
  readonly isLarge: boolean;
  /** Enough work that a fleet's workers share it, on any machine. */
  readonly isSpread?: boolean;
  /** Writes the model, always the same bytes, into an empty folder. */
  write(folder: string): Promise<void>;
}

/** A case whose files are written. */
export interface WrittenCase {
  readonly name: string;
  readonly isSpread: boolean;
  /** Holds livecalc.config.json and every file that it names. Absolute. */
  readonly folder: string;
}
