import { beforeEach, describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../contracts/config.ts';
import type { RunConfig, RunConfigInput } from '../../contracts/config.ts';
import { goodAssumptions, goodFiles, requestOf } from '../testing/inputs.ts';
import { sourceOf } from '../testing/tables.ts';
import { InputSession } from './input-session.ts';

/** Files that a test may edit, and how often each was opened. */
let files: Record<string, string>;
let opened: string[];
let session: InputSession;

beforeEach(() => {
  files = { ...goodFiles };
  opened = [];
  session = new InputSession({
    ...requestOf({}),
    open: async (reference) => {
      const name = reference.slice('local://'.length);
      opened.push(name);
      return sourceOf(name, files[name] ?? '');
    },
  });
});

function configOf(changes: Partial<RunConfigInput> = {}): RunConfig {
  return runConfigSchema.parse({
    policies: 'local://policies.csv',
    assumptions: goodAssumptions,
    scenarios: { file: 'local://scenarios.csv' },
    ...changes,
  });
}

const mortalityOf = ({ assumptions }: Awaited<ReturnType<InputSession['load']>>) =>
  assumptions.columns.find(({ name }) => name === 'mortality')?.values[0];

describe('a session of inputs', () => {
  it('gives the very same blocks again where nothing changed, and opens no file', async () => {
    const first = await session.load(configOf());
    opened = [];
    const second = await session.load(configOf());
    expect(second).toEqual(first);
    expect(second.policies).toBe(first.policies);
    expect(second.assumptions).toBe(first.assumptions);
    expect(second.scenarios).toBe(first.scenarios);
    expect(opened).toEqual([]);
  });

  it('makes only what a changed key of the config reaches', async () => {
    const first = await session.load(configOf());
    opened = [];
    const stressed = await session.load(
      configOf({ projection: { mortality: { multiply: 1.15 }, lapseMultiplier: 9 } }),
    );
    expect(stressed.policies).toBe(first.policies);
    expect(stressed.scenarios).toBe(first.scenarios);
    expect(stressed.assumptions).not.toEqual(first.assumptions);
    expect(stressed.warnings).toEqual([
      '1 rate exceeds 1 in lapse.csv after the multiplier 9; capped at 1',
    ]);
    expect(opened).toEqual([]);
    expect((await session.load(configOf())).assumptions).toBe(first.assumptions);
  });

  it('knows that other rates at the same ages leave the portfolio as it is', async () => {
    const first = await session.load(configOf());
    files['shocked.csv'] = goodFiles['mortality.csv'].replace('0.001', '0.9');
    const assumptions = { ...goodAssumptions, mortality: 'local://shocked.csv' };
    const shocked = await session.load(configOf({ assumptions }));
    expect(shocked.policies).toBe(first.policies);
    expect([mortalityOf(first), mortalityOf(shocked)]).toEqual([0.001, 0.9]);
    expect(shocked.summaries[1]?.file).toBe('shocked.csv');
  });

  it('reads a file again when it is told to forget it, and no other', async () => {
    const first = await session.load(configOf());
    files['mortality.csv'] = goodFiles['mortality.csv'].replace('0.001', '0.7');
    expect(mortalityOf(await session.load(configOf()))).toBe(0.001);
    opened = [];
    session.forget('local://mortality.csv');
    const edited = await session.load(configOf());
    expect(opened).toEqual(['mortality.csv']);
    expect(mortalityOf(edited)).toBe(0.7);
    expect(edited.policies).toBe(first.policies);
  });

  it('makes another portfolio of other policies', async () => {
    const first = await session.load(configOf());
    files['policies.csv'] = goodFiles['policies.csv'].replace('50000', '60000');
    session.forget('local://policies.csv');
    const edited = await session.load(configOf());
    expect(edited.policies).not.toBe(first.policies);
    expect(edited.summaries[0]?.controlTotals['sum_assured']).toBe(235000);
  });

  it('tells of a problem every time, until it is mended', async () => {
    files['lapse.csv'] = goodFiles['lapse.csv'].replace('0.1\n', '7\n');
    await expect(session.load(configOf())).rejects.toThrow('lapse.csv, row 2');
    await expect(session.load(configOf())).rejects.toThrow('lapse.csv, row 2');
    files['lapse.csv'] = goodFiles['lapse.csv'];
    session.forget('local://lapse.csv');
    expect((await session.load(configOf())).policyCount).toBe(3);
  });

  it('repeats the warnings of steps that it does not repeat', async () => {
    const config = configOf({ projection: { extend: 'hold' } });
    files['lapse.csv'] = 'year,lapse_rate\n1,0.1\n';
    const { warnings } = await session.load(config);
    expect(warnings).toHaveLength(1);
    expect((await session.load(config)).warnings).toEqual(warnings);
  });

  it('holds as many blocks as a run has sensitivities in a row that read alike', async () => {
    const first = await session.load(configOf());
    for (const multiply of [1.1, 1.2, 1.3, 1.4, 1.5, 1.6]) {
      const { policies } = await session.load(configOf({ projection: { lapse: { multiply } } }));
      expect(policies).toBe(first.policies);
    }
  });

  it('lists the files that it has read', async () => {
    await session.load(configOf());
    expect(session.files).toEqual([
      'local://mortality.csv',
      'local://lapse.csv',
      'local://expenses.csv',
      'local://policies.csv',
      'local://scenarios.csv',
    ]);
  });
});
