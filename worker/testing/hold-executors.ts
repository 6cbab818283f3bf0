/** Stands for a server: starts executors over the data folder of its argument, says so, and stays. */
import process from 'node:process';
import { ExecutorPool } from '../../executor/executor-pool.ts';

const executors = new ExecutorPool({
  threads: 1,
  memoryMb: 1024,
  dataFolder: process.argv[2]!,
});
await executors.capabilities();
process.stdout.write('ready\n');
