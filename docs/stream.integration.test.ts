import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runCli } from '../clients/cli/test-support/run-cli.ts';
import { smallModel } from '../clients/cli/test-support/small-model.ts';
import type { RunResult } from '../contracts/run-result.ts';
import { startTestWorker } from '../worker/testing/worker-process.ts';

const script = path.join(import.meta.dirname, 'stream.py');
const python = process.env['LIVECALC_PYTHON'] ?? 'python3';
const hasPackages = spawnSync(python, ['-c', 'import pyarrow, websockets.sync']).status === 0;
if (!hasPackages) {
  process.stderr.write(
    `docs/stream.py: tests skipped, ${python} lacks pyarrow or websockets (LIVECALC_PYTHON names another).\n`,
  );
}

const run = promisify(execFile);

describe.skipIf(!hasPackages)('docs/stream.py', () => {
  test('values a folder to the hash of the local run, and reads a job that is there', async () => {
    const worker = await startTestWorker();
    const url = `${worker.url.replace('http', 'ws')}/stream`;
    const model = smallModel();
    const here = await runCli(['run', model, '--json']);
    const { resultHash } = JSON.parse(here.stdout) as RunResult;
    const executed = await run(python, [script, url, model]);
    expect(executed.stdout).toContain('scenarios 100 rows scenario_id, npv');
    expect(executed.stdout).toContain(resultHash);
    const job = worker.lines.find(({ action }) => action === 'job.submit')?.['job'];
    const attached = await run(python, [script, url, String(job), 'cash_flows']);
    expect(attached.stdout).toMatch(/^cash_flows \d+ rows year/);
    expect(attached.stdout).not.toContain('scenarios');
    expect(attached.stdout).toContain(resultHash);
  });

  test('says what is wrong in the server’s words', async () => {
    const worker = await startTestWorker();
    const url = `${worker.url.replace('http', 'ws')}/stream`;
    const model = smallModel({}, { 'policies.csv': 'policy_id\n1\n' });
    await expect(run(python, [script, url, model])).rejects.toMatchObject({
      stderr: expect.stringContaining('[COLUMN_INVALID]') as string,
    });
  });
});

test('what docs/protocol.md shows of the script is in it', () => {
  const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());
  const page = readFileSync(path.join(import.meta.dirname, 'protocol.md'), 'utf8');
  const shown = /```python\n([^]*?)```/.exec(page)?.[1] ?? '';
  const inScript = lines(readFileSync(script, 'utf8')).join('\n');
  expect(inScript).toContain(lines(shown.trim()).join('\n'));
});
