/** What Python prints, line by line; an engine that never stops printing fills no memory (I6). */
import type { LogLine } from '../interpreter.ts';

const mostLines = 10_000;
const longestLine = 4096;

export class LineLog {
  readonly #tell: (line: LogLine) => void;
  #lines = 0;

  constructor(tell: (line: LogLine) => void) {
    this.#tell = tell;
  }

  write(stream: LogLine['stream'], text: string): void {
    this.#lines++;
    if (this.#lines > mostLines) return;
    this.#tell({
      stream,
      text: text.length > longestLine ? `${text.slice(0, longestLine)}…` : text,
    });
  }

  /** At the end of a call: says how many lines were left out. */
  finish(): void {
    const omitted = this.#lines - mostLines;
    if (omitted > 0) this.#tell({ stream: 'stderr', text: `(${omitted} further lines left out)` });
    this.#lines = 0;
  }
}
