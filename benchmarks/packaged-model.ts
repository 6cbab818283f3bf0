/** A model whose lapses follow interest policy by policy, packed with its portfolio. */
import path from 'node:path';
import { loadConfig } from '../model/load-config.ts';
import { packModel } from '../model/package/pack-model.ts';
import { createFileSink } from '../tables/node/file-sink.ts';
import type { Bench } from './figure.ts';
import { dynamicLapse, writeModel, type ModelSize } from './model.ts';
import { portfolio } from './portfolio.ts';

/** Resolves to the package's file, in the folder of the figure. */
export async function writePackage(
  { folder }: Bench,
  size: ModelSize,
  tables: readonly string[],
): Promise<string> {
  const policies = portfolio(size.policies, { hasReferenceRate: true });
  const model = await writeModel(folder, size, policies);
  const file = path.join(folder, `${path.basename(model.folder)}.lcpkg`);
  const settings = [
    `projection.dynamicLapse=${JSON.stringify(dynamicLapse)}`,
    `output.tables=${JSON.stringify(tables)}`,
  ];
  const sink = createFileSink(file);
  await packModel(await loadConfig(model.folder, () => settings), sink, { policies: 'included' });
  await sink.close();
  return file;
}
