import { afterAll, expect, test } from 'vitest';
import {
  axes,
  block,
  Columns,
  engineSource,
  moduleOf,
  OpenedEngine,
  printed,
  runtime,
} from './testing/opened-engine.ts';
import type { EvaluateRequest } from './interpreter.ts';

afterAll(() => runtime[Symbol.asyncDispose]());

const summing = engineSource({
  run: `
for s in range(2):
    sums[s] = sum(rate[s, t] for t in range(3)) * self.config.get('factor', 1)
return {'rows_processed': 2, 'warnings': ['thin'], 'metrics': {'sum': sums[0] + sums[1]}}`,
});

test('an engine reads shaped inputs and fills its outputs, each copied once', async () => {
  await using engine = await OpenedEngine.open(summing);
  const outcome = await engine.run();
  expect(engine.columns.sums).toEqual([6, 150]);
  expect(outcome).toMatchObject({
    rowsProcessed: 2,
    warnings: ['thin'],
    metrics: { sum: 156 },
    parameters: null,
    isPartial: false,
    copies: 2,
    bytesIn: 48,
    bytesOut: 16,
  });
  expect(outcome.pythonMemoryBytes).toBeGreaterThan(10_000_000);
});

test('every type arrives as it was declared, and a column of no rows is empty', async () => {
  const source = engineSource({
    run: `
for name, view in inputs['all'].items():
    print(name, view.format, view.shape, view.tolist(), view.readonly)`,
  }).replace("rate, sums = inputs['rates']['rate'], outputs['sums']['sum']", '');
  await using engine = await OpenedEngine.open(source);
  const { memory } = new Columns();
  new Int32Array(memory.buffer, 256, 2).set([-1, 7]);
  const columns = [
    block('all', 'signed', 256, [2], 'i32'),
    block('all', 'unsigned', 256, [1, 2], 'u32'),
    block('all', 'none', 0, [0, 3]),
  ].flatMap((one) => one.columns);
  const never = new AbortController().signal;
  const told: string[] = [];
  await engine.interpreter.run(
    { memory, axes, inputs: [{ name: 'all', columns }], outputs: [] },
    { signal: never, interrupt: never, onLog: ({ text }) => told.push(text) },
  );
  expect(told).toEqual([
    'signed i (2,) [-1, 7] True',
    'unsigned I (1, 2) [[4294967295, 7]] True',
    'none d (0,) [] True',
  ]);
});

test('an engine may be initialized again after it has run', async () => {
  await using engine = await OpenedEngine.open(summing, { config: { factor: 2 } });
  await engine.run();
  await engine.interpreter.initialize({ factor: 3 }, { seed: 42 });
  await engine.run();
  expect(engine.columns.sums).toEqual([18, 450]);
});

test('get_info says what the host fills in: the stage and how columns combine', async () => {
  await using interpreter = await runtime.take();
  const info = await interpreter.open(moduleOf(summing));
  expect(info.stages).toEqual([{ name: 'run', over: 'none' }]);
  expect(info.outputs[0]?.columns[0]).toMatchObject({ stage: 'run', combine: 'concat' });
});

test('what Python prints comes line by line, by stream, also without a last line end', async () => {
  const source = engineSource({
    run: `
import sys
print('one\\ntwo')
print('bad', file=sys.stderr)
print('rest', end='')`,
  });
  await using engine = await OpenedEngine.open(source);
  await engine.run();
  expect(engine.log).toEqual([
    { stream: 'stdout', text: 'one' },
    { stream: 'stdout', text: 'two' },
    { stream: 'stderr', text: 'bad' },
    { stream: 'stdout', text: 'rest' },
  ]);
});

test('an engine that prints without end fills no memory', async () => {
  const lines = await printed("for i in range(10_005): print('x' * 5000)");
  expect(lines).toHaveLength(10_001);
  expect(lines[0]).toHaveLength(4097);
  expect(lines.at(-1)).toBe('(5 further lines left out)');
});

const evaluating = engineSource({
  info: "evaluates={'parameters': ['a.x'], 'metrics': ['b.m']},",
  run: `
found = self.context.evaluate({'a.x': 0.5}, ['b.m'])
sums[0] = found['b.m']
return {'parameters': {'a.x': 0.5}}`,
});

test('evaluate sleeps until it is answered', async () => {
  await using engine = await OpenedEngine.open(evaluating);
  const asked: EvaluateRequest[] = [];
  const outcome = await engine.run({
    evaluate: async (request) => {
      asked.push(request);
      await new Promise((resolve) => setImmediate(resolve));
      return { 'b.m': 0.1 + 0.2 };
    },
  });
  expect(asked).toEqual([{ parameters: { 'a.x': 0.5 }, metrics: ['b.m'] }]);
  expect(engine.columns.sums[0]).toBe(0.1 + 0.2);
  expect(outcome.parameters).toEqual({ 'a.x': 0.5 });
});

test('what fails upstream is raised in the engine and is the cause of its failure', async () => {
  await using engine = await OpenedEngine.open(evaluating);
  const upstream = new Error('projection failed');
  const run = engine.run({ evaluate: () => Promise.reject(upstream) });
  await expect(run).rejects.toMatchObject({
    code: 'EXECUTION_FAILED',
    message: expect.stringContaining('ExecutionError: projection failed') as string,
    cause: upstream,
  });
});

test('credentials come to initialize as the interface says', async () => {
  const source = engineSource({
    initialize: "self.seen = credentials['am_url']",
    run: 'print(self.seen, self.context.seed, self.context.axes["time"])',
  });
  await using engine = await OpenedEngine.open(
    source.replace("credentials['am_url']", 'credentials'),
  );
  const credentials = { am_url: 'http://127.0.0.1:1/', am_token: 'secret', cache_dir: '/c' };
  await engine.interpreter.initialize({}, { seed: 7, credentials });
  await engine.run();
  expect(engine.log[0]?.text).toContain("'am_url': 'http://127.0.0.1:1/'");
  expect(engine.log[0]?.text).toContain('} 7 3');
});
