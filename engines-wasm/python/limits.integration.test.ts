/** Engines that do not come back of themselves. */
import { afterAll, describe, expect, test } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { engineSource, moduleOf, OpenedEngine, runtime } from './testing/opened-engine.ts';

afterAll(() => runtime[Symbol.asyncDispose]());

const late = new LiveCalcError('TIMEOUT', 'Node "a" took longer than it may.', { node: 'a' });

/** Interrupts the engine once it has printed or asked, so that it is surely where it does so. */
async function interrupted(run: string, info = ''): Promise<unknown> {
  await using engine = await OpenedEngine.open(engineSource({ run, info }));
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(late);
  const ended = engine.run({
    interrupt: controller.signal,
    onLog: interrupt,
    evaluate: () => {
      interrupt();
      return new Promise(() => {});
    },
  });
  return await ended.catch((error: unknown) => error);
}

test('an endless loop is interrupted, and the error says where it was', async () => {
  const error = await interrupted("while True: print('begun')");
  expect(error).toMatchObject({
    code: 'TIMEOUT',
    message: late.message,
    details: { node: 'a', traceback: expect.stringContaining('while True: print') as string },
  });
});

test('a loop that catches everything is ended with its thread', async () => {
  const error = await interrupted(`
while True:
    try:
        print('begun')
        while True: pass
    except BaseException:
        pass`);
  expect(error).toBe(late);
});

test('a wait without end is ended', async () => {
  const error = await interrupted("import threading; print('begun'); threading.Event().wait()");
  expect(error).toMatchObject({
    code: expect.stringMatching(/TIMEOUT|EXECUTION_FAILED/) as string,
  });
});

test('an engine that sleeps in evaluate is woken, and may return what it has', async () => {
  const outcome = await interrupted(
    `
try:
    self.context.evaluate({'a.x': 1.0}, ['a.m'])
except KeyboardInterrupt:
    sums[0] = 5
    return {'rows_processed': 1}`,
    "evaluates={'parameters': ['a.x'], 'metrics': ['a.m']},",
  );
  expect(outcome).toMatchObject({ isPartial: true, rowsProcessed: 1 });
});

describe('a signal that ends everything', () => {
  test('ends a run at once, with its reason', async () => {
    await using engine = await OpenedEngine.open(
      engineSource({ run: "print('begun')\nwhile True: pass" }),
    );
    const controller = new AbortController();
    const reason = new LiveCalcError('CANCELLED', 'The run was cancelled.');
    const ended = engine.run({ signal: controller.signal, onLog: () => controller.abort(reason) });
    await expect(ended).rejects.toBe(reason);
  });

  test('ends an import that has no end', async () => {
    await using interpreter = await runtime.take();
    const controller = new AbortController();
    const never = new AbortController().signal;
    const module = moduleOf('while True: pass');
    const ended = interpreter.open(module, { signal: controller.signal, interrupt: never });
    controller.abort(late);
    await expect(ended).rejects.toBe(late);
  });
});

test('memory grows no further than its limit', async () => {
  await using engine = await OpenedEngine.open(
    engineSource({ run: "print('begun')\nkept = [bytearray(2**28) for _ in range(16)]" }),
  );
  await expect(engine.run()).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
  expect(engine.interpreter.memoryBytes).toBeLessThanOrEqual(2 * 1024 ** 3);
});
