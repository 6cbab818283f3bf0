/** A value that must be passed on, and never be printed. */
import { inspect } from 'node:util';

const shown = '[secret]';

/** Printing it, in whatever way, shows `[secret]`; `reveal()` is the only way to the value. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
