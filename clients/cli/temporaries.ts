/** Temporary files of a program that may be terminated at any moment. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { previousOf, type Temporary } from './thread-messages.ts';

export class Temporaries {
  readonly #byPath = new Map<string, Temporary>();

  set(temporary: Temporary, exists: boolean): void {
    if (exists) this.#byPath.set(temporary.path, temporary);
    else this.#byPath.delete(temporary.path);
  }

  /** Removes them all, and puts back what was to be replaced where the replacement is not there. */
  remove(): void {
    for (const { path, target } of this.#byPath.values()) {
      const previous = previousOf(path);
      if (existsSync(previous) && !existsSync(target)) renameSync(previous, target);
      for (const leftover of [path, previous]) rmSync(leftover, { recursive: true, force: true });
    }
  }
}
