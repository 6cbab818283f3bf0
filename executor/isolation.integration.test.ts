/** What a process has of the server's: nothing (I8). */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { executorProcesses, freshProcess, readProc } from './testing/processes.ts';
import { Heard, noAbort } from './testing/run-listeners.ts';
import { StoredModels } from './testing/stored-models.ts';
import { ExecutorPool } from './executor-pool.ts';
import { processArguments } from './process-arguments.ts';

const ownEngine = path.join(import.meta.dirname, '../examples/own-engine');
const limits = { threads: 2, memoryMb: 2048 };

let models: StoredModels;
beforeEach(() => {
  models = new StoredModels();
});
afterEach(() => models[Symbol.dispose]());

function openFiles(pid: number | 'self'): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      // The one that the folder was read by.
      return [];
    }
  });
}

describe('a process that runs a model’s code', () => {
  test('has nothing of the server’s environment, none of the server’s files and sockets, and may not even read them', async () => {
    process.env['LIVECALC_TEST_SECRET'] = 'hunter2';
    const before = openFiles('self');
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    await using held = await open(path.join(models.dataFolder, 'another-tenants'), 'w');
    const serverFiles = openFiles('self').filter((name) => !before.includes(name));
    expect(serverFiles).toEqual([
      expect.stringMatching(/^socket:/),
      expect.stringContaining('/another-tenants'),
    ]);
    expect(held.fd).toBeGreaterThan(0);
    await using executors = new ExecutorPool({ ...limits, dataFolder: models.dataFolder });
    await executors.capabilities();

    const task = await models.task(ownEngine);
    const planned = await executors.plan(task, noAbort());
    const fresh = freshProcess(task);
    const environment = readProc(fresh, 'environ').split('\0').filter(Boolean);
    const names = new Set(environment.map((entry) => entry.split('=')[0]));
    const channel = ['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE'];
    expect(names).toEqual(new Set(['MALLOC_TRIM_THRESHOLD_', ...channel]));
    const files = openFiles(fresh);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((name) => serverFiles.includes(name))).toEqual([]);
    expect(readlinkSync(`/proc/${fresh}/cwd`)).toBe('/');
    expect(readProc(fresh, 'oom_score_adj').trim()).toBe('1000');
    const commandLine = readProc(fresh, 'cmdline').split('\0');
    const readable = commandLine.filter((one) => one.startsWith('--allow-fs-read='));
    expect(readable).not.toContain(`--allow-fs-read=${models.dataFolder}`);

    await planned.run(new Heard(), noAbort());
    server.close();
    delete process.env['LIVECALC_TEST_SECRET'];
  });
});

describe('Node’s permissions', () => {
  /** What a script gets that is started as an executor process is. */
  function attempt(script: string): string {
    const grant = { ...limits, heapMb: 256, readable: [], writable: [], pythonCache: null };
    const flags = processArguments(grant).filter((one) => /^--(permission|allow)/.test(one));
    const options = { encoding: 'utf8', env: {}, cwd: '/' } as const;
    return execFileSync(process.execPath, [...flags, '--no-warnings', '-e', script], options);
  }

  test.each([
    { what: 'reading', script: `require('fs').readFileSync('/etc/passwd')` },
    { what: 'writing', script: `require('fs').writeFileSync('/tmp/livecalc-never', '')` },
    { what: 'starting a program', script: `require('child_process').execFileSync('/bin/true')` },
  ])('refuse $what', ({ script }) => {
    const told = attempt(`try { ${script} } catch (error) { process.stdout.write(error.code) }`);
    expect(told).toBe('ERR_ACCESS_DENIED');
  });

  test('hold in a thread too', () => {
    const inThread = `try { require('fs').readFileSync('/etc/passwd') } catch (e) { require('worker_threads').parentPort.postMessage(e.code) }`;
    const script = `new (require('worker_threads').Worker)(${JSON.stringify(inThread)}, { eval: true }).on('message', (code) => process.stdout.write(code))`;
    expect(attempt(script)).toBe('ERR_ACCESS_DENIED');
  });
});

test('processes end with a server that is killed', async () => {
  const server = spawn(
    process.execPath,
    [path.join(import.meta.dirname, '../worker/testing/hold-executors.ts'), models.dataFolder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise((resolve) => server.stdout.once('data', resolve));
  const executors = executorProcesses(server.pid);
  expect(executors.length).toBeGreaterThan(0);
  server.kill('SIGKILL');
  const alive = (): number[] => executors.filter((pid) => existsSync(`/proc/${pid}`));
  await expect.poll(alive, { timeout: 10_000 }).toEqual([]);
});
