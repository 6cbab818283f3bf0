/** What is in the image, and what is not. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { distFolder } from '../engines-wasm/build/build-engines.ts';
import { readManifest } from '../engines-wasm/build/manifest.ts';
import { docker, runScriptIn } from './testing/docker.ts';
import { imageUnderTest, whyNoImage } from './testing/image-under-test.ts';

interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Healthcheck: { readonly Test: readonly string[] };
  readonly Labels: Readonly<Record<string, string>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

const image = imageUnderTest!;
if (imageUnderTest === undefined) process.stdout.write(`SKIPPED: the image, ${whyNoImage}\n`);

async function inspect(): Promise<{ readonly Size: number; readonly Config: ImageConfig }> {
  return JSON.parse(await docker('image', 'inspect', '--format={{json .}}', image));
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(new URL(`../${path}`, import.meta.url), 'utf8')) as T;
}

describe.skipIf(imageUnderTest === undefined)('the image', () => {
  test('is smaller than 400 MB unpacked', async () => {
    const { Size: sizeBytes } = await inspect();
    process.stdout.write(`The image: ${Math.round(sizeBytes / 1e6)} MB unpacked.\n`);
    expect(sizeBytes).toBeLessThan(400e6);
  });

  test('tells its version and the engines that are in it', async () => {
    const { Labels: labels } = (await inspect()).Config;
    const { version } = await readJson<{ version: string }>('package.json');
    const { engines } = (await readManifest(distFolder))!;
    const hashes = Object.entries(engines).map(([name, { sha256 }]) => `${name}@sha256:${sha256}`);
    expect(labels).toMatchObject({
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'livecalc.engines': hashes.join(' '),
    });
    const inside = await runScriptIn<string[]>(
      image,
      `const { createHash } = require('crypto'), { readFileSync } = require('fs');
       const of = (name) => readFileSync('/app/engines-wasm/dist/' + name + '.wasm');
       const hash = (name) => createHash('sha256').update(of(name)).digest('hex');
       console.log(JSON.stringify(${JSON.stringify(Object.keys(engines))}.map((name) => name + '@sha256:' + hash(name))))`,
    );
    expect(inside).toEqual(hashes);
  });

  test('starts Node without a shell, as a user that is a number', async () => {
    const {
      User: user,
      Entrypoint: entry,
      Cmd: command,
      Healthcheck: health,
    } = (await inspect()).Config;
    expect(user).toBe('1000:1000');
    expect(entry).toEqual(['prlimit', '--core=0:0', 'node', 'image/start.ts']);
    expect(command).toEqual(['worker']);
    expect(health.Test).toEqual(['CMD', 'node', 'image/health-check.ts']);
  });

  test('has the production dependencies, and lists exactly these in its SBOM', async () => {
    const { packages } = await readJson<{ packages: Record<string, LockedPackage> }>(
      'package-lock.json',
    );
    const locked = Object.entries(packages)
      .filter(([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional)
      .filter(([path]) => path !== '')
      .map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`);
    const inside = await runScriptIn<{ listed: string[]; installed: string[] }>(
      image,
      `const { globSync, readFileSync } = require('fs');
       const read = (file) => JSON.parse(readFileSync('/app/' + file));
       const places = ['**/node_modules/*/package.json', '**/node_modules/@*/*/package.json'];
       const name = (it) => (it.group ? it.group + '/' : '') + it.name + '@' + it.version;
       console.log(JSON.stringify({
         listed: read('sbom.cdx.json').components.map(name),
         installed: globSync(places, { cwd: '/app' }).map((file) => name(read(file))),
       }))`,
    );
    const expected = [...new Set(locked)].toSorted();
    expect([...new Set(inside.installed)].toSorted()).toEqual(expected);
    expect(inside.listed.toSorted()).toEqual(expected);
  });

  test('can import all that servers import lazily, though much of the packages is taken out', async () => {
    const lazily = [
      '@azure/identity',
      '@azure/storage-blob',
      '@kubernetes/client-node',
      '@nats-io/jetstream',
      '@nats-io/transport-node',
      'pg',
      '@fastify/busboy',
    ];
    const imported = await runScriptIn<string[]>(
      image,
      `Promise.all(${JSON.stringify(lazily)}.map((name) => import(name).then(() => name)))
         .then((names) => console.log(JSON.stringify(names)))`,
    );
    expect(imported).toEqual(lazily);
  });

  test('has no tests, no sources of engines and no package manager', async () => {
    const unwanted = await runScriptIn<string[]>(
      image,
      `const { existsSync, globSync } = require('fs');
       const places = ['**/*.test.ts', '**/testing/**', '**/tests/**', '**/*.{cpp,md}', '{docs,examples,clients}/**'];
       const exclude = (path) => path === 'node_modules';
       const tools = ['npm', 'npx', 'corepack', 'yarn'].map((name) => '/usr/local/bin/' + name);
       console.log(JSON.stringify([...globSync(places, { cwd: '/app', exclude }), ...tools.filter(existsSync)]))`,
    );
    expect(unwanted).toEqual([]);
  });

  test('holds no credentials', async () => {
    const { Env: env } = (await inspect()).Config;
    const ours = ['PATH', 'NODE_ENV', 'HOST', 'DATA_DIR', 'LIVECALC_CACHE', 'NODE_OPTIONS'];
    // The official base brings these.
    const known = new Set([...ours, 'NODE_VERSION', 'YARN_VERSION']);
    expect(env.filter((line) => !known.has(line.split('=')[0]!))).toEqual([]);
    const history = await docker('history', '--no-trunc', '--format={{.CreatedBy}}', image);
    expect(history).not.toMatch(/token|passw|secret|_auth|credential|private key/i);
  });
});
