/**
 * Entry of a process that values runs. Its arguments are the threads of its pool, the memory of a run in
 * MiB and the folder of Python's snapshots, empty for none (process-arguments.ts).
 */
import process from 'node:process';
import type { FromProcess, ToProcess } from '../messages.ts';
import { ProcessWork } from './process-work.ts';
import { serializeError } from './serialize-error.ts';

const [threads, memoryMb, pythonCache] = process.argv.slice(2);
const limits = {
  threads: Number(threads),
  memoryMb: Number(memoryMb),
  pythonCache: pythonCache || null,
};
const work = new ProcessWork(limits, tell);
// The server is gone: nobody wants what is being valued.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// A terminal sends them to every process; when this one ends is up to the server.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('message', (message: ToProcess) => void answer(message));

async function answer(message: ToProcess): Promise<void> {
  try {
    const said = await work.do(message);
    if (said !== null) tell(said);
  } catch (error) {
    tell({ type: 'failed', error: serializeError(error) });
  }
}

function tell(message: FromProcess): void {
  process.send!(message);
}
