/** The process of a worker: see service/run-server.ts. */
import { runServer } from '../service/run-server.ts';
import { workerSettings, type WorkerSettings } from './settings.ts';
import { startWorker } from './worker.ts';

await runServer<WorkerSettings>({ name: 'worker', settings: workerSettings, start: startWorker });
