import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { checks } from './checks/all.ts';
import { ofKind, parseManifests, theOnly } from './checks/manifest.ts';
import { workerPod } from './checks/worker-pod.ts';
import { renderedFile, renderFile } from './rendered-file.ts';
import { folders, kubectlOrReason, renderFolder } from './testing/renderings.ts';

const kubectl = await kubectlOrReason();
if (typeof kubectl === 'string') process.stdout.write(`skipped: k8s overlays. ${kubectl}\n`);
const isThere = typeof kubectl === 'object';
const renderings = isThere
  ? await Promise.all(
      folders.map(async (folder) => [folder, await renderFolder(kubectl, folder)] as const),
    )
  : [];
const committed = await readFile(renderedFile, 'utf8');
const checkNames = Object.keys(checks) as (keyof typeof checks)[];

describe('worker-deployment.yaml', () => {
  test.each(checkNames)('passes the check of %s', (name) => {
    expect(checks[name](parseManifests(committed))).toEqual([]);
  });

  test.skipIf(!isThere)('is what the base renders to; `npm run k8s:render` writes it', async () => {
    expect(isThere && (await renderFile(kubectl))).toBe(committed);
  });

  test('names the image of this version', () => {
    const { image } = workerPod(parseManifests(committed)).container;
    expect(image).toBe(`livecalc-worker:${packageJson.version}`);
  });
});

describe.skipIf(!isThere).each(renderings)('%s', (_, objects) => {
  test.each(checkNames)('passes the check of %s', (name) => {
    expect(checks[name](objects)).toEqual([]);
  });
});
