/** What is submitted, and what must come back: valued here, in this process, on one thread. */
import { mkdir } from 'node:fs/promises';
import { wholeResultHash } from '../contracts/whole-result.ts';
import path from 'node:path';
import { dynamicLapse, writeModel } from '../benchmarks/model.ts';
import { portfolio } from '../benchmarks/portfolio.ts';
import { loadConfig } from '../model/load-config.ts';
import { packModel } from '../model/package/pack-model.ts';
import { valueConfig } from '../parity-tests/value-folder.ts';
import { createFileSink } from '../tables/node/file-sink.ts';

export interface ChaosModel {
  readonly kind: string;
  /** A package. */
  readonly file: string;
  readonly resultHash: string;
}

interface Kind {
  readonly policies: number;
  readonly scenarios: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

const lapses = { 'projection.dynamicLapse': dynamicLapse };

const kinds: Readonly<Record<string, Kind>> = {
  small: { policies: 500, scenarios: 100, settings: {} },
  spread: { policies: 20_000, scenarios: 500, settings: lapses },
  'policies table': {
    policies: 10_000,
    scenarios: 300,
    settings: { ...lapses, 'output.tables': ['scenarios', 'policies'] },
  },
  sensitivities: {
    policies: 8000,
    scenarios: 300,
    settings: {
      ...lapses,
      sensitivities: [
        { name: 'mortality +15 %', set: { 'projection.mortality.multiply': 1.15 } },
        { name: 'lapse up +50 %', set: { 'projection.lapse.multiply': 1.5 } },
      ],
    },
  },
};

/** Each kind with so many seeds. */
export async function makeModels(folder: string, seeds: number): Promise<readonly ChaosModel[]> {
  const models: ChaosModel[] = [];
  for (const [kind, { settings, ...size }] of Object.entries(kinds)) {
    await mkdir(folder, { recursive: true });
    const model = await writeModel(
      folder,
      size,
      portfolio(size.policies, { hasReferenceRate: true }),
    );
    for (let seed = 1; seed <= seeds; seed++) {
      const all = { ...settings, 'scenarios.seed': seed };
      const assignments = Object.entries(all).map(
        ([key, value]) => `${key}=${JSON.stringify(value)}`,
      );
      const loaded = await loadConfig(model.folder, () => assignments);
      const file = path.join(model.folder, `${seed}.lcpkg`);
      const sink = createFileSink(file);
      await packModel(loaded, sink, { policies: 'included' });
      await sink.close();
      const { result } = await valueConfig(loaded.config, model.folder, { threads: 1 });
      models.push({ kind, file, resultHash: wholeResultHash(result) });
    }
  }
  return models;
}
