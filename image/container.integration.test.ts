/** The worker in a container with memory and CPU limits, a read-only root and no capabilities. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capabilitiesSchema } from '../contracts/wire/capabilities.ts';
import type { SubmissionInput } from '../contracts/wire/submission.ts';
import { runCommand } from '../engines-wasm/build/run-command.ts';
import { pyodideVersion } from '../engines-wasm/python/pyodide-version.ts';
import { valueFolder } from '../parity-tests/value-folder.ts';
import { docker } from './testing/docker.ts';
import { imageUnderTest, whyNoImage } from './testing/image-under-test.ts';
import { ask, runIn, submissionOf } from './testing/worker-client.ts';
import {
  hardening,
  startWorkerContainer,
  type WorkerContainer,
} from './testing/worker-container.ts';

const image = imageUnderTest!;
const example = fileURLToPath(new URL('../examples/term-life', import.meta.url));
if (imageUnderTest === undefined) process.stdout.write(`SKIPPED: the container, ${whyNoImage}\n`);

async function threadsOf(container: WorkerContainer): Promise<number> {
  const answer = await (await ask(container, '/capabilities')).json();
  return capabilitiesSchema.parse(answer).limits.threads;
}

/** The example with so many scenarios; a million take 474 MiB of the memory that engines share. */
function exampleOf(count: number): Promise<SubmissionInput> {
  const scenarios = { model: 'gbm', count, seed: 42 };
  return submissionOf(example, { scenarios, output: { tables: ['scenarios'] } });
}

/** What the address answers, asked again and again until the work has ended. */
async function answersWhile(work: Promise<unknown>, url: string): Promise<number[]> {
  const ended = new AbortController();
  work.finally(() => ended.abort()).catch(() => {});
  const answers: number[] = [];
  while (!ended.signal.aborted) {
    answers.push((await fetch(url)).status);
    await sleep(20);
  }
  return answers;
}

describe.skipIf(imageUnderTest === undefined)('a container without credentials', () => {
  test('does not start, and says what to set', async () => {
    const id = await docker('run', '--detach', ...hardening, image);
    try {
      expect(await docker('wait', id)).toBe('2');
      const { stderr } = await runCommand('docker', ['logs', id]);
      expect(stderr).toMatch(/^livecalc worker: HOST is 0\.0\.0\.0, .* AUTH_API_KEYS_FILE .*\n$/);
    } finally {
      await docker('rm', '--force', id);
    }
  });
});

