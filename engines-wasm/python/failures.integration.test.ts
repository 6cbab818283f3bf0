/** Every code that an interpreter throws, provoked. */
import { afterAll, describe, expect, test } from 'vitest';
import {
  axes,
  block,
  engineSource,
  inputs,
  moduleOf,
  OpenedEngine,
  outputs,
  runtime,
} from './testing/opened-engine.ts';

afterAll(() => runtime[Symbol.asyncDispose]());

async function openError(source: string): Promise<unknown> {
  return await OpenedEngine.open(source).then(
    async (engine) => {
      await engine[Symbol.asyncDispose]();
      return 'opened';
    },
    (error: unknown) => error,
  );
}

async function runError(run: string): Promise<unknown> {
  await using engine = await OpenedEngine.open(engineSource({ run }));
  return await engine.run().catch((error: unknown) => error);
}

const text = (part: string): string => expect.stringContaining(part) as string;

describe('ENGINE_INIT_FAILED', () => {
  test.each([
    ['a module that is no Python', 'def (', 'SyntaxError'],
    ['an import of what is not there', 'import numpy', "No module named 'numpy'"],
    ['no engine in the module', 'x = 1', 'exactly one subclass of ICalcEngine'],
    [
      'a constructor that raises',
      engineSource({ methods: '    def __init__(self): 1 / 0' }),
      'ZeroDivisionError',
    ],
    ['SystemExit at import', 'import sys; sys.exit(3)', 'SystemExit'],
    [
      'InitializationError',
      engineSource({ initialize: "raise InitializationError('no table')" }),
      'InitializationError: no table',
    ],
    [
      'initialize that does not initialize',
      engineSource({ initialize: 'return' }),
      'is_initialized is False',
    ],
  ])('%s', async (_, source, part) => {
    expect(await openError(source)).toMatchObject({
      code: 'ENGINE_INIT_FAILED',
      message: text(part),
      details: { engine: 'python://mine' },
    });
  });
});

test('CONFIG_INVALID is ConfigurationError in initialize', async () => {
  const source = engineSource({
    initialize: "raise ConfigurationError('alpha must be positive, is -1')",
  });
  expect(await openError(source)).toMatchObject({
    code: 'CONFIG_INVALID',
    message: text('alpha must be positive, is -1'),
    details: { traceback: text('in initialize') },
  });
});

test('ENGINE_INVALID says what get_info says that has no meaning', async () => {
  const source = engineSource({}).replace(
    "'type': 'f64', 'axes': ['scenario']",
    "'type': 'f32', 'axes': ['scenario']",
  );
  expect(await openError(source)).toMatchObject({ code: 'ENGINE_INVALID', message: text('f32') });
});

test("EXECUTION_FAILED has the engine's own lines, and no others", async () => {
  const error = await runError(`
def inner(x):
    return 1 / x
inner(0)`);
  expect(error).toMatchObject({
    code: 'EXECUTION_FAILED',
    message: text('ZeroDivisionError: division by zero (mine.py, line'),
    details: { traceback: text('return 1 / x') },
  });
  const { traceback } = (error as { details: { traceback: string } }).details;
  expect(traceback).toContain('inner(0)');
  expect(traceback).not.toContain('livecalc_host');
});

test.each([
  ['a report of another kind', 'return [1]', 'it must return a dict'],
  ['an unknown part of the report', "return {'rows': 1}", 'runChunk returned rows'],
  [
    'a report of no success',
    "return {'success': False, 'error_message': 'no'}",
    'ExecutionError: no',
  ],
  [
    'a column that is replaced and not filled',
    "outputs['sums']['sum'] = [1.0, 2.0]",
    'does not support item assignment',
  ],
  ['an input that is written to', 'rate[0, 0] = 1.0', 'cannot modify read-only memory'],
  ['recursion without end', '(f := lambda: f())()', 'RecursionError'],
])('EXECUTION_FAILED: %s', async (_, run, part) => {
  expect(await runError(run)).toMatchObject({ code: 'EXECUTION_FAILED', message: text(part) });
});

test('OUT_OF_MEMORY is MemoryError', async () => {
  expect(await runError('bytearray(2**31 - 1)')).toMatchObject({
    code: 'OUT_OF_MEMORY',
    details: { hint: text('memory is full') },
  });
});

test('NUMERICAL_ERROR is a metric that is not finite', async () => {
  const error = await runError("return {'metrics': {'rate': float('nan')}}");
  expect(error).toMatchObject({ code: 'NUMERICAL_ERROR', message: text('The metric rate is nan') });
});

test('HANDOFF_FAILED is an output that the engine released', async () => {
  const error = await runError('sums.release()');
  expect(error).toMatchObject({
    code: 'HANDOFF_FAILED',
    message: text('released its output sums.sum'),
  });
});

test('HANDOFF_FAILED is a column that does not lie in the memory', async () => {
  await using engine = await OpenedEngine.open(engineSource({}));
  const never = new AbortController().signal;
  const run = engine.interpreter.run(
    {
      memory: engine.columns.memory,
      axes,
      inputs: [block('rates', 'rate', 65_528, [2, 3])],
      outputs,
    },
    { signal: never, interrupt: never, onLog: () => {} },
  );
  await expect(run).rejects.toMatchObject({ code: 'HANDOFF_FAILED' });
});

test('INPUT_SIZE_MISMATCH is a shape that does not hold the column', async () => {
  await using engine = await OpenedEngine.open(engineSource({}));
  const never = new AbortController().signal;
  const [rates] = inputs;
  const wrong = [{ ...rates!, columns: [{ ...rates!.columns[0]!, shape: [2, 4] }] }];
  const run = engine.interpreter.run(
    { memory: engine.columns.memory, axes, inputs: wrong, outputs },
    { signal: never, interrupt: never, onLog: () => {} },
  );
  await expect(run).rejects.toMatchObject({
    code: 'INPUT_SIZE_MISMATCH',
    message: text('rates.rate as [2 x 4], which is 8 values; the block on the bus has 6'),
  });
});

test('THREAD_LOST is asking what was disposed of', async () => {
  const engine = await OpenedEngine.open(engineSource({}));
  await engine[Symbol.asyncDispose]();
  await expect(engine.run()).rejects.toMatchObject({ code: 'THREAD_LOST' });
});

test('ASSET_CHANGED is a wheel without the hash it is pinned to', async () => {
  await using interpreter = await runtime.take();
  const name = 'tiny-1.0-py3-none-any.whl';
  const wheel = { name, bytes: new Uint8Array([1, 2, 3]), sha256: '0'.repeat(64) };
  const opened = interpreter.open(moduleOf(engineSource({}), [wheel]));
  await expect(opened).rejects.toMatchObject({ code: 'ASSET_CHANGED', message: text(name) });
});
