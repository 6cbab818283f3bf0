/** The way from one model to another, as `livecalc change` walks it. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../contracts/run-result.ts';
import { runCli } from '../test-support/run-cli.ts';
import { lapseCsv, mortalityCsv, policiesCsv, smallModel } from '../test-support/small-model.ts';

const examples = path.join(import.meta.dirname, '../../../examples');

interface Change {
  readonly start: Record<string, number>;
  readonly end: Record<string, number>;
  readonly total: Record<string, number>;
  readonly unexplained: Record<string, number>;
  readonly unchanged: readonly string[];
  readonly steps: readonly {
    readonly areas: readonly string[];
    readonly effects: Record<string, number>;
    readonly keys: readonly { readonly key: string }[];
    readonly joined: readonly { readonly area: string; readonly reason: string }[];
  }[];
}

async function changeJson(...args: readonly string[]): Promise<Change> {
  const { stdout, stderr } = await runCli(['change', ...args, '--json']);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Change;
}

async function runJson(model: string, ...flags: readonly string[]): Promise<RunResult> {
  const { stdout } = await runCli(['run', model, '--json', ...flags]);
  return JSON.parse(stdout) as RunResult;
}

/** A copy of an example with other keys of its configuration. */
function exampleWith(name: string, change: (config: Record<string, object>) => object): string {
  const folder = smallModel();
  cpSync(path.join(examples, name), folder, { recursive: true });
  const file = path.join(folder, 'livecalc.config.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>;
  writeFileSync(file, JSON.stringify({ ...config, ...change(config) }));
  return folder;
}

describe('livecalc change', () => {
  it('walks from A to B, and the effects add up to the difference of two runs', async () => {
    const a = smallModel();
    const b = smallModel(
      { projection: { premiumTiming: 'start' }, scenarios: { model: 'gbm', count: 100, seed: 8 } },
      {
        'policies.csv': policiesCsv({}, 9),
        'mortality.csv': mortalityCsv().replace('35,0.0123', '35,0.0124'),
        'lapse.csv': lapseCsv().replaceAll('0.05', '0.06'),
      },
    );
    const { steps, start, end, total, unexplained, unchanged } = await changeJson(
      a,
      b,
      '--measure',
      'cte95,p5,stdDev',
    );
    const areas = steps.map((step) => step.areas.join());
    expect(areas).toEqual(['data', 'mortality', 'lapse', 'economics', 'model']);
    expect(unchanged).toEqual(['expenses', 'product', 'engines']);
    const [before, after] = [await runJson(a), await runJson(b)];
    expect(start['mean']).toBeCloseTo(before.statistics!.mean, 2);
    expect(end['mean']).toBeCloseTo(after.statistics!.mean, 2);
    expect(end['cte95']).toBeCloseTo(after.statistics!.cte95!, 2);
    expect(end['stdDev']).toBeCloseTo(after.statistics!.stdDev, 2);
    for (const measure of ['mean', 'cte95', 'p5', 'stdDev']) {
      const sum = steps.reduce((all, { effects }) => all + effects[measure]!, 0);
      expect(sum).toBeCloseTo(total[measure]!, 6);
      expect(total[measure]).toBeCloseTo(end[measure]! - start[measure]!, 6);
      expect(unexplained[measure]).toBe(0);
    }
  });

  it('gives each step the effect that the same change has in a run', async () => {
    const a = smallModel();
    const b = smallModel({
      projection: { lapse: { multiply: 1.5 }, mortalityMultiplier: 1.2 },
    });
    const { steps } = await changeJson(a, b, '--order', 'lapse');
    expect(steps.map((step) => step.areas.join())).toEqual(['lapse', 'mortality']);
    const plain = await runJson(a);
    const lapses = await runJson(a, '--set', 'projection.lapse.multiply=1.5');
    expect(steps[0]!.effects['mean']).toBeCloseTo(
      lapses.statistics!.mean - plain.statistics!.mean,
      2,
    );
    expect(steps[0]!.keys.map(({ key }) => key)).toEqual(['projection.lapse.multiply']);
  });

  it('changes together what cannot be changed by itself, and says why', async () => {
    const a = smallModel({}, { 'lapse.csv': lapseCsv(19) });
    const longer = policiesCsv({ 1: '1,25,F,50000,350,30,Term,Standard' });
    const b = smallModel({}, { 'policies.csv': longer, 'lapse.csv': lapseCsv(30) });
    const { steps, unexplained } = await changeJson(a, b);
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({ areas: ['data', 'lapse'], joined: [{ area: 'data' }] });
    expect(steps[0]!.joined[0]!.reason).toContain('lapse.csv');
    expect(unexplained['mean']).toBe(0);
    const { stdout } = await runCli(['change', a, b]);
    expect(stdout).toMatch(/^ {2}data \+ lapse +-?[\d,.]+ +[-+][\d,.]+$/m);
    expect(stdout).toContain('data cannot be changed by itself');
  });

  it('explains a change of an example, from a package of it', async () => {
    const a = path.join(examples, 'solvency2-life');
    const b = exampleWith('solvency2-life', ({ projection, scenarios }) => ({
      projection: { ...projection, expenses: { inflation: 0.03 } },
      scenarios: { ...scenarios, seed: 7 },
    }));
    const packed = path.join(b, 'model.lcpkg');
    await runCli(['pack', a, '--out', packed]);
    const { stdout, stderr } = await runCli(['change', packed, b, '--scenarios', '50']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ {2}expenses +-?[\d,.]+ +-[\d,.]+$/m);
    expect(stdout).toMatch(/^ {2}economics +-?[\d,.]+ +[-+][\d,.]+$/m);
    expect(stdout).toContain('unexplained 0.00');
    expect(stdout).toContain('projection.expenses.inflation: 0.02 -> 0.03');
    expect(stdout).toContain('unchanged: data, mortality, lapse, product, model, engines');
  });

  it('takes the parameters of a pipeline’s node apart like those of the projection', async () => {
    const pipeline = (config: object): object => ({
      pipeline: {
        nodes: [
          {
            id: 'projection',
            engine: 'wasm://projection',
            inputs: ['$policies', '$assumptions', '$scenarios'],
            outputs: ['bus://results/scenarios'],
            config,
          },
        ],
      },
    });
    const a = smallModel(pipeline({}));
    const b = smallModel(pipeline({ mortalityMultiplier: 1.1, premiumTiming: 'start' }));
    const { steps } = await changeJson(a, b);
    expect(steps.map((step) => step.areas.join())).toEqual(['mortality', 'model']);
  });

  it('writes a page that needs nothing but itself, with a waterfall for each measure', async () => {
    const a = smallModel();
    const b = smallModel({ projection: { lapseMultiplier: 1.5, mortalityMultiplier: 1.1 } });
    const file = path.join(b, 'change.html');
    const { stderr } = await runCli(['change', a, b, '--measure', 'cte95', '--report', file]);
    expect(stderr).toBe('');
    const page = readFileSync(file, 'utf8');
    expect(page.match(/<svg /g)).toHaveLength(2);
    expect(page).toContain('projection.lapseMultiplier');
    expect(page).toContain('Unexplained:');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  it('says that models are alike, and runs one valuation', async () => {
    const { stdout } = await runCli(['change', smallModel(), smallModel()]);
    expect(stdout).toContain('The models are alike');
  });

  it('names the side that cannot be valued, and what is wrong with the flags', async () => {
    const a = smallModel();
    const b = smallModel({}, { 'lapse.csv': lapseCsv(3) });
    const short = await runCli(['change', a, b]);
    expect(short.stderr).toContain('B cannot be valued');
    expect(short.stderr).toContain('[TABLE_TOO_SHORT]');
    expect((await runCli(['change', a, b, '--measure', 'median'])).stderr).toContain(
      '--measure has "median"',
    );
    expect((await runCli(['change', a, b, '--order', 'mortalty'])).stderr).toContain(
      'Was mortality meant?',
    );
    const base = await runCli(['change', a, b, '--measure', 'base']);
    expect(base.stderr).toContain('A has none');
    expect(base.exitCode).toBe(2);
  });
});
