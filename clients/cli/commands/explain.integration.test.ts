/** execution.json and what `livecalc explain` makes of it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { executionRecordSchema } from '../../../contracts/execution-record.ts';
import { runCli } from '../test-support/run-cli.ts';
import { smallModel } from '../test-support/small-model.ts';

async function runFolder(model: string, ...flags: readonly string[]): Promise<string> {
  const out = path.join(model, 'out');
  const { stderr } = await runCli(['run', model, '--out', out, ...flags]);
  expect(stderr).toBe('');
  return out;
}

function recordIn(folder: string) {
  const text = readFileSync(path.join(folder, 'execution.json'), 'utf8');
  return executionRecordSchema.parse(JSON.parse(text));
}

describe('livecalc explain', () => {
  it('is written with every run: steps, nodes, chunks, blocks, parameters', async () => {
    const record = recordIn(await runFolder(smallModel(), '--threads', '1'));
    expect(record.steps.map(({ name }) => name)).toEqual([
      'read',
      'compress',
      'prepare',
      'run hash',
      'open',
      'run',
      'collect',
      'write',
    ]);
    const starts = record.steps.slice(1).map(({ startedMs }) => startedMs);
    const ends = record.steps.map(({ startedMs, ms }) => startedMs + ms - 1e-6);
    expect(starts.filter((startedMs, index) => startedMs < ends[index]!)).toEqual([]);
    expect(record.threads).toBe(1);
    expect(record.parameters).toMatchObject({ projection: { lapseMultiplier: 1 } });
    expect(record.nodes.map(({ id, status }) => [id, status])).toEqual([
      ['compress', 'succeeded'],
      ['scenarios', 'succeeded'],
      ['projection', 'succeeded'],
    ]);
    const [, scenarios] = record.nodes;
    expect(scenarios).toMatchObject({ config: { model: 'gbm', seed: 7 }, bytesCopied: 0 });
    const [stage] = scenarios!.stages;
    expect(stage!.chunkMs!.min).toBeLessThanOrEqual(stage!.chunkMs!.mean);
    expect(stage!.chunkMs!.max).toBeLessThanOrEqual(stage!.ms);
    expect(scenarios!.blocks).toEqual([
      {
        name: 'bus://scenarios/rates',
        columns: [{ name: 'rate', type: 'f64', shape: [100, 19], bytes: 15_200 }],
      },
    ]);
    const rates = record.bus.find(({ name }) => name === 'bus://scenarios/rates')!;
    expect(rates.bytes).toBeGreaterThanOrEqual(15_200);
    expect(record.bus.every(({ address }) => address <= record.memory.busBytes)).toBe(true);
  });

  it('prints bars over time, in the width of a page', async () => {
    const out = await runFolder(smallModel());
    const { stdout, exitCode } = await runCli(['explain', out]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}read +[█▌▏]+ +[\d.]+ m?s +\d+ %$/m);
    expect(stdout).toMatch(/^ {2}projection +[█▐▌▏]+ +[\d.]+ m?s +\d+ % +succeeded$/m);
    expect(stdout).toMatch(/^ {4}generate .* chunks? /m);
    expect(stdout).toMatch(/copied between nodes +nothing/);
    const { stdout: json } = await runCli(['explain', out, '--json']);
    expect(JSON.parse(json)).toEqual(recordIn(out));
  });

  it('holds no place on the disk and no token', async () => {
    const home = path.join(os.tmpdir(), `livecalc-home-${process.pid}`);
    mkdirSync(home, { recursive: true });
    try {
      const model = smallModel();
      const policies = path.join(home, 'mine.csv');
      writeFileSync(policies, readFileSync(path.join(model, 'policies.csv')));
      const out = await runFolder(model, '--policies', policies);
      const text = readFileSync(path.join(out, 'execution.json'), 'utf8');
      expect(text).toContain('mine.csv');
      for (const secret of [home, model, path.basename(home)]) expect(text).not.toContain(secret);
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  it('is part of no hash, and a folder without it is as good', async () => {
    const model = smallModel();
    const out = await runFolder(model);
    const { resultHash } = recordIn(out);
    expect((await runCli(['verify', out, '--against', resultHash!])).exitCode).toBe(0);
    rmSync(path.join(out, 'execution.json'));
    expect((await runCli(['verify', out, '--against', resultHash!])).exitCode).toBe(0);
    const { stderr, exitCode } = await runCli(['explain', out]);
    expect(stderr).toMatch(/nothing is known of how this run went.*\[FILE_NOT_FOUND\]/);
    expect(exitCode).toBe(2);
    await runFolder(model);
    writeFileSync(path.join(out, 'execution.json'), '{"v": 9}');
    expect((await runCli(['explain', out])).stderr).toContain('[FILE_UNREADABLE]');
  });
});
