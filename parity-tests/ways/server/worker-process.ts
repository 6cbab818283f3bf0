/** The project's own worker, in a process of its own on a free port of loopback. */
import { ServerProcess } from '../../../local-fleet/server-process.ts';
import { downLines, LogLines } from './log-lines.ts';
import type { Server } from './server.ts';

export async function startWorkerProcess(): Promise<Server> {
  const log = new LogLines();
  const worker = await ServerProcess.start({
    kind: 'worker',
    env: { THREADS: '2' },
    onLog: (line) => log.add('worker', line),
  });
  return {
    url: worker.url,
    headers: {},
    logSince: (time) => Promise.resolve([...downLines([worker]), ...log.since(time)]),
    [Symbol.asyncDispose]: () => worker.stop(),
  };
}
