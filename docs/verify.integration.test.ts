import { spawnSync } from 'node:child_process';
import { wholeResultHash } from '../contracts/whole-result.ts';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { awkwardTables, resultOf, smallResult } from '../clients/cli/test-support/small-result.ts';
import { resultFormats } from '../contracts/config.ts';

const script = path.join(import.meta.dirname, 'verify.py');
const python = process.env['LIVECALC_PYTHON'] ?? 'python3';
const hasPyarrow = spawnSync(python, ['-c', 'import pyarrow']).status === 0;
if (!hasPyarrow) {
  process.stderr.write(
    `docs/verify.py: tests skipped, ${python} has no pyarrow (LIVECALC_PYTHON names another).\n`,
  );
}

function runScript(...args: string[]): { exitCode: number | null; stdout: string } {
  const { status, stdout } = spawnSync(python, [script, ...args], { encoding: 'utf8' });
  return { exitCode: status, stdout };
}

describe.skipIf(!hasPyarrow)('docs/verify.py', () => {
  const expected = resultOf(awkwardTables);

  it.each(resultFormats)('comes to the same result hash from %s', async (format) => {
    const folder = await smallResult(awkwardTables, format);
    const { exitCode, stdout } = runScript(folder, wholeResultHash(expected));
    expect(stdout).toContain(
      `ok       ${wholeResultHash(expected)} result hash, against the one expected`,
    );
    expect(stdout).not.toContain('DIFFERS');
    expect(exitCode).toBe(0);
  });

  it('names the column whose values are not those of result.json', async () => {
    const folder = await smallResult(awkwardTables, 'csv');
    const rows = 'scenario_id,npv\n0,0\n1,0.1\n2147483648,5e-324\n4294967295,-1.7e308\n7,1\n';
    writeFileSync(path.join(folder, 'scenarios.csv'), rows);
    const { exitCode, stdout } = runScript(folder);
    expect(stdout).toMatch(/DIFFERS {2}[0-9a-f]{64} scenarios\.npv/);
    expect(stdout).toMatch(/ok {7}[0-9a-f]{64} scenarios\.scenario_id/);
    expect(exitCode).toBe(1);
  });

  it('refuses another expected hash, and a folder without a result', async () => {
    const folder = await smallResult();
    expect(runScript(folder, 'f'.repeat(64)).exitCode).toBe(1);
    expect(runScript(path.dirname(folder)).exitCode).toBe(2);
  });
});
