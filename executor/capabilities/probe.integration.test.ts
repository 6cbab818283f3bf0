import { expect, test } from 'vitest';
import { capabilitiesSchema } from '../../contracts/wire/capabilities.ts';
import { ExecutorPool } from '../executor-pool.ts';
import { StoredModels } from '../testing/stored-models.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import { ThreadPool } from '../../runtime/pool/thread-pool.ts';
import { commonAlignment } from './probe.ts';
import { runSelfTest } from './self-test.ts';

test('a worker finds out what it can do', async () => {
  using models = new StoredModels();
  await using executors = new ExecutorPool({
    threads: 2,
    memoryMb: 1024,
    dataFolder: models.dataFolder,
  });
  const capabilities = capabilitiesSchema.parse(await executors.capabilities());
  expect(capabilities).toMatchObject({
    simd128: true,
    sharedMemory: true,
    columnAlignmentBytes: 64,
    selfTest: { isEqual: true },
    pyodide: { version: '314.0.7' },
    limits: { threads: 2, memoryMb: 1024, heapMb: 256, processes: 2 },
  });
  const engines = capabilities.engines.map(({ name, isReleased }) => ({ name, isReleased }));
  expect(engines).toEqual(
    ['compress', 'projection', 'scenarios'].map((name) => ({ name, isReleased: true })),
  );
});

test('the self-test goes through every engine and has the hash that is committed', async () => {
  using pool = new ThreadPool(nodePlatform(), 2);
  const { executionOrder, resultHash, expectedHash } = await runSelfTest(pool);
  expect(executionOrder).toEqual(['compress', 'scenarios', 'projection']);
  // Where the engines' numbers are meant to change: node executor/self-test/renew.ts
  expect(resultHash).toBe(expectedHash);
});

test.each([
  { addresses: [64, 128, 4096], alignment: 64 },
  { addresses: [4096, 8192], alignment: 4096 },
  { addresses: [64, 72], alignment: 8 },
  { addresses: [3], alignment: 1 },
])('the alignment of $addresses is $alignment', ({ addresses, alignment }) => {
  expect(commonAlignment(addresses)).toBe(alignment);
});
