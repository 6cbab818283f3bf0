/** A question at the terminal: asked on stderr, answered on stdin. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Question } from './thread-messages.ts';

/** What was typed up to the line's end; while it is hidden nothing is echoed. Ctrl-C calls `interrupt`. */
export async function askAtTerminal(
  { text, hidden }: Question,
  interrupt: () => void,
): Promise<string> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const output = hidden ? silence : process.stderr;
  // As a terminal, readline itself echoes what is typed, so that it can be left out.
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  lines.once('SIGINT', () => {
    lines.close();
    interrupt();
  });
  return await new Promise((resolve) => {
    // Asked only now that the terminal echoes nothing by itself: somebody may answer at once.
    if (hidden) process.stderr.write(text);
    lines.question(hidden ? '' : text, (answer) => {
      lines.close();
      if (hidden) process.stderr.write('\n');
      resolve(answer);
    });
  });
}
