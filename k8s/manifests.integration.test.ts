import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { createAuthenticator } from '../service/auth/create-authenticator.ts';
import { loadSettings } from '../service/settings/load-settings.ts';
import { workerSettings } from '../worker/settings.ts';
import { checks } from './checks/all.ts';
import { parseManifests } from './checks/manifest.ts';
import { workerPod } from './checks/workload.ts';
import { renderedFile, renderFile } from './rendered-file.ts';
import { folders, kubectlOrNull, renderFolder } from './testing/renderings.ts';

const kubectl = await kubectlOrNull();
const renderings = await Promise.all(
  kubectl === null
    ? []
    : folders.map(async (folder) => [folder, await renderFolder(kubectl, folder)] as const),
);
const committed = await readFile(renderedFile, 'utf8');
const checkNames = Object.keys(checks) as (keyof typeof checks)[];

describe('worker-deployment.yaml', () => {
  test.each(checkNames)('passes the check of %s', (name) => {
    expect(checks[name](parseManifests(committed))).toEqual([]);
  });

  test.skipIf(kubectl === null)(
    'is what the base renders to; `npm run k8s:render` writes it',
    async () => {
      expect(kubectl && (await renderFile(kubectl))).toBe(committed);
    },
  );
});

describe.skipIf(kubectl === null).each(renderings)('%s', (_, objects) => {
  test.each(checkNames)('passes the check of %s', (name) => {
    expect(checks[name](objects)).toEqual([]);
  });
});

test.each(renderings.filter(([folder]) => folder !== 'overlays/local'))(
  '%s names the image of this version',
  (_, objects) => {
    const { image = '' } = workerPod(objects).container;
    expect(image.split('/').at(-1)).toBe(`livecalc-worker:${packageJson.version}`);
  },
);

test.each(renderings)('%s says completely who may come in', async (_, objects) => {
  const settings = loadSettings(workerSettings, workerPod(objects).settings);
  const keys = join(import.meta.dirname, 'overlays/local/api-keys.json');
  const authenticator = createAuthenticator({ ...settings, AUTH_API_KEYS_FILE: keys }, () => {});
  await expect(authenticator).resolves.toMatchObject({ required: true });
});
