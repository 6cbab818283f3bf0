import { describe, expect, it } from 'vitest';
import type { StageProductRef, TaskModel } from '../../contracts/wire/task.ts';
import { thrownBy } from '../../service/testing/thrown.ts';
import { everyPool } from '../../contracts/wire/task.ts';
import { advanceTask, chunkTask, sharedLane } from '../queue/testing/sample-tasks.ts';
import { checkLane, objectsOf, runPart, type PartFiles } from './run-part.ts';
import { sampleModel } from './testing/sample-model.ts';

const object = (letter: string): { sha256: string; sizeBytes: number } => ({
  sha256: letter.repeat(64),
  sizeBytes: 1,
});
const model: TaskModel = sampleModel({ 'policies.csv': object('a') });
const products: StageProductRef[] = [
  { stage: 0, sums: object('b'), slices: [], isUndivided: false },
  {
    stage: 1,
    sums: null,
    slices: [
      { range: { begin: 0, count: 2 }, object: object('c') },
      { range: { begin: 2, count: 2 }, object: object('d') },
    ],
    isUndivided: false,
  },
  { stage: 2, sums: null, slices: [], isUndivided: true },
];
const files: PartFiles = {
  model,
  products,
  fileOf: ({ sha256 }) => `/files/${sha256[0]}`,
  resultFolder: '/tasks/1',
};

describe('a task for executors', () => {
  it('needs every object that model and products name', () => {
    expect(objectsOf(model, products).map(({ sha256 }) => sha256[0])).toEqual(['a', 'b', 'c', 'd']);
  });

  it('names the files where they lie', () => {
    const part = runPart(advanceTask(), files, true);
    expect(part).toMatchObject({
      jobId: advanceTask().jobId,
      engines: null,
      work: { kind: 'advance', spreadAboveMs: 200 },
      task: { tenant: 'acme', resultFolder: '/tasks/1', bringsCode: false },
    });
    expect(part.task.assets.get('policies.csv')).toEqual({
      sha256: 'a'.repeat(64),
      file: '/files/a',
    });
    expect([...part.products]).toEqual([
      [0, { sums: '/files/b', slices: [], isUndivided: false }],
      [
        1,
        {
          sums: null,
          slices: [
            { range: { begin: 0, count: 2 }, file: '/files/c' },
            { range: { begin: 2, count: 2 }, file: '/files/d' },
          ],
          isUndivided: false,
        },
      ],
      [2, { sums: null, slices: [], isUndivided: true }],
    ]);
  });

  it('is a range of a stage, and of these engines, where it is a chunk', () => {
    const task = chunkTask(4);
    const part = runPart(task, files, true);
    expect(part.work).toEqual({ kind: 'chunk', stage: 0, range: { begin: 4, count: 1 } });
    expect(part.engines).toEqual(task.engines);
  });

  it('brings code where the model does, whatever the task says', async () => {
    const withCode = {
      ...model,
      config: { ...model.config, engines: { mine: 'local://mine.wasm' } },
    };
    const task = advanceTask({ bringsCode: false });
    expect(runPart(task, { ...files, model: withCode }, true).task.bringsCode).toBe(true);
    const error = await thrownBy(() => runPart(task, { ...files, model: withCode }, false));
    expect(error.code).toBe('PACKAGE_CODE_DENIED');
  });

  it('is refused where its configuration is wrong', async () => {
    const wrong = { ...model, config: { ...model.config, scenarios: 7 } };
    const error = await thrownBy(() => runPart(advanceTask(), { ...files, model: wrong }, true));
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(error.message).toContain('livecalc.config.json');
  });
});

describe('the lane of a task', () => {
  it('is that of its worker', async () => {
    checkLane(advanceTask(), sharedLane);
    checkLane(advanceTask({ pool: 't-1' }), { ...sharedLane, pool: everyPool });
    const foreign = [advanceTask({ pool: 't-1' }), advanceTask({ runtimeVersion: '0.4.0' })];
    for (const task of foreign) {
      expect((await thrownBy(() => checkLane(task, sharedLane))).code).toBe('INTERNAL');
    }
  });
});
