/** What Python prints, line by line; an engine that never stops printing fills no memory (I6). */
import type { LogLine } from '../interpreter.ts';

const mostLines = 10_000;
const longestLine = 4096;

export class LineLog {
  readonly #tell: (line: LogLine) => void;
  readonly #streams = {
    stdout: { decoder: new TextDecoder(), rest: '' },
    stderr: { decoder: new TextDecoder(), rest: '' },
  };
  #lines = 0;

  constructor(tell: (line: LogLine) => void) {
    this.#tell = tell;
  }

  /** Takes some bytes of UTF-8, and returns how many. */
  write(stream: LogLine['stream'], bytes: Uint8Array): number {
    const state = this.#streams[stream];
    // What is past the longest line is not kept.
    const text =
      state.rest.slice(0, longestLine + 1) + state.decoder.decode(bytes, { stream: true });
    const lines = text.split('\n');
    state.rest = lines.pop()!;
    for (const line of lines) this.#line(stream, line);
    return bytes.length;
  }

  /** At the end of a call: what has no line end yet, and how many lines were left out. */
  finish(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const { rest } = this.#streams[stream];
      this.#streams[stream].rest = '';
      if (rest !== '') this.#line(stream, rest);
    }
    const omitted = this.#lines - mostLines;
    if (omitted > 0) this.#tell({ stream: 'stderr', text: `(${omitted} further lines left out)` });
    this.#lines = 0;
  }

  #line(stream: LogLine['stream'], text: string): void {
    this.#lines++;
    if (this.#lines > mostLines) return;
    const isLong = text.length > longestLine;
    this.#tell({ stream, text: isLong ? `${text.slice(0, longestLine)}…` : text });
  }
}
