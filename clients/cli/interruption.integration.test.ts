/** Ctrl-C at any moment: exit code 2, one sentence, nothing half-written, older results whole. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { outcomeOf, runCli, startCli, type CliOutcome } from './test-support/run-cli.ts';
import { smallModel } from './test-support/small-model.ts';

/** Enough work that it is never over when the signal comes. */
const endlessRun = { scenarios: { model: 'gbm', count: 2_000_000 } };

async function interrupted(
  args: readonly string[],
  delayMs: number,
  signals = 1,
): Promise<CliOutcome> {
  const child = startCli(args);
  const outcome = outcomeOf(child);
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  for (let sent = 0; sent < signals; sent += 1) child.kill('SIGINT');
  return await outcome;
}

describe('Ctrl-C', () => {
  it.each([400, 600, 900])(
    'after %d ms ends the run and leaves nothing behind',
    async (delayMs) => {
      const model = smallModel(endlessRun);
      const before = readdirSync(model);
      const { exitCode, stdout, stderr } = await interrupted(['run', model], delayMs);
      expect(stderr).toMatch(/^livecalc: Stopped before the end; .* \[CANCELLED\]\n$/);
      expect(stdout).toBe('');
      expect(exitCode).toBe(2);
      expect(readdirSync(model)).toEqual(before);
    },
  );

  it('is one JSON object with --json', async () => {
    const model = smallModel(endlessRun);
    const { exitCode, stdout, stderr } = await interrupted(['run', model, '--json'], 600);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'CANCELLED' } });
    expect(stderr).toBe('');
    expect(exitCode).toBe(2);
  });

  it('twice is as good as once', async () => {
    const { exitCode, stderr } = await interrupted(['run', smallModel(endlessRun)], 600, 2);
    expect(stderr.match(/CANCELLED/g)).toHaveLength(1);
    expect(exitCode).toBe(2);
  });

  it('while a large result replaces an older one leaves one of the two, whole', async () => {
    const model = smallModel({ scenarios: { model: 'gbm', count: 400_000 } });
    const out = path.join(model, 'out');
    expect((await runCli(['run', model, '--scenarios', '10'])).exitCode).toBe(0);
    for (const delayMs of [500, 700, 900, 1100, 1300]) {
      await interrupted(['run', model], delayMs);
      expect(readdirSync(model).filter((name) => name.startsWith('out'))).toEqual(['out']);
      expect((await runCli(['verify', out])).exitCode).toBe(0);
    }
  });
});
