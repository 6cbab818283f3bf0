/** A watched model, saved as editors save it. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { outcomeOf, runCli, startCli, type CliOutcome } from '../test-support/run-cli.ts';
import { lapseCsv, smallModel } from '../test-support/small-model.ts';

interface Watching {
  /** What it says from now on, until `text` is part of it. */
  until(text: string): Promise<string>;
  /** Ends it by Ctrl-C. */
  end(): Promise<CliOutcome>;
}

function watching(...args: readonly string[]): Watching {
  const child: ChildProcessWithoutNullStreams = startCli(['watch', ...args]);
  const outcome = outcomeOf(child);
  onTestFinished(() => void child.kill('SIGKILL'));
  let heard = '';
  let listen = (): void => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: string) => {
      heard += text;
      listen();
    });
  }
  return {
    until: (text) =>
      new Promise((resolve, reject) => {
        void outcome.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)));
        listen = () => {
          if (!heard.includes(text)) return;
          resolve(heard);
          heard = '';
        };
        listen();
      }),
    end: async () => {
      child.kill('SIGINT');
      return await outcome;
    },
  };
}

function save(model: string, change: object): void {
  const file = path.join(model, 'livecalc.config.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...config, ...change }));
}

it('prints which keys and files were saved, and what moved', async () => {
  const model = smallModel();
  const watch = watching(model);
  const first = await watch.until('max');
  expect(first).toMatch(/^\d\d:\d\d:\d\d {2}10 policies x 100 scenarios in /);
  expect(first).not.toContain('difference');
  save(model, { projection: { lapseMultiplier: 1.5 } });
  const second = await watch.until('max');
  expect(second).toContain('projection.lapseMultiplier: 1 -> 1.5');
  expect(second).toMatch(/^ +before +after +difference$/m);
  expect(second).toMatch(/^ +mean +-?[\d,.]+ +-?[\d,.]+ +[-+][\d,.]+$/m);
  // As editors do that never leave a file half-written.
  const lapse = path.join(model, 'lapse.csv');
  writeFileSync(`${lapse}.tmp`, lapseCsv().replaceAll('0.05', '0.07'));
  renameSync(`${lapse}.tmp`, lapse);
  expect(await watch.until('max')).toContain('lapse.csv has changed');
  renameSync(lapse, `${lapse}.tmp`);
  renameSync(`${lapse}.tmp`, lapse);
  await watch.until('nothing has changed');
  const { exitCode } = await watch.end();
  expect(exitCode).toBe(0);
  expect(readdirSync(model)).not.toContain('out');
});

it('goes on after an error, and compares with the last valuation there was', async () => {
  const model = smallModel();
  const watch = watching(model);
  await watch.until('max');
  save(model, { projection: { lapseMultiplyer: 2 } });
  expect(await watch.until('[CONFIG_INVALID]')).toContain('did you mean lapseMultiplier?');
  save(model, { projection: { lapseMultiplier: 2 } });
  expect(await watch.until('max')).toContain('projection.lapseMultiplier: 1 -> 2');
  await watch.end();
});

it('writes a result where --out says so, that of livecalc run', async () => {
  const model = smallModel();
  const out = path.join(model, 'latest');
  const watch = watching(model, '--out', out, '--set', 'projection.lapseMultiplier=3', '--json');
  const { result } = JSON.parse(await watch.until('\n')) as { result: { resultHash: string } };
  const set = ['--set', 'projection.lapseMultiplier=3'];
  const run = await runCli(['run', model, ...set, '--json']);
  expect(result.resultHash).toBe((JSON.parse(run.stdout) as typeof result).resultHash);
  expect((await runCli(['verify', out, '--against', result.resultHash])).exitCode).toBe(0);
  await watch.end();
});

it('ends in the middle of a valuation as run does', async () => {
  const watch = watching(smallModel({ scenarios: { model: 'gbm', count: 2_000_000 } }));
  await new Promise((resolve) => setTimeout(resolve, 700));
  const { exitCode, stderr } = await watch.end();
  expect(stderr).toContain('[CANCELLED]');
  expect(exitCode).toBe(2);
});

it('does not wait where nothing that is saved would help', async () => {
  const missing = await runCli(['watch', 'nowhere']);
  expect(missing.stderr).toContain('[FILE_NOT_FOUND]');
  expect(missing.exitCode).toBe(2);
  const wrong = await runCli(['watch', smallModel(), '--set', 'x']);
  expect(wrong.stderr).toContain('[ARGUMENT_INVALID]');
  expect(wrong.exitCode).toBe(2);
});
