/** The oracle itself, held against the figures of the public engine, read where they lie. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { askOracle, hasPython, type OracleResult } from '../random-models/ask-oracle.ts';
import { casePath, hasReferenceCases } from '../reference-cases.ts';

const tables = ['mortality', 'lapse', 'expenses'] as const;

/** Values of a CSV without quotes, its header left out. */
function rows(text: string): string[][] {
  const lines = text.trim().split(/\r?\n/);
  return lines.slice(1).map((line) => line.split(','));
}

/** Those that our schema allows: the originals wrap ages at 256 and stop after 50 years. */
const isValid = (line: string): boolean => {
  const [, age, , , , term] = line.split(',').map(Number);
  return age! <= 120 && term! <= 50;
};

/** The oracle's values of a case, each policy a group of its own. */
async function valueCase(name: string): Promise<OracleResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-oracle-'));
  try {
    for (const file of [...tables, 'scenarios', 'policies']) {
      const text = readFileSync(casePath(name, `${file}.csv`), 'utf8');
      const [header, ...lines] = text.trim().split(/\r?\n/);
      const kept = file === 'policies' ? lines.filter(isValid) : lines;
      writeFileSync(path.join(folder, `${file}.csv`), [header, ...kept, ''].join('\n'));
    }
    const config = {
      policies: 'local://policies.csv',
      assumptions: Object.fromEntries(tables.map((table) => [table, `local://${table}.csv`])),
      scenarios: { file: 'local://scenarios.csv' },
      projection: { extend: 'hold' },
      groupBy: ['policy_id'],
    };
    writeFileSync(path.join(folder, 'livecalc.config.json'), JSON.stringify(config));
    return await askOracle(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!hasReferenceCases() || !hasPython())('the oracle', () => {
  test.each([
    { name: 'g1_sample10x10', figures: 100 },
    { name: 'g2_bench100x10', figures: 1000 },
    { name: 'g4_edges', figures: 36 },
  ])('finds every NPV of $name', async ({ name, figures }) => {
    const { groups } = await valueCase(name);
    const scenarioIds = rows(readFileSync(casePath(name, 'scenarios.csv'), 'utf8')).map(
      ([id]) => id!,
    );
    let compared = 0;
    const published = readFileSync(casePath(name, 'npv_policy_scenario.csv'), 'utf8');
    for (const [policy, scenarioId, npv] of rows(published)) {
      const own = groups.find(({ key }) => key[0] === policy);
      if (own === undefined) continue;
      const scenario = scenarioIds.indexOf(scenarioId!);
      const difference = Math.abs(own.npv[scenario]! - Number(npv));
      expect(difference, `policy ${policy}, scenario ${scenarioId}`).toBeLessThanOrEqual(
        1e-14 * own.absolute[scenario]!,
      );
      compared += 1;
    }
    expect(compared).toBe(figures);
  });
});
