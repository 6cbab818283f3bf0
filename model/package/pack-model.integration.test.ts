/** Real models packed, and what comes out of the package. */
import { appendFile, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { prepareValuation } from '../../runtime/prepare-valuation.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import { memorySink } from '../../tables/byte-sink.ts';
import { memorySource } from '../../tables/byte-source.ts';
import { assetModel } from '../asset-model.ts';
import { loadConfig } from '../load-config.ts';
import { modelEngines } from '../model-engines.ts';
import { ModelInputs } from '../model-inputs.ts';
import type { Model } from '../model.ts';
import { readPackage, type OpenPackage } from './open-package.ts';
import { localLimits } from './package-limits.ts';
import { packModel, type PackOptions } from './pack-model.ts';
import { sampleModel } from './testing/sample-model.ts';

interface Packing extends Partial<PackOptions> {
  readonly set?: readonly string[];
}

async function packed(folder: string, { set = [], ...options }: Packing = {}): Promise<Buffer> {
  const sink = memorySink();
  await packModel(await loadConfig(folder, () => set), sink, { policies: 'included', ...options });
  return Buffer.from(sink.bytes());
}

function opened(bytes: Buffer): Promise<Omit<OpenPackage, typeof Symbol.asyncDispose>> {
  return readPackage(memorySource('model.lcpkg', new Uint8Array(bytes)), localLimits);
}

async function runHash(model: Model): Promise<string> {
  const { signal } = new AbortController();
  const inputs = new ModelInputs(model, signal);
  await using prepared = await prepareValuation({
    config: model.config,
    inputs: await inputs.load(model.config),
    loadInputs: (config) => inputs.load(config),
    engines: modelEngines(model),
    platform: nodePlatform(),
    signal,
  });
  return prepared.runHash;
}

/** The packaged model, its files stored under names that say nothing. */
async function unpackedModel(bytes: Buffer, store: string): Promise<Model> {
  const { manifest, config, read } = await opened(bytes);
  const files = new Map<string, string>();
  for (const asset of manifest.assets) {
    // The format of a file is told by its ending.
    const file = path.join(store, asset.sha256 + path.extname(asset.path));
    await writeFile(file, read(asset));
    files.set(asset.path, file);
  }
  return assetModel(config, files);
}

it('gives the same bytes in another folder at another time', async () => {
  const [here, there] = [await sampleModel(), await sampleModel()];
  for (const name of ['policies.csv', 'tables/lapse.csv', 'livecalc.config.json']) {
    await utimes(path.join(there, name), new Date(2001, 1, 3), new Date(2001, 1, 3));
  }
  const bytes = await packed(here);
  expect(bytes.equals(await packed(there))).toBe(true);
  expect(bytes.equals(await packed(here, { set: ['scenarios.seed=43'] }))).toBe(false);
});

it('asks for the same run as the folder does', async () => {
  const folder = await sampleModel();
  const set = ['scenarios.count=5', 'projection.lapseMultiplier=1.2'];
  const model = await unpackedModel(await packed(folder, { set }), path.dirname(folder));
  const asked = await runHash(await loadConfig(folder, () => set));
  expect(await runHash(model)).toBe(asked);
  expect(await runHash(await loadConfig(folder))).not.toBe(asked);
});

it('has every file under a path inside it, and says nothing of where it was', async () => {
  const folder = await sampleModel();
  const bytes = await packed(folder);
  const { manifest, config, configText } = await opened(bytes);
  expect(manifest.assets.map((asset) => asset.path)).toEqual([
    'files/mortality.csv',
    'policies.csv',
    'tables/expenses.csv',
    'tables/lapse-high.csv',
    'tables/lapse.csv',
  ]);
  expect(config).toMatchObject({
    policies: 'local://policies.csv',
    assumptions: { mortality: 'local://files/mortality.csv', lapse: 'local://tables/lapse.csv' },
    sensitivities: [
      { set: { 'assumptions.lapse': 'local://tables/lapse-high.csv' } },
      { set: { projection: { mortalityMultiplier: 1.1 } } },
    ],
    scenarios: { parameters: { initial: -0 } },
    output: { dir: 'out' },
  });
  expect(configText).not.toContain('$schema');
  expect(configText).not.toContain('..');
  for (const trace of [folder, '/srv/results', '/home/someone']) {
    expect(bytes.includes(trace)).toBe(false);
  }
});

it('leaves portfolios out by their hash, those of sensitivities too', async () => {
  const sensitivities = [{ name: 'new', set: { policies: 'local://tables/new.csv' } }];
  const folder = await sampleModel({ sensitivities });
  await writeFile(
    path.join(folder, 'tables', 'new.csv'),
    await readFile(path.join(folder, 'policies.csv')),
  );
  const { manifest } = await opened(await packed(folder, { policies: 'by-hash' }));
  const leftOut = manifest.assets.filter(({ included }) => !included);
  expect(leftOut.map((asset) => asset.path)).toEqual(['policies.csv', 'tables/new.csv']);
  expect(leftOut[0]!.sha256).toBe(leftOut[1]!.sha256);
});

it.each([
  ['scenarios and projection of the default pipeline', {}, ['compress', 'projection', 'scenarios']],
  [
    'no scenarios where a file gives them',
    { scenarios: { file: 'local://tables/lapse.csv' } },
    ['compress', 'projection'],
  ],
  [
    'those that a pipeline names, without the model’s own',
    {
      engines: { mine: 'local://tables/lapse.csv' },
      pipeline: {
        nodes: [
          { id: 'a', engine: 'wasm://mine', inputs: ['$scenarios'], outputs: ['bus://x/y'] },
          { id: 'b', engine: 'wasm://mine', inputs: ['bus://x/y'] },
        ],
      },
      sensitivities: [],
    },
    ['scenarios'],
  ],
])('pins %s', async (_, config, names) => {
  const { manifest } = await opened(await packed(await sampleModel(config)));
  expect(Object.keys(manifest.engines)).toEqual(names);
});

it.each([
  ['grows', 'policies.csv', (file: string) => appendFile(file, 'x')],
  ['changes', 'tables/lapse.csv', (file: string) => writeSameSize(file)],
])('refuses a file that %s while it is packed', async (_, name, change) => {
  const folder = await sampleModel();
  const sink = memorySink();
  let isFirst = true;
  const write = async (bytes: Uint8Array): Promise<void> => {
    // The first bytes are the manifest's: every file has been hashed.
    if (isFirst) await change(path.join(folder, name));
    isFirst = false;
    await sink.write(bytes);
  };
  const packing = packModel(await loadConfig(folder), { ...sink, write }, { policies: 'included' });
  await expect(packing).rejects.toMatchObject({
    code: 'ASSET_CHANGED',
    message: expect.stringContaining('changed while it was read') as string,
    details: { file: expect.stringContaining(name) as string },
  });
});

async function writeSameSize(file: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace('0.05', '0.06'));
}

it('names a file that is not there as the configuration does', async () => {
  const folder = await sampleModel({ policies: 'local://policy.csv' });
  await expect(packed(folder)).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
    message: expect.stringContaining('There is no file policy.csv') as string,
  });
});

it('stops when it is told to', async () => {
  const folder = await sampleModel();
  const error = new LiveCalcError('CANCELLED', 'Stopped.');
  await expect(packed(folder, { signal: AbortSignal.abort(error) })).rejects.toBe(error);
});
