/**
 * Entry of a process that values runs. Its arguments are the threads of its pool and the memory of a run
 * in MiB (process-arguments.ts).
 */
import process from 'node:process';
import type { FromProcess, ToProcess } from '../messages.ts';
import { TaskRunner } from './task-runner.ts';
import { serializeError } from './serialize-error.ts';

const [threads, memoryMb] = process.argv.slice(2).map(Number);
const runner = new TaskRunner({ threads: threads!, memoryMb: memoryMb! }, tell);
// The server is gone: nobody wants what is being valued.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// A terminal sends them to every process; when this one ends is up to the server.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('message', (message: ToProcess) => void answer(message));

async function answer(message: ToProcess): Promise<void> {
  try {
    await hear(message);
  } catch (error) {
    tell({ type: 'failed', error: serializeError(error) });
  }
}

async function hear(message: ToProcess): Promise<void> {
  switch (message.type) {
    case 'probe':
      return tell({ type: 'probed', probe: await runner.warmUp() });
    case 'plan':
      return tell({ type: 'planned', planned: await runner.plan(message.task) });
    case 'run':
      return tell({ type: 'completed', result: await runner.run() });
    case 'release':
      return runner.release();
  }
}

function tell(message: FromProcess): void {
  process.send!(message);
}
