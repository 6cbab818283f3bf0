/** An engine of the model's own that traps, loops, fails or returns NaN, as a user meets it. */
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../test-support/run-cli.ts';
import { smallModel } from '../test-support/small-model.ts';

const fixture = path.join(import.meta.dirname, '../../../engines-wasm/fixtures/misbehave.wasm');

const cases = [
  { mode: 'trap', code: 'ENGINE_TRAPPED', says: 'own.map trapped in chunk 0' },
  { mode: 'loop', code: 'DEADLINE_EXCEEDED', says: 'its deadline of 400 ms' },
  { mode: 'nan', code: 'NUMERICAL_ERROR', says: 'returned NaN in policies.doubled for policy' },
  { mode: 'error', code: 'EXECUTION_FAILED', says: 'this premium is not to its liking' },
];

describe('an engine of the model’s own', () => {
  it.each(cases)('that does "$mode" ends with exit code 2', async ({ mode, code, says }) => {
    const node = {
      id: 'own',
      engine: 'wasm://misbehave',
      inputs: ['$policies'],
      outputs: ['bus://results/policies', 'bus://results/total'],
      config: { mode, fromRow: 1 },
    };
    const model = smallModel({
      engines: { misbehave: 'local://misbehave.wasm' },
      pipeline: { nodes: [node] },
      output: { tables: ['policies'] },
      // Short only where it is what ends the run: starting can take long on a busy machine.
      execution: { deadlineMs: mode === 'loop' ? 400 : 60_000 },
    });
    await copyFile(fixture, path.join(model, 'misbehave.wasm'));
    const { exitCode, stdout, stderr } = await runCli(['run', model]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).toContain(`[${code}]`);
  });
});
