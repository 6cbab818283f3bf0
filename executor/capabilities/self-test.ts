/** A tiny valuation through every built-in engine, whose result hash is known. */
import { readFile } from 'node:fs/promises';
import { wholeResultHash } from '../../contracts/whole-result.ts';
import path from 'node:path';
import { z } from 'zod';
import { sha256Schema } from '../../contracts/package-manifest.ts';
import { loadConfig } from '../../model/load-config.ts';
import { modelEngines } from '../../model/model-engines.ts';
import { readInputs } from '../../model/model-inputs.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import type { ThreadPool } from '../../runtime/pool/thread-pool.ts';
import { prepareValuation } from '../../runtime/prepare-valuation.ts';
import { valuePrepared } from '../../runtime/run-valuation.ts';
import { memorySink } from '../../tables/byte-sink.ts';
import { writeTable } from '../../tables/write-table.ts';

export const selfTestFolder = path.join(import.meta.dirname, '..', 'self-test');
const expectedSchema = z.strictObject({ resultHash: sha256Schema });

export interface SelfTest {
  readonly resultHash: string;
  readonly expectedHash: string;
  readonly executionOrder: readonly string[];
  /** Of every column on the bus, inputs and outputs. */
  readonly columnAddresses: readonly number[];
}

/** Values the model of the self-test. Throws what a valuation throws. */
export async function runSelfTest(pool: ThreadPool): Promise<SelfTest> {
  const text = await readFile(path.join(selfTestFolder, 'expected.json'), 'utf8');
  const { resultHash: expectedHash } = expectedSchema.parse(JSON.parse(text));
  const model = await loadConfig(selfTestFolder, undefined, undefined, null);
  const inputs = await readInputs(model, new AbortController().signal);
  await using prepared = await prepareValuation({
    config: model.config,
    inputs,
    engines: modelEngines(model),
    platform: nodePlatform(),
    pool,
  });
  const { result, tables } = await valuePrepared(prepared);
  // Written as well, to nowhere, so that the first run that is stored finds its way warm.
  for (const table of tables) await writeTable(table, 'arrow', memorySink());
  const columns = prepared.plan.layout.regions.flatMap((region) => region.columns);
  return {
    resultHash: wholeResultHash(result),
    expectedHash,
    executionOrder: prepared.executionOrder,
    columnAddresses: columns.map(({ address }) => address),
  };
}
