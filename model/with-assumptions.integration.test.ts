import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AssumptionResolver } from '../assumptions/resolve/assumption-resolver.ts';
import { startTestManager, temporaryFolder } from '../assumptions/testing/test-manager.ts';
import { loadConfig } from './load-config.ts';
import { folderModel } from './model.ts';
import { openReference } from './open-reference.ts';
import { sampleModel } from './package/testing/sample-model.ts';
import { credentialsFor } from './with-assumptions.ts';

/** With a Python engine, which nobody runs here. */
const pipeline = { nodes: [{ id: 'own', engine: 'python://own' }] };

const lapse = 'year,lapse_rate\n1,0.05\n';

/** A model whose lapse rates are a manager's, and who resolves them. */
async function modelAndResolver() {
  const manager = await startTestManager();
  manager.put('lapse', [{ version: '1', status: 'approved', csv: lapse }]);
  const token = await manager.token();
  const env = {
    LIVECALC_AM_URL: manager.url,
    LIVECALC_AM_TOKEN: token,
    LIVECALC_AM_CACHE_DIR: temporaryFolder(),
  };
  const { signal } = new AbortController();
  const resolver = new AssumptionResolver({ env, ask: null, warn: () => {}, signal });
  const folder = await sampleModel({
    assumptions: {
      mortality: 'local://../shared/mortality.csv',
      lapse: 'assumptions://lapse:latest',
      expenses: 'local://tables/expenses.csv',
    },
    sensitivities: [],
    pipeline,
  });
  return { env, resolver, folder, token };
}

describe('a table of a manager', () => {
  it('that changes in the cache after it was resolved is not read', async () => {
    const { resolver, folder } = await modelAndResolver();
    const model = await loadConfig(folder, undefined, undefined, { resolver });
    const reference = 'assumptions://lapse:latest';
    await using source = await openReference(model, reference);
    expect(source).toMatchObject({ format: 'csv', sizeBytes: lapse.length });
    writeFileSync(model.pathOf(reference), lapse.replace('5', '6'));
    await expect(openReference(model, reference)).rejects.toMatchObject({
      code: 'ASSET_CHANGED',
      details: { file: 'assumptions://lapse:latest (version 1)' },
    });
    rmSync(model.pathOf(reference));
    await expect(openReference(model, reference)).rejects.toThrow(
      /There is no file assumptions:\/\/lapse:latest \(version 1\).* run it again/,
    );
  });

  it('is no file of a model that nobody resolved', async () => {
    const { folder } = await modelAndResolver();
    const { config } = await loadConfig(folder, undefined, undefined, null);
    const { pathOf } = folderModel(config, folder);
    expect(() => pathOf(config.assumptions.lapse)).toThrow(/is a table of an Assumptions Manager/);
  });
});

describe('credentials for an engine in this process', () => {
  it('are those that the model is resolved with', async () => {
    const { env, resolver, folder, token } = await modelAndResolver();
    const model = await loadConfig(folder, undefined, undefined, { resolver });
    expect(await credentialsFor(model)).toEqual({
      am_url: env.LIVECALC_AM_URL,
      am_token: token,
      cache_dir: env.LIVECALC_AM_CACHE_DIR,
    });
    expect(JSON.stringify(model)).not.toContain(token);
  });

  it('are not looked for where no engine is Python', async () => {
    const { resolver } = await modelAndResolver();
    const model = await loadConfig(await sampleModel(), undefined, undefined, { resolver });
    expect(await credentialsFor(model)).toBe(null);
  });

  it('are not there for a model that a server has, nor where nobody named a manager', async () => {
    const { folder } = await modelAndResolver();
    const model = await loadConfig(folder, undefined, undefined, null);
    expect(await credentialsFor(model)).toBe(null);
    const { signal } = new AbortController();
    const resolver = new AssumptionResolver({ env: {}, ask: null, warn: () => {}, signal });
    const local = await loadConfig(
      await sampleModel({ pipeline, sensitivities: [] }),
      undefined,
      undefined,
      {
        resolver,
      },
    );
    expect(await credentialsFor(local)).toBe(null);
  });

  it('come from am_credentials.json beside the configuration too', async () => {
    const { env, folder, token } = await modelAndResolver();
    const file = path.join(folder, 'am_credentials.json');
    writeFileSync(file, JSON.stringify({ url: env.LIVECALC_AM_URL, token }), { mode: 0o600 });
    const { LIVECALC_AM_CACHE_DIR } = env;
    const { signal } = new AbortController();
    const options = { env: { LIVECALC_AM_CACHE_DIR }, ask: null, warn: () => {}, signal };
    const resolver = new AssumptionResolver(options);
    const model = await loadConfig(folder, undefined, undefined, { resolver });
    expect(model.config.pins).toMatchObject([{ name: 'lapse', version: '1' }]);
    expect(await credentialsFor(model)).toMatchObject({ am_token: token });
  });
});
