/** The project's own worker, in a process of its own on a free port of loopback. */
import { ServerProcess } from '../../../local-fleet/server-process.ts';
import type { Server } from './server.ts';

export async function startWorkerProcess(): Promise<Server> {
  const worker = await ServerProcess.start({ kind: 'worker', env: { THREADS: '2' } });
  return {
    url: worker.url,
    headers: {},
    [Symbol.asyncDispose]: () => worker.stop(),
  };
}
