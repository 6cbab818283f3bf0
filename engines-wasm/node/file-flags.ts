/**
 * Answers what Pyodide asks of Node's internals when it starts: the numbers of file flags. A process with
 * permissions refuses `process.binding`, which is where Emscripten looks for them.
 */
import { constants } from 'node:fs';
import process from 'node:process';

/** For this thread. */
export function giveFileFlags(): void {
  const binding = (name: string): object => {
    if (name === 'constants') return { fs: constants };
    throw new Error(`process.binding('${name}') is not there for engines`);
  };
  Object.defineProperty(process, 'binding', { value: binding, configurable: true });
}
