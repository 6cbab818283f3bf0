/** Where the validation of a run's inputs puts what it finds. */
import type { Problem } from '../problem.ts';

export class ProblemList {
  readonly #limit: number;
  readonly #keptOfFile = new Map<string, number>();
  readonly #kept: Problem[] = [];
  /** Cells that could not be used: `row:column`, or `row:` for a row as a whole. */
  readonly #placeholders = new Map<string, Set<string>>();
  /** How many were found, kept or not. */
  count = 0;

  /** Keeps the first `limit` problems of each file and counts the others. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get kept(): readonly Problem[] {
    return this.#kept;
  }

  /** Takes a problem. A cell in which a placeholder stands has been told of already. */
  add(problem: Problem): void {
    if (problem.row !== null) {
      const placeholders = this.#placeholders.get(problem.file);
      if (placeholders?.has(`${problem.row}:`)) return;
      if (placeholders?.has(`${problem.row}:${problem.column ?? ''}`)) return;
    }
    this.#keep(problem);
  }

  /** Takes the problem of a cell that cannot be used: a placeholder stands in it from now on. */
  addPlaceholder(problem: Problem): void {
    this.#keep(problem);
    const placeholders = this.#placeholders.get(problem.file) ?? new Set<string>();
    this.#placeholders.set(
      problem.file,
      placeholders.add(`${problem.row ?? ''}:${problem.column ?? ''}`),
    );
  }

  /** Whether placeholders stand in the file, so that rules over several rows cannot be judged. */
  hasPlaceholders(file: string): boolean {
    return this.#placeholders.has(file);
  }

  #keep(problem: Problem): void {
    this.count += 1;
    const ofFile = this.#keptOfFile.get(problem.file) ?? 0;
    if (ofFile >= this.#limit) return;
    this.#keptOfFile.set(problem.file, ofFile + 1);
    this.#kept.push(problem);
  }
}