describe.skipIf(imageUnderTest === undefined)('a container', () => {
  let worker: WorkerContainer;
  beforeAll(async () => {
    worker = await startWorkerContainer(image);
    process.stdout.write(`The container: ready ${worker.readyAfterMs} ms after docker run.\n`);
  }, 120_000);
  afterAll(async () => worker[Symbol.asyncDispose]());

  /** Runs a script inside with Node; gives the JSON it prints. */
  async function inside<T>(script: string): Promise<T> {
    return JSON.parse(await docker('exec', worker.id, 'node', '-e', script)) as T;
  }

  test('becomes healthy', async () => {
    const health = () => docker('inspect', '--format={{.State.Health.Status}}', worker.id);
    await expect.poll(health).toBe('healthy');
  });

  test('is user 1000 without any capability, and dumps no core', async () => {
    const { command, status, limits } = await inside<Record<string, string>>(
      `const read = (name) => require('fs').readFileSync('/proc/1/' + name, 'utf8');
       const command = read('cmdline').split('\\0').slice(0, -1).join(' ');
       console.log(JSON.stringify({ command, status: read('status'), limits: read('limits') }))`,
    );
    expect(command).toBe('node image/start.ts worker');
    expect(status).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(limits).toMatch(/^Max core file size +0 +0 +bytes/m);
  });

  test('can write nowhere but in its data folder', async () => {
    const written = await inside<string[]>(
      `const places = ['/', '/app', '/tmp', '/usr/local/bin', '/home/node', '/var/tmp', '/data'];
       console.log(JSON.stringify(places.filter((place) => {
         try { require('fs').writeFileSync(place + '/probe', ''); return true; } catch { return false; }
       })))`,
    );
    expect(written).toEqual(['/data']);
  });

  test.each([1000, 4321])(
    'starts Python from the snapshot of the image, which it cannot change, as user %i',
    async (user) => {
      const script = fileURLToPath(new URL('./testing/start-python.js', import.meta.url));
      const code = await readFile(script, 'utf8');
      const args = ['exec', `--user=${user}:${user}`, worker.id, 'node', '-e', code];
      expect(JSON.parse(await docker(...args))).toEqual({
        snapshots: 1,
        isRead: true,
        isWritable: false,
        // One that makes a snapshot, or starts plainly after it could not be used, would be another.
        threads: 1,
      });
    },
  );

  test('says which Pyodide it has', async () => {
    const { pyodide } = capabilitiesSchema.parse(await (await ask(worker, '/capabilities')).json());
    expect(pyodide).toEqual({ version: pyodideVersion });
  });

  test('values the example to the hash that it has outside', async () => {
    const { result } = await valueFolder(example);
    const job = await runIn(worker, await submissionOf(example));
    expect(job).toMatchObject({
      status: 'COMPLETED',
      result: { runHash: result.runHash, resultHash: result.resultHash },
    });
  });

  test('refuses a run that is planned to take more memory than there is', async () => {
    const refused = await runIn(worker, await exampleOf(4_000_000));
    expect(refused).toMatchObject({ status: 422, code: 'MEMORY_LIMIT_EXCEEDED' });
  });

  test('ends a run that takes more memory than it may, alone, and values the next one', async () => {
    const startedAt = () => docker('inspect', '--format={{.State.StartedAt}}', worker.id);
    const before = await startedAt();
    // Its plan is within the 768 MiB, of which the process needs some for itself.
    const running = runIn(worker, await exampleOf(1_550_000));
    const answers = await answersWhile(running, `${worker.url}/livez`);
    expect(await running).toMatchObject({
      status: 'FAILED',
      error: { code: 'MEMORY_LIMIT_EXCEEDED', retryable: false },
    });
    expect(answers.filter((status) => status !== 200)).toEqual([]);
    expect(answers.length).toBeGreaterThan(1);
    const { result } = await valueFolder(example);
    const next = await runIn(worker, await submissionOf(example));
    expect(next).toMatchObject({ status: 'COMPLETED', result: { resultHash: result.resultHash } });
    expect(await startedAt()).toBe(before);
  });

  test('has no process left that nobody has waited for', async () => {
    const states = await inside<string[]>(
      `const fs = require('fs');
       const ids = fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name));
       const line = (id) => { try { return fs.readFileSync('/proc/' + id + '/stat', 'utf8'); } catch { return ''; } };
       console.log(JSON.stringify(ids.map((id) => line(id).replace(/^.*\\) /, '')[0] ?? '')))`,
    );
    expect(states.length).toBeGreaterThan(1);
    expect(states).not.toContain('Z');
  });
});

describe.skipIf(imageUnderTest === undefined)('a container with half a core', () => {
  test('uses one thread, and ends with 0 when it is told to stop', async () => {
    await using worker = await startWorkerContainer(image, ['--memory=1g', '--cpus=0.5']);
    expect(await threadsOf(worker)).toBe(1);
    const startedMs = performance.now();
    await docker('stop', '--time=20', worker.id);
    process.stdout.write(`docker stop: ${Math.round(performance.now() - startedMs)} ms.\n`);
    expect(await docker('inspect', '--format={{.State.ExitCode}}', worker.id)).toBe('0');
  });
});

describe.skipIf(imageUnderTest === undefined)('the role of a container', () => {
  test('is refused where it is none, with those that there are', async () => {
    const id = await docker('run', '--detach', ...hardening, image, 'boss');
    try {
      expect(await docker('wait', id)).toBe('2');
      const { stderr } = await runCommand('docker', ['logs', id]);
      expect(stderr).toBe(
        'livecalc: the container was told to be "boss"; expected worker or gateway. Settings come ' +
          'from the environment, not from the command line.\n',
      );
    } finally {
      await docker('rm', '--force', id);
    }
  });

  test('may be gateway: alone it values with a worker of its own, and becomes healthy', async () => {
    await using gateway = await startWorkerContainer(
      image,
      ['--memory=1g', '--cpus=1.5'],
      'gateway',
    );
    const health = () => docker('inspect', '--format={{.State.Health.Status}}', gateway.id);
    await expect.poll(health).toBe('healthy');
    const { result } = await valueFolder(example);
    const job = await runIn(gateway, await submissionOf(example));
    expect(job).toMatchObject({ status: 'COMPLETED', result: { resultHash: result.resultHash } });
  });
});
