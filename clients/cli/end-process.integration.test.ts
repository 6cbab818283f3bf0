import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from './test-support/small-result.ts';

it('ends a process whose thread waits for a pipe that nobody writes to, and keeps the exit code', async () => {
  const pipe = path.join(temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const module = pathToFileURL(path.join(import.meta.dirname, 'end-process.ts')).href;
  const script = `
    import { Worker } from 'node:worker_threads';
    import { endProcess } from ${JSON.stringify(module)};
    const code = 'process.getBuiltinModule("fs").readFileSync(${JSON.stringify(pipe)})';
    new Worker(code, { eval: true }).on('online', () => setTimeout(() => endProcess(2), 50));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  expect(await once(child, 'exit')).toEqual([2, null]);
});
