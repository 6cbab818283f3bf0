import { expect, test } from 'vitest';
import type { PythonInterpreter } from './interpreter.ts';
import { SpareRuntime, type StartOptions } from './spare-runtime.ts';

/** Interpreters that are numbered in the order of their start. */
class Starts {
  readonly started: number[] = [];
  readonly ended: number[] = [];
  failures = 0;

  readonly start = ({ onEnd }: StartOptions): Promise<PythonInterpreter> => {
    if (this.failures-- > 0) return Promise.reject(new Error('no Pyodide'));
    const number = this.started.length;
    this.started.push(number);
    return Promise.resolve({
      memoryBytes: number,
      [Symbol.asyncDispose]: () => {
        this.ended.push(number);
        onEnd();
        return Promise.resolve();
      },
    } as unknown as PythonInterpreter);
  };
}

test('nothing is started before somebody asks', () => {
  const starts = new Starts();
  expect(new SpareRuntime(starts.start)).toBeDefined();
  expect(starts.started).toEqual([]);
});

test('when one ends, the next is started ahead, and no third', async () => {
  const starts = new Starts();
  const runtime = new SpareRuntime(starts.start);
  const [first, second] = await Promise.all([runtime.take(), runtime.take()]);
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  expect(starts.started).toEqual([0, 1, 2]);
  expect((await runtime.take()).memoryBytes).toBe(2);
});

test('a spare that could not start is tried again by who asks next', async () => {
  const starts = new Starts();
  const runtime = new SpareRuntime(starts.start);
  const first = await runtime.take();
  starts.failures = 1;
  await first[Symbol.asyncDispose]();
  await new Promise((resolve) => setImmediate(resolve));
  expect((await runtime.take()).memoryBytes).toBe(1);
});

test('the spare ends with the runtime, and no other is started', async () => {
  const starts = new Starts();
  const runtime = new SpareRuntime(starts.start);
  const [first, second] = await Promise.all([runtime.take(), runtime.take()]);
  await first[Symbol.asyncDispose]();
  await runtime[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  expect(starts.ended).toEqual([0, 2, 1]);
  expect(starts.started).toHaveLength(3);
});
