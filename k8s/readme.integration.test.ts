/** The README's lines, tried. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checks } from './checks/all.ts';
import { ofKind, parseManifests } from './checks/manifest.ts';
import { documentedSecrets } from './checks/mounts.ts';
import { workerPod } from './checks/workload.ts';
import { renderedFile, workerFolder } from './rendered-file.ts';
import { valueAt } from './testing/json-pointer.ts';
import { kubectlOrNull } from './testing/renderings.ts';

const run = promisify(execFile);
const readme = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
const objects = parseManifests(await readFile(renderedFile, 'utf8'));
const kubectl = await kubectlOrNull();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'livecalc-k8s-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The fenced block that has this in it. */
function block(language: string, text: string): string {
  const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```/gms)];
  const found = blocks.find(([, its, lines]) => its === language && lines?.includes(text));
  return found?.[2] ?? `nothing with ${text}`;
}

/** Fields that older clusters do not know, and the version in which they are on by default. */
const recentFields = [
  ['Deployment', '/spec/template/spec/containers/0/lifecycle/preStop/sleep', '1.30'],
  ['Deployment', '/spec/template/spec/topologySpreadConstraints/0/matchLabelKeys', '1.27'],
  ['Deployment', '/spec/template/spec/topologySpreadConstraints/0/nodeTaintsPolicy', '1.26'],
  ['PodDisruptionBudget', '/spec/unhealthyPodEvictionPolicy', '1.27'],
] as const;

test('it asks for the Kubernetes that the newest field needs', () => {
  for (const [kind, path] of recentFields) {
    expect(valueAt(ofKind(objects, kind)[0], path)).toBeDefined();
  }
  const newest = recentFields
    .map(([, , since]) => since)
    .toSorted()
    .at(-1);
  expect(readme).toContain(`Kubernetes ${newest} or newer`);
});

test('it makes every Secret that the manifests expect', () => {
  for (const [secret, files] of Object.entries(documentedSecrets)) {
    const line = block('sh', `kubectl create secret generic ${secret} -n livecalc`);
    for (const file of files) expect(line).toContain(`--from-file=${file}`);
  }
});

test('its lines for an API key write the hash of the key', async () => {
  const lines = block('sh', 'openssl rand');
  const { stdout: key } = await run('bash', ['-ec', `${lines}\nprintf %s "$key"`], { cwd: folder });
  const keys: unknown = JSON.parse(await readFile(join(folder, 'api-keys.json'), 'utf8'));
  const { stdout } = await run('bash', ['-ec', `printf %s ${key} | sha256sum`]);
  expect(keys).toMatchObject([{ sha256: stdout.slice(0, 64) }]);
});

test('the key that it tells for development is the one of overlays/local', async () => {
  const file = join(import.meta.dirname, 'overlays/local/api-keys.json');
  const [, key = ''] = /The API key is `([\w-]+)`/.exec(readme) ?? [];
  const sha256 = createHash('sha256').update(key).digest('hex');
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject([{ sha256 }]);
});

test.skipIf(kubectl === null)('its overlay for more memory adds up', async () => {
  const resources = `resources: ['${relative(folder, workerFolder)}']\n`;
  await writeFile(join(folder, 'kustomization.yaml'), resources + block('yaml', 'MAX_MEMORY_MB'));
  const larger = parseManifests((await kubectl?.kustomize(folder)) ?? '');
  expect(checks.memoryBudget(larger)).toEqual([]);
  expect(workerPod(larger).settings).toMatchObject({ MAX_MEMORY_MB: '6656', PORT: '3000' });
  expect(workerPod(larger).container.resources?.limits).toMatchObject({ memory: '8Gi' });
});
