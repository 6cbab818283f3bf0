/** Two interpreters that are asked the same give the same bytes (I1). */
import { afterAll, expect, test } from 'vitest';
import { nodePython } from '../node/node-python.ts';
import type { PythonRuntime } from './interpreter.ts';
import type { SnapshotStore } from './snapshot-start.ts';
import { engineSource, OpenedEngine, printed, runtime } from './testing/opened-engine.ts';

afterAll(() => runtime[Symbol.asyncDispose]());

const drawing = engineSource({
  head: 'import random\nearly = random.random()',
  initialize: 'self.drawn = random.random()',
  run: `
sums[0] = random.random() + self.drawn + early
sums[1] = random.gauss() + random.Random().random()`,
});

async function drawn(seed: number, from: PythonRuntime = runtime): Promise<number[]> {
  await using engine = await OpenedEngine.open(drawing, { seed, from });
  await engine.run();
  return engine.columns.sums;
}

test('the same seed gives the same numbers, another seed others', async () => {
  const first = await drawn(42);
  expect(await drawn(42)).toEqual(first);
  expect(await drawn(43)).not.toEqual(first);
});

test('a run does not depend on the runs before it', async () => {
  await using engine = await OpenedEngine.open(drawing);
  await engine.run();
  const first = engine.columns.sums;
  await engine.run();
  expect(engine.columns.sums).toEqual(first);
});

test('sets of strings are in the same order in two interpreters', async () => {
  const order = "print({str(n) for n in range(50)}, hash('a'), hash(b'b'))";
  const first = await printed(order);
  expect(await printed(order)).toEqual(first);
});

test('a plain start gives the bytes of a start from a snapshot', async () => {
  await using plain = nodePython({ cacheFolder: null, snapshots: null })!;
  expect(await drawn(42, plain)).toEqual(await drawn(42));
});

test('a snapshot that cannot be loaded is followed by a plain start', async () => {
  const spoiled: SnapshotStore = {
    read: () => Promise.resolve(new Uint8Array([1, 2, 3])),
    write: () => Promise.resolve(),
  };
  await using started = nodePython({ cacheFolder: null, snapshots: spoiled })!;
  expect(await drawn(42, started)).toEqual(await drawn(42));
});
