import { describe, expect, it } from 'vitest';
import { submissionSchema, type SubmissionInput } from '../contracts/wire/submission.ts';
import { smallConfig, smallSubmission } from './testing/small-submission.ts';
import { absentFiles, refuseMissing, refuseUnnamed } from './model-files.ts';
import { submittedModel, type SubmittedModel } from './submitted-model.ts';

function modelOf(submission: SubmissionInput): SubmittedModel {
  return submittedModel(submissionSchema.parse(submission));
}

const engine = Buffer.from('\0asm').toString('base64');
const { policies: _, ...withoutPolicies } = smallConfig;

describe('a submitted model', () => {
  it('has its assets as they are, and references as files known by their hash', () => {
    const sha256 = 'a'.repeat(64);
    const { files } = modelOf({
      ...smallSubmission(),
      assumptionRefs: [{ path: 'product.csv', sha256 }],
    });
    expect(files.get('product.csv')).toEqual({ sha256 });
    expect(files.size).toBe(5);
  });

  it('has no table of an Assumptions Manager: that is resolved by whoever submits', () => {
    const reference = 'assumptions://mortality:latest';
    const assumptions = { ...smallConfig.assumptions, mortality: reference };
    const config = { ...smallConfig, assumptions };
    const set = { 'assumptions.mortality': reference };
    const sensitive = { ...smallConfig, sensitivities: [{ name: 'other table', set }] };
    for (const given of [config, sensitive]) {
      expect(() => modelOf({ ...smallSubmission(), config: given })).toThrow(
        /^assumptions:\/\/mortality:latest is a table of an Assumptions Manager, .* livecalc submit/,
      );
    }
  });

  it('has policies that came as rows in a CSV file of their own', () => {
    const policies = [
      { policy_id: 1, name: 'a "quoted", one', sum: -0 },
      { policy_id: 2, name: 'b', sum: 0.1 },
    ];
    const { config, files } = modelOf({ config: withoutPolicies, policies });
    expect(config.policies).toBe('local://policies.csv');
    expect(files.get('policies.csv')).toEqual({
      text: 'policy_id,name,sum\n1,"a ""quoted"", one",-0\n2,b,0.1\n',
    });
  });

  it('has engines under the names that the configuration gives them, or under their own', () => {
    const named = { ...smallConfig, engines: { own: 'local://mine.wasm' } };
    const wasmBinaries = { own: engine, other: engine };
    const { config, files } = modelOf({ config: named, wasmBinaries });
    expect(config.engines).toEqual({
      own: 'local://mine.wasm',
      other: 'local://engines/other.wasm',
    });
    expect([...files.keys()]).toEqual(['mine.wasm', 'engines/other.wasm']);
  });

  it.each([
    [
      'a file twice',
      { ...smallSubmission(), policies: [{ policy_id: 1 }] },
      'REQUEST_INVALID',
      'policies.csv twice',
    ],
    [
      'rows of different keys',
      { config: withoutPolicies, policies: [{ a: 1 }, { b: 1 }] },
      'REQUEST_INVALID',
      'policies, row 2, a',
    ],
    [
      'rows in the place of a Parquet file',
      { config: { ...smallConfig, policies: 'local://p.parquet' }, policies: [{ a: 1 }] },
      'REQUEST_INVALID',
      'p.parquet',
    ],
    [
      'a Python engine',
      { ...smallSubmission(), pythonScripts: { own: 'pass' } },
      'ENGINE_NOT_FOUND',
      'WebAssembly engines only',
    ],
    ['a wrong configuration', { config: { polices: 'x' } }, 'CONFIG_INVALID', 'polices'],
  ])('with %s is refused', (_name, submission, code, words) => {
    expect(() => modelOf(submission as SubmissionInput)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) as string }),
    );
  });
});

describe('files', () => {
  const { config } = modelOf(
    smallSubmission({
      config: { sensitivities: [{ name: 'other', set: { policies: 'local://other.csv' } }] },
    }),
  );
  const named = ['policies.csv', 'mortality.csv', 'lapse.csv', 'expenses.csv', 'other.csv'];

  it('that a configuration or a sensitivity names must be there', () => {
    expect(absentFiles(config, named)).toEqual([]);
    expect(absentFiles(config, named.slice(0, 4))).toEqual([{ path: 'other.csv' }]);
  });

  it('that are missing are all named, those with a hash so that they can be uploaded', () => {
    const known = { path: 'b.csv', sha256: 'b'.repeat(64) };
    const expected = { code: 'ASSET_MISSING', details: { file: 'a.csv', missing: [known] } };
    expect(() => refuseMissing([{ path: 'a.csv' }, known])).toThrow(
      expect.objectContaining(expected),
    );
    expect(() => refuseMissing([{ path: 'a.csv' }, known])).toThrow(/a\.csv.*b\.csv/);
  });

  it('that nobody names are refused: a key is missing, or they are in vain', () => {
    expect(() => refuseUnnamed(config, [...named, 'product.csv'])).toThrow('product.csv');
  });
});

describe('rows', () => {
  it.each([
    ['no list', {}, [], 'a list'],
    ['no row', [], [], 'at least one row'],
    ['a row that is a list', [{ a: 1 }, [1]], [1], 'an object'],
    ['a cell that is neither text nor number', [{ a: 1 }, { a: null }], [1, 'a'], 'text'],
    [
      'a number that is too large for one',
      [{ a: JSON.parse('1e999') as number }],
      [0, 'a'],
      'text',
    ],
  ])('with %s are refused where they are', (_name, policies, path, words) => {
    const { error } = submissionSchema.safeParse({ config: {}, policies });
    expect(error?.issues).toMatchObject([
      { path: ['policies', ...path], message: expect.stringContaining(words) as string },
    ]);
  });
});
