/** Lines that somebody types, or a script pipes in, while a command goes on. */
import { createInterface, type Interface } from 'node:readline';

const prompt = 'debug> ';

export class TypedLines {
  readonly #lines: Interface;
  readonly #isTerminal: boolean;

  /** `onLine` is given null at the end of the input. */
  constructor(onLine: (line: string | null) => void, interrupt: () => void) {
    const { stdin, stdout } = process;
    this.#isTerminal = stdin.isTTY && stdout.isTTY;
    const terminal = this.#isTerminal;
    this.#lines = createInterface({ input: stdin, ...(terminal && { output: stdout }), terminal });
    this.#lines.setPrompt(prompt);
    this.#lines
      .on('line', (line) => {
        onLine(line);
        this.#invite();
      })
      .on('close', () => onLine(null))
      .on('SIGINT', interrupt);
    this.#invite();
  }

  /** Writes between the lines: what is being typed stays below. */
  write(action: () => void): void {
    if (this.#isTerminal) process.stdout.write('\r\x1b[K');
    action();
    this.#invite();
  }

  close(): void {
    this.#lines.removeAllListeners('close').close();
    if (this.#isTerminal) process.stdout.write('\r\x1b[K');
  }

  #invite(): void {
    if (this.#isTerminal) this.#lines.prompt(true);
  }
}
